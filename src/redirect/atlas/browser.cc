// SPDX-License-Identifier: MIT
// Browsers: Fetch, "HTTP-redirect fetch", for scripts and for navigations. Cookies are the
// browser's, and go where the host is the same; a script's request keeps them on its own origin.
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

constexpr std::string_view kForbidden[] = {"Host", "Proxy-Authorization"};
constexpr std::string_view kForbiddenCors[] = {"Host", "Proxy-Authorization", "Cookie"};
// A navigation has no fields of a caller, only what the browser makes of its cookies and its form.
constexpr std::string_view kOfNavigation[] = {"Cookie", "Content-Type"};
constexpr Names kForbiddenNavigation = Names::all_but(kOfNavigation);
constexpr FieldRule kScript[] = {leaving(kAuthCookie), rewritten(kAllContent)};
constexpr FieldRule kNavigation[] = {leaving(kCookie, kHostOnly), rewritten(kAllContent)};
constexpr ContentRules kStream{.stream_stops = Statuses::but({303})};
// A stream is sent as the text "[object ReadableStream]".
constexpr ContentRules kAsText{.stream = Replay::Resent, .streams_are_text = true};

Client chromium_fetch() {
  return {.id = "chromium-fetch",
          .product = "Chromium",
          .versions = "156",
          .setup = "fetch() of a page of the same origin",
          .agent = "Chrome/",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kAsFetch,
                     .content = kStream,
                     .fields = kScript,
                     .location = &locations::kChromiumFetch,
                     .fragment = Fragment::Dropped,
                     .keeps_cookies = true,
                     .stores = Stores::FreshOrPermanent,
                     .unsendable = kForbidden,
                     .wire = {.expect = Expect::NotSent,
                              .answer = Answer::NotAwaited,
                              .early_close = EarlyClose::SendsAgain}}};
}

Client firefox_fetch() {
  return {.id = "firefox-fetch",
          .product = "Firefox",
          .versions = "153",
          .setup = "fetch() of a page of the same origin",
          .agent = "Firefox/",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kAsFetch,
                     .content = kAsText,
                     .fields = kScript,
                     .location = &locations::kFirefoxFetch,
                     .fragment = Fragment::Dropped,
                     .keeps_cookies = true,
                     .stores = Stores::Fresh,
                     .unsendable = kForbidden,
                     .wire = {.expect = Expect::NotSent,
                              .answer = Answer::NotAwaited,
                              .early_close = EarlyClose::SendsAgain}}};
}

}  // namespace

std::vector<Client> browser_clients() {
  return {
      chromium_fetch(),
      like(chromium_fetch(), "chromium-fetch-cors", "fetch() of a page of another origin",
           [](Policy& p) {
             p.fragment = Fragment::Own;
             p.keeps_cookies = false;
             p.unsendable = kForbiddenCors;
           }),
      like(chromium_fetch(), "chromium-nav", "navigation; forms for POST",
           [](Policy& p) {
             p.max_redirects = 19;
             p.fields = kNavigation;
             p.location = &locations::kChromium;
             p.fragment = Fragment::Inherited;
             p.unsendable = kForbiddenNavigation;
           }),
      firefox_fetch(),
      like(firefox_fetch(), "firefox-fetch-cors", "fetch() of a page of another origin",
           [](Policy& p) {
             p.fragment = Fragment::Own;
             p.keeps_cookies = false;
             p.unsendable = kForbiddenCors;
           }),
      like(firefox_fetch(), "firefox-nav", "navigation; forms for POST",
           [](Policy& p) {
             p.content = kStream;  // a form has none
             p.fields = kNavigation;
             p.location = &locations::kFirefox;
             p.fragment = Fragment::Inherited;
             p.unsendable = kForbiddenNavigation;
           }),
  };
}

}  // namespace onward::redirect::atlas
