// SPDX-License-Identifier: MIT
// Perl. LWP::UserAgent::request() and redirect_ok(); HTTP::Tiny::_maybe_redirect();
// Mojo::UserAgent::Transactor::redirect().
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

constexpr Methods kRetrieval = {Method::Get, Method::Head};
constexpr MethodRule kLwp[] = {{.statuses = {301, 302, 303, 307, 308}, .methods = kRetrieval}};
constexpr MethodRule kLwpAll[] = {{.statuses = {302, 303},
                                   .methods = Methods::but({Method::Get, Method::Head}),
                                   .then = Then::Get},
                                  {.statuses = {301, 302, 303, 307, 308}}};
constexpr FieldRule kLwpFields[] = {always(kCookieHost), rewritten(kAllContent)};
constexpr MethodRule kTiny[] = {{.statuses = {303}, .then = Then::GetContent},
                                {.statuses = {301, 302, 307, 308}, .methods = kRetrieval}};
constexpr MethodRule kMojo[] = {
    {.statuses = {303}, .then = Then::Get},
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {301, 302}, .then = Then::Empty},
    {.statuses = {307, 308}}};
constexpr std::string_view kAuthCookieHost[] = {"Authorization", "Cookie", "Host"};
constexpr FieldRule kMojoFields[] = {always(kAuthCookieHost), rewritten(kAllContent)};

Client lwp() {
  return {.id = "lwp",
          .product = "libwww-perl",
          .versions = "6.68",
          .setup = "requests_redirectable as it comes: GET, HEAD",
          .agent = "libwww-perl/",
          .policy = {.max_redirects = 7,
                     .allow_downgrade = true,
                     .methods = kLwp,
                     .fields = kLwpFields,
                     .location = &locations::kUriPm,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes,
                              .answer = Answer::ReadOrGiven,
                              .early_close = EarlyClose::Reads,
                              .reuses = false}}};
}

Client lwp_request() {
  return {.id = "lwp-request",
          .product = "libwww-perl",
          .versions = "6.68",
          .setup = "lwp-request",
          .agent = "lwp-request/",
          .policy = {
              .max_redirects = 7,
              .allow_downgrade = true,
              .methods = kLwp,
              .fields = kLwpFields,
              .location = &locations::kUriPm,
              .fragment = Fragment::Own,
              .wire = {.expect = Expect::NotSent, .answer = Answer::ReadOrGiven, .reuses = false}}};
}

Client http_tiny() {
  return {.id = "http-tiny",
          .product = "HTTP::Tiny",
          .versions = "0.082",
          .agent = "HTTP-Tiny/",
          .policy = {.max_redirects = 5,
                     .allow_downgrade = true,
                     .methods = kTiny,
                     .fields = kOnlyFraming,
                     .location = &locations::kHttpTiny,
                     .fragment = Fragment::Own,
                     .wire = {.answer = Answer::ReadOrGiven}}};
}

Client mojo() {
  return {.id = "mojo",
          .product = "Mojolicious",
          .versions = "9.31",
          .setup = "max_redirects(10)",
          .agent = "Mojolicious",
          .policy = {.max_redirects = 10,
                     .allow_downgrade = true,
                     .methods = kMojo,
                     .content = {.refusal_is_answer = true},
                     .fields = kMojoFields,
                     .location = &locations::kMojo,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .wire = {.answer = Answer::ReadOrGiven, .early_close = EarlyClose::Reads}}};
}

}  // namespace

std::vector<Client> perl_clients() {
  return {
      lwp_request(),
      lwp(),
      like(lwp(), "lwp-all", "requests_redirectable: all methods",
           [](Policy& p) {
             p.methods = kLwpAll;
             p.content = ContentRules{.stream = Replay::Emptied};
           }),
      http_tiny(),
      mojo(),
  };
}

}  // namespace onward::redirect::atlas
