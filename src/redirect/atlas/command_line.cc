// SPDX-License-Identifier: MIT
// Programs for the command line and text browsers. Most send all fields to all origins; the text
// browsers let nobody set any.
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

constexpr MethodRule kWget[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {300, 303},
     .methods = Methods::but({Method::Get, Method::Head}),
     .then = Then::Get},
    {.statuses = {300, 301, 302, 303, 307, 308}}};
constexpr MethodRule kWget2[] = {{.statuses = Statuses::but({304})}};
constexpr MethodRule kAria2[] = {{.statuses = {300, 301, 302, 303, 307, 308}}};
constexpr MethodRule kLynx[] = {
    {.statuses = {301, 302, 303}, .methods = {Method::Get, Method::Post}, .then = Then::Get},
    {.statuses = {307}, .methods = {Method::Get}}};
constexpr MethodRule kW3m[] = {{.statuses = {301, 302, 303, 307}, .then = Then::Get}};
constexpr MethodRule kLinks[] = {{.statuses = {301, 302, 303, 307, 308}}};
constexpr MethodRule kELinks[] = {{.statuses = {301, 302, 303, 307}}};
// It has no HEAD: --spider asks with GET.
constexpr MethodRule kBusyBox[] = {
    {.statuses = {300, 301, 302, 303, 307, 308}, .methods = {Method::Head}, .then = Then::Get},
    {.statuses = {300, 301, 302, 303, 307, 308}}};

constexpr std::string_view kEverything[] = {"*"};
constexpr FieldRule kNoAuth[] = {always(kAuth), always(kHost), rewritten(kAllContent)};
constexpr FieldRule kTextBrowser[] = {rewritten(kAllContent)};

Client wget() {
  return {.id = "wget",
          .product = "GNU Wget",
          .versions = "1.21.3",
          .setup = "--post-data, or --method and --body-data",
          .agent = "Wget/",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kWget,
                     .fields = kOnlyFraming,
                     .location = &locations::kWget,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .wire = {.answer = Answer::NotAwaited}}};
}

Client wget2() {
  return {.id = "wget2",
          .product = "GNU Wget2",
          .versions = "1.99.1",
          .agent = "Wget/1.99",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kWget2,
                     .fields = kOnlyFraming,
                     .loop = {.visits = 1},
                     .location = &locations::kWget2,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .wire = {.answer = Answer::ReadOrGiven, .reuses = false}}};
}

Client aria2() {
  return {.id = "aria2",
          .product = "aria2",
          .versions = "1.36.0",
          .agent = "aria2/",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kAria2,
                     .fields = kOnlyFraming,
                     .location = &locations::kAria2,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .wire = {.expect = Expect::NotSent, .answer = Answer::ReadOrGiven}}};
}

Client lynx() {
  return {.id = "lynx",
          .product = "Lynx",
          .versions = "2.9.0dev.12",
          .agent = "Lynx/",
          .policy = {
              .max_redirects = 10,
              .allow_downgrade = true,
              .methods = kLynx,
              .fields = kTextBrowser,
              .loop = {.visits = 1},
              .location = &locations::kLynx,
              .fragment = Fragment::Own,
              .keeps_cookies = true,
              .unsendable = kEverything,
              .wire = {.expect = Expect::NotSent, .answer = Answer::ReadOrGiven, .reuses = false}}};
}

Client w3m() {
  return {.id = "w3m",
          .product = "w3m",
          .versions = "0.5.3",
          .agent = "w3m/",
          .policy = {
              .max_redirects = 10,
              .allow_downgrade = true,
              .methods = kW3m,
              .fields = kNoAuth,
              .loop = {.visits = 1, .first_counts = false},
              .location = &locations::kW3m,
              .fragment = Fragment::Own,
              .keeps_cookies = true,
              .wire = {.expect = Expect::NotSent, .answer = Answer::NotAwaited, .reuses = false}}};
}

Client links() {
  return {.id = "links",
          .product = "Links",
          .versions = "2.28",
          .agent = "Links (",
          .policy = {.max_redirects = 15,
                     .allow_downgrade = true,
                     .methods = kLinks,
                     .fields = kTextBrowser,
                     .location = &locations::kLinks,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .unsendable = kEverything,
                     .wire = {.expect = Expect::NotSent, .answer = Answer::ReadOrGiven}}};
}

Client elinks() {
  return {.id = "elinks",
          .product = "ELinks",
          .versions = "0.13.2",
          .agent = "ELinks/",
          .policy = {.max_redirects = 10,
                     .allow_downgrade = true,
                     .methods = kELinks,
                     .fields = kTextBrowser,
                     .location = &locations::kELinks,
                     .fragment = Fragment::Own,
                     .referer = Referer::Previous,
                     .keeps_cookies = true,
                     .unsendable = kEverything,
                     .wire = {.expect = Expect::NotSent, .answer = Answer::NotAwaited}}};
}

Client busybox_wget() {
  return {.id = "busybox-wget",
          .product = "BusyBox wget",
          .versions = "1.35.0",
          .agent = "Wget",
          .policy = {
              .max_redirects = 15,
              .allow_downgrade = true,
              .methods = kBusyBox,
              .fields = kOnlyFraming,
              .location = &locations::kBusyBox,
              .fragment = Fragment::Own,
              .wire = {.expect = Expect::NotSent, .answer = Answer::NotAwaited, .reuses = false}}};
}

}  // namespace

std::vector<Client> command_line_clients() {
  return {
      wget(),
      like(wget(), "wget-method", "--method=POST --body-data",
           [](Policy& p) {
             p.keeps_cookies = false;
             p.wire = Wire{.expect = Expect::NotSent};
           }),
      wget2(),
      aria2(),
      lynx(),
      w3m(),
      links(),
      elinks(),
      busybox_wget(),
  };
}

}  // namespace onward::redirect::atlas
