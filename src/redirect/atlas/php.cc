// SPDX-License-Identifier: MIT
// PHP. The http stream wrapper calls itself with the first context, so that a 307 behind a 302 is a
// POST again; Guzzle: RedirectMiddleware; Symfony: NativeHttpClient and, over libcurl but with
// redirects of its own, CurlHttpClient.
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

constexpr MethodRule kStreams[] = {{.statuses = {300, 301, 302, 303},
                                    .methods = Methods::but({Method::Get, Method::Head}),
                                    .then = Then::Get},
                                   {.statuses = {300, 301, 302, 303, 307, 308}}};
constexpr FieldRule kStreamsFields[] = {leaving(kAuthCookieProxy), rewritten(kAllContent)};

constexpr Methods kNotSafe = Methods::but({Method::Get, Method::Head, Method::Options});
constexpr MethodRule kGuzzle[] = {
    {.statuses = {300, 301, 302, 303}, .methods = kNotSafe, .then = Then::Get},
    {.statuses = Statuses::all()}};
constexpr MethodRule kGuzzleStrict[] = {{.statuses = {303}, .methods = kNotSafe, .then = Then::Get},
                                        {.statuses = Statuses::all()}};
constexpr FieldRule kGuzzleFields[] = {leaving(kAuthCookie), always(kHost), rewritten(kFraming)};

constexpr MethodRule kSymfonyCurl[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {301, 302},
     .methods = Methods::but({Method::Get, Method::Head}),
     .then = Then::Empty},
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = Statuses::all()}};
constexpr FieldRule kSymfonyCurlFields[] = {leaving(kAuthCookie), leaving(kHost),
                                            rewritten(kTypeToo)};
constexpr MethodRule kSymfonyNative[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = Statuses::all()}};
constexpr FieldRule kSymfonyNativeFields[] = {leaving(kAuthCookie, kHostOnly), leaving(kHost),
                                              rewritten(kTypeToo)};

Client guzzle() {
  return {.id = "guzzle",
          .product = "Guzzle",
          .versions = "7.4.5",
          .agent = "GuzzleHttp/",
          .policy = {.max_redirects = 5,
                     .allow_downgrade = true,
                     .methods = kGuzzle,
                     .content = {.stream_stops = Statuses::all()},
                     .fields = kGuzzleFields,
                     .location = &locations::kGuzzle,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes, .early_close = EarlyClose::Reads}}};
}

Client php_streams() {
  return {.id = "php-streams",
          .product = "PHP http stream wrapper",
          .versions = "8.2",
          .setup = "file_get_contents with a context",
          .policy = {.max_redirects = 19,
                     .allow_downgrade = true,
                     .methods = kStreams,
                     .fields = kStreamsFields,
                     .from_first = {.method = true, .content = true},
                     .location = &locations::kPhpStreams,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::NotSent,
                              .answer = Answer::NotAwaited,
                              .early_close = EarlyClose::Reads,
                              .reuses = false}}};
}

Client symfony_curl() {
  return {.id = "symfony-curl",
          .product = "Symfony HttpClient",
          .versions = "5.4",
          .setup = "CurlHttpClient",
          .agent = "Symfony HttpClient/Curl",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kSymfonyCurl,
                     .fields = kSymfonyCurlFields,
                     .from_first = {.fields = true, .origin = true},
                     .location = &locations::kCurlBehindPhp,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .wire = {.expect = Expect::Closes, .early_close = EarlyClose::Reads}}};
}

Client symfony_native() {
  return {.id = "symfony-native",
          .product = "Symfony HttpClient",
          .versions = "5.4",
          .setup = "NativeHttpClient",
          .agent = "Symfony HttpClient/Native",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kSymfonyNative,
                     .content = {.stream = Replay::Resent},
                     .fields = kSymfonyNativeFields,
                     .location = &locations::kSymfony,
                     .fragment = Fragment::Own,
                     .wire = {.answer = Answer::NotAwaited, .reuses = false}}};
}

}  // namespace

std::vector<Client> php_clients() {
  return {
      php_streams(),
      guzzle(),
      like(guzzle(), "guzzle-strict", "strict: true", [](Policy& p) { p.methods = kGuzzleStrict; }),
      symfony_curl(),
      symfony_native(),
  };
}

}  // namespace onward::redirect::atlas
