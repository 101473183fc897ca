// SPDX-License-Identifier: MIT
// Ruby. HTTParty: Request#handle_response; rest-client: AbstractResponse#follow_redirection;
// Faraday: FollowRedirects middleware; http.rb: Redirector; httpclient: do_get_block; Excon:
// RedirectFollower; Mechanize: Agent#response_redirect.
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

constexpr MethodRule kOpenUri[] = {{.statuses = {301, 302, 303, 307}}};
// GET in name only: the content goes along.
constexpr MethodRule kHttparty[] = {{.statuses = {307, 308}},
                                    {.statuses = {303}, .then = Then::GetContent},
                                    {.statuses = Statuses::but({304}), .methods = {Method::Head}},
                                    {.statuses = Statuses::but({304}), .then = Then::GetContent}};
constexpr MethodRule kRestClient[] = {
    {.statuses = {303}, .then = Then::Get},
    {.statuses = {301, 302, 307}, .methods = {Method::Get, Method::Head}}};
constexpr Methods kNotSafe = Methods::but({Method::Get, Method::Head, Method::Options});
constexpr MethodRule kFaraday[] = {
    {.statuses = {301, 302, 303}, .methods = kNotSafe, .then = Then::Get},
    {.statuses = {301, 302, 303, 307, 308}}};
constexpr MethodRule kFaradayStandard[] = {
    {.statuses = {303}, .methods = kNotSafe, .then = Then::Get},
    {.statuses = {301, 302, 303, 307, 308}}};
constexpr FieldRule kFaradayFields[] = {leaving(kAuth), rewritten(kFraming)};
// In strict mode these three raise an error; PATCH is not among them.
constexpr MethodRule kHttpRb[] = {
    {.statuses = {300, 301, 302},
     .methods = Methods::but({Method::Post, Method::Put, Method::Delete})},
    {.statuses = {303},
     .methods = Methods::but({Method::Get, Method::Head}),
     .then = Then::GetContent},
    {.statuses = {303, 307, 308}}};
constexpr FieldRule kHttpRbFields[] = {always(kHost), rewritten(kFraming)};
constexpr MethodRule kHttpClient[] = {{.statuses = {303}, .then = Then::GetContent},
                                      {.statuses = {301, 302, 307}}};
constexpr MethodRule kExcon[] = {{.statuses = {301, 302, 303}, .then = Then::Get},
                                 {.statuses = {307, 308}}};
constexpr FieldRule kExconFields[] = {always(kAuthProxy), always(kHost), rewritten(kFraming)};
constexpr MethodRule kMechanize[] = {{.statuses = Statuses::but({304}), .methods = {Method::Head}},
                                     {.statuses = Statuses::but({304}), .then = Then::Get}};
constexpr FieldRule kMechanizeFields[] = {leaving(kAuth), leaving(kCookie, kHostOnly),
                                          rewritten(kTypeToo)};

Client faraday_middleware() {
  return {.id = "faraday-middleware",
          .product = "Faraday",
          .versions = "1.2.0",
          .setup = "faraday_middleware, FollowRedirects",
          .agent = "Faraday v",
          .policy = {.max_redirects = 3,
                     .allow_downgrade = true,
                     .methods = kFaraday,
                     .fields = kFaradayFields,
                     .location = &locations::kFaraday,
                     .fragment = Fragment::Dropped,
                     .wire = {.early_close = EarlyClose::Reads, .reuses = false}}};
}

Client net_http() {
  return {.id = "net-http",
          .product = "Ruby net/http",
          .versions = "3.1",
          .policy = {.allow_downgrade = true,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes, .answer = Answer::ReadOrGiven}}};
}

Client open_uri() {
  return {.id = "open-uri",
          .product = "Ruby open-uri",
          .versions = "3.1",
          .agent = "Ruby",
          .policy = {
              .max_redirects = Policy::kNoLimit,
              .methods = kOpenUri,
              .fields = kOnlyFraming,
              .loop = {.visits = 1, .first_counts = false},
              .location = &locations::kOpenUri,
              .fragment = Fragment::Own,
              .wire = {.expect = Expect::NotSent, .answer = Answer::ReadOrGiven, .reuses = false}}};
}

Client httparty() {
  return {.id = "httparty",
          .product = "HTTParty",
          .versions = "0.21.0",
          .policy = {.max_redirects = 4,
                     .allow_downgrade = true,
                     .methods = kHttparty,
                     .content = {.stream = Replay::Emptied},
                     .fields = kOnlyFraming,
                     .location = &locations::kHttparty,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .wire = {.answer = Answer::ReadOrGiven, .reuses = false}}};
}

Client rest_client() {
  return {.id = "rest-client",
          .product = "rest-client",
          .versions = "2.1.0",
          .agent = "rest-client/",
          .policy = {.max_redirects = 10,
                     .allow_downgrade = true,
                     .methods = kRestClient,
                     .fields = kOnlyContent,
                     .location = &locations::kRubyUri,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .wire = {.answer = Answer::ReadOrGiven, .reuses = false}}};
}

Client http_rb() {
  return {.id = "http.rb",
          .product = "http.rb",
          .versions = "4.4.1",
          .setup = "follow",
          .agent = "http.rb/",
          .policy = {.max_redirects = 5,
                     .allow_downgrade = true,
                     .methods = kHttpRb,
                     .fields = kHttpRbFields,
                     .loop = {.visits = 2, .by_method = true},
                     .location = &locations::kAddressable,
                     .fragment = Fragment::Own,
                     .wire = {.reuses = false}}};
}

Client httpclient_rb() {
  return {
      .id = "httpclient-rb",
      .product = "httpclient",
      .versions = "2.8.3",
      .agent = "HTTPClient/",
      .policy = {.max_redirects = 9,
                 .methods = kHttpClient,
                 .content = {.stream = Replay::Emptied},
                 .fields = kOnlyFraming,
                 .location = &locations::kRubyUriAnyScheme,
                 .fragment = Fragment::Own,
                 .keeps_cookies = true,
                 .wire = {.answer = Answer::ReadOrGiven, .early_close = EarlyClose::SendsAgain}}};
}

Client excon() {
  return {.id = "excon",
          .product = "Excon",
          .versions = "0.88.0",
          .setup = "Middleware::RedirectFollower",
          .agent = "excon/",
          .policy = {.max_redirects = 10,
                     .allow_downgrade = true,
                     .methods = kExcon,
                     .content = {.stream = Replay::Emptied},
                     .fields = kExconFields,
                     .location = &locations::kExcon,
                     .fragment = Fragment::Dropped,
                     .wire = {.reuses = false}}};
}

Client mechanize_rb() {
  return {.id = "mechanize-rb",
          .product = "Mechanize (Ruby)",
          .versions = "2.8.5",
          .agent = "Mechanize/",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kMechanize,
                     .fields = kMechanizeFields,
                     .location = &locations::kMechanizeRb,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true}};
}

}  // namespace

std::vector<Client> ruby_clients() {
  return {
      net_http(),
      open_uri(),
      httparty(),
      rest_client(),
      faraday_middleware(),
      like(faraday_middleware(), "faraday-middleware-std", "standards_compliant: true",
           [](Policy& p) {
             p.methods = kFaradayStandard;
             p.wire = Wire{.reuses = false};
           }),
      http_rb(),
      httpclient_rb(),
      excon(),
      mechanize_rb(),
  };
}

}  // namespace onward::redirect::atlas
