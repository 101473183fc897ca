// SPDX-License-Identifier: MIT
// C, C++, Rust, .NET and Erlang. cpp-httplib: ClientImpl::redirect(); Qt: QNetworkAccessManager's
// redirect policies; libsoup: soup_session_redirect_message(); POCO: HTTPStreamFactory; reqwest:
// redirect.rs and client.rs; ureq: unit.rs.
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

constexpr MethodRule kCppHttplib[] = {
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = Statuses::but({300})}};
constexpr MethodRule kQt[] = {{.statuses = {301, 302, 303, 305},
                               .methods = Methods::but({Method::Get, Method::Head}),
                               .then = Then::Get},
                              {.statuses = {301, 302, 303, 305, 307, 308}}};
// 302 is for all that is not safe, 301 for POST alone; a write is not repeated elsewhere.
constexpr Methods kSafe = {Method::Get, Method::Head, Method::Options};
constexpr MethodRule kSoup[] = {
    {.statuses = {301}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {302},
     .methods = Methods::but({Method::Get, Method::Head, Method::Options}),
     .then = Then::Get},
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = {301, 302, 303, 307, 308}, .methods = kSafe}};
constexpr FieldRule kSoupFields[] = {leaving(kAuth), always(kHost), rewritten(kAllContent)};
constexpr MethodRule kPoco[] = {{.statuses = {301, 302, 303, 305, 307}}};
constexpr std::string_view kEverything[] = {"*"};
constexpr FieldRule kReqwestFields[] = {leaving(kAuthCookieProxyMore, kHostAndPort),
                                        rewritten(kAllContent)};
constexpr MethodRule kUreq[] = {{.statuses = {301, 302, 303},
                                 .methods = Methods::but({Method::Get, Method::Head}),
                                 .then = Then::Get},
                                {.statuses = {301, 302, 303}},
                                {.statuses = {307, 308}, .methods = kSafe}};
constexpr FieldRule kUreqFields[] = {always(kAuth), rewritten(kFraming)};

constexpr MethodRule kWebRequest[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {303}, .then = Then::Get},
    {.statuses = {301, 302, 307}}};
constexpr FieldRule kWebRequestFields[] = {always(kAuthProxy), rewritten(kFraming)};
constexpr MethodRule kDotNetClient[] = {
    {.statuses = {300, 301, 302, 303}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {300, 301, 302, 303, 307, 308}}};
constexpr FieldRule kDotNetClientFields[] = {always(kAuth), rewritten(kTypeToo)};

constexpr Methods kHttpcMethods = {Method::Get, Method::Head, Method::Options};
constexpr MethodRule kHttpc[] = {
    {.statuses = {301, 302, 303}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {300, 307, 308},
     .methods = {Method::Get, Method::Head, Method::Options, Method::Post}},
    {.statuses = {301, 302, 303}, .methods = kHttpcMethods}};
constexpr FieldRule kHttpcFields[] = {always(kHost), rewritten(kTypeToo)};

Client qt5_noless() {
  return {.id = "qt5-noless",
          .product = "Qt 5 network",
          .versions = "5.15",
          .setup = "NoLessSafeRedirectPolicy",
          .policy = {.max_redirects = 50,
                     .methods = kQt,
                     .content = {.stream_stops = Statuses{307, 308}},
                     .fields = kOnlyContent,
                     .location = &locations::kQUrl,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true}};
}

Client libsoup3() {
  return {.id = "libsoup3",
          .product = "libsoup",
          .versions = "3.2",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kSoup,
                     .content = {.refusal_is_answer = true},
                     .fields = kSoupFields,
                     .location = &locations::kGUri,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes, .answer = Answer::ReadOrGiven}}};
}

Client reqwest() {
  return {.id = "reqwest",
          .product = "reqwest",
          .versions = "0.11.13",
          .policy = {.max_redirects = 9,
                     .allow_downgrade = true,
                     .methods = kAllToGet,
                     .content = {.refusal_is_answer = true},
                     .fields = kReqwestFields,
                     .location = &locations::kReqwest,
                     .fragment = Fragment::Own,
                     .referer = Referer::PreviousSecure,
                     .wire = {.answer = Answer::NotAwaited, .early_close = EarlyClose::Reads}}};
}

