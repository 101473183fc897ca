// SPDX-License-Identifier: MIT
// Go, net/http: Client.do(), redirectBehavior() and shouldCopyHeaderOnRedirect(). Up to 1.23 each
// hop copies the fields of the first request and looks only at the hop before, so that a second hop
// on the foreign host gives back what the first took (CVE-2024-45336), and content goes out with
// the GET that the request became (issue 70180).
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

// Up to 1.19 at least, the port is part of the name that is compared.
constexpr OriginTest kHostPort{.host = true, .port = Port::Number, .to_subdomain_is_same = true};
constexpr OriginTest kDomain{.host = true, .to_subdomain_is_same = true};
constexpr FieldRule kFields[] = {leaving(kAuthCookieMore, kHostPort), leaving(kHost),
                                 rewritten(kFraming)};
constexpr FieldRule kLaterFields[] = {leaving(kAuthCookieProxyMore, kDomain), leaving(kHost),
                                      rewritten(kFraming)};

Client go() {
  return {.id = "go",
          .product = "Go net/http",
          .versions = "1.19",
          .setup = "http.Client",
          .policy = {.max_redirects = 9,
                     .allow_downgrade = true,
                     .methods = kAllToGet,
                     .content = {.refusal_is_answer = true},
                     .fields = kFields,
                     .from_first = {.fields = true, .content = true},
                     .location = &locations::kGoUrl,
                     .fragment = Fragment::Own,
                     .referer = Referer::PreviousSecure,
                     .wire = {.expect = Expect::Desyncs, .answer = Answer::NotAwaited}}};
}

Client go_1_24() {
  return {.id = "go-1.24",
          .product = "Go net/http",
          .versions = "1.24 and later",
          .setup = "http.Client",
          .agent = "Go-http-client/",
          .observed = "source",
          .policy = {.max_redirects = 9,
                     .allow_downgrade = true,
                     .methods = kAllToGet,
                     .content = {.refusal_is_answer = true},
                     .fields = kLaterFields,
                     .location = &locations::kGoUrl,
                     .fragment = Fragment::Own,
                     .referer = Referer::PreviousSecure,
                     .wire = {.expect = Expect::Closes, .answer = Answer::NotAwaited}}};
}

}  // namespace

std::vector<Client> go_clients() {
  return {
      go(),
      like(go(), "go-cookiejar", "http.Client with a cookie jar",
           [](Policy& p) { p.keeps_cookies = true; }),
      go_1_24(),
  };
}

}  // namespace onward::redirect::atlas