// Another scheme than http and https is an error.
constexpr LocationRules kReqwestLaterUrls = locations::varied(
    locations::kReqwest, [](LocationRules& rules) { rules.foreign = Instead::Error; });

Client reqwest_later() {
  Client client =
      like(reqwest(), "reqwest-0.12", "", [](Policy& p) { p.location = &kReqwestLaterUrls; });
  client.versions = "0.12 and later";
  client.observed = "source";
  return client;
}

Client cpp_httplib() {
  return {.id = "cpp-httplib",
          .product = "cpp-httplib",
          .versions = "0.11.4",
          .setup = "set_follow_location(true)",
          .agent = "cpp-httplib/",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kCppHttplib,
                     .content = {.stream = Replay::Emptied},
                     .fields = kOnlyFraming,
                     .location = &locations::kCppHttplib,
                     .fragment = Fragment::Own,
                     .wire = {.reuses = false}}};
}

Client poco_streamfactory() {
  return {.id = "poco-streamfactory",
          .product = "POCO",
          .versions = "1.11",
          .setup = "URIStreamOpener, HTTPStreamFactory",
          .policy = {
              .max_redirects = 9,
              .allow_downgrade = true,
              .methods = kPoco,
              .fields = kOnlyFraming,
              .location = &locations::kPocoUri,
              .fragment = Fragment::Own,
              .https = false,
              .unsendable = kEverything,
              .wire = {.expect = Expect::NotSent, .answer = Answer::NotAwaited, .reuses = false}}};
}

Client ureq() {
  return {.id = "ureq",
          .product = "ureq",
          .versions = "2.6",
          .setup = "without TLS",
          .agent = "ureq/",
          .policy = {.max_redirects = 4,
                     .allow_downgrade = true,
                     .methods = kUreq,
                     .content = {.refusal_is_answer = true},
                     .fields = kUreqFields,
                     .location = &locations::kUreq,
                     .fragment = Fragment::Own,
                     .https = false,
                     .wire = {.answer = Answer::NotAwaited}}};
}

Client mono_httpwebrequest() {
  return {.id = "mono-HttpWebRequest",
          .product = ".NET HttpWebRequest",
          .versions = "Mono 6.8",
          .policy = {.max_redirects = 50,
                     .allow_downgrade = true,
                     .methods = kWebRequest,
                     .fields = kWebRequestFields,
                     .location = &locations::kSystemUri,
                     .fragment = Fragment::Own,
                     .wire = {.answer = Answer::ReadOrGiven}}};
}

Client mono_httpclient() {
  return {.id = "mono-HttpClient",
          .product = ".NET HttpClient",
          .versions = "Mono 6.8",
          .policy = {.max_redirects = 50,
                     .methods = kDotNetClient,
                     .fields = kDotNetClientFields,
                     .location = &locations::kSystemUriClient,
                     .keeps_cookies = true,
                     .wire = {.expect = Expect::Closes, .answer = Answer::NotAwaited}}};
}

Client erlang_httpc() {
  return {.id = "erlang-httpc",
          .product = "Erlang httpc",
          .versions = "25.2",
          .setup = "autoredirect",
          .policy = {.max_redirects = 5,
                     .allow_downgrade = true,
                     .methods = kHttpc,
                     .content = {.stream = Replay::Resent},
                     .fields = kHttpcFields,
                     .location = &locations::kErlang,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::NotSent, .reuses = false}}};
}

}  // namespace

std::vector<Client> native_clients() {
  return {
      cpp_httplib(),
      qt5_noless(),
      like(qt5_noless(), "qt5-sameorigin", "SameOriginRedirectPolicy",
           [](Policy& p) { p.refused = kWrittenOrigin; }),
      like(qt5_noless(), "qt5-default", "ManualRedirectPolicy, the default",
           [](Policy& p) {
             p.methods = std::span<const MethodRule>{};
             p.keeps_cookies = false;
           }),
      libsoup3(),
      like(libsoup3(), "libsoup3-cookiejar", "with SoupCookieJar",
           [](Policy& p) {
             p.keeps_cookies = true;
             p.unsendable = kCookie;
           }),
      poco_streamfactory(),
      reqwest(),
      reqwest_later(),
      ureq(),
      mono_httpwebrequest(),
      mono_httpclient(),
      erlang_httpc(),
  };
}

}  // namespace onward::redirect::atlas
