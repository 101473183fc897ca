// SPDX-License-Identifier: MIT
// Java. The JDK's HttpClient: RedirectFilter; HttpURLConnection: followRedirect0(); Apache:
// DefaultRedirectStrategy, and in 5 RedirectExec, which begins again from the first request;
// OkHttp: RetryAndFollowUpInterceptor.
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

constexpr std::string_view kRestricted[] = {"Proxy-Authorization"};
constexpr std::string_view kHostToo[] = {"Host"};
// The scheme may not change, nor anything be asked of a proxy (305).
constexpr MethodRule kUrlConnection[] = {
    {.statuses = {300, 301, 302, 303}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {300, 301, 302, 303, 307}}};
constexpr FieldRule kUrlConnectionFields[] = {leaving(kAuthCookie, kHostAndPort), always(kHost),
                                              rewritten(kAllContent)};
constexpr OriginTest kScheme{.scheme = true};

constexpr Methods kRetrieval = {Method::Get, Method::Head};
// PROPFIND is the one method that OkHttp redirects with its content.
constexpr Methods kOkHttpToGet = Methods::but({Method::Get, Method::Head});
constexpr MethodRule kOkHttp3[] = {
    {.statuses = {300, 301, 302, 303}, .methods = Methods({}, "PROPFIND")},
    {.statuses = {300, 301, 302, 303}, .methods = kOkHttpToGet, .then = Then::Get},
    {.statuses = {300, 301, 302, 303, 307, 308}, .methods = kRetrieval}};
constexpr MethodRule kOkHttp4[] = {
    {.statuses = {300, 301, 302, 303}, .methods = Methods({}, "PROPFIND")},
    {.statuses = {300, 301, 302, 303}, .methods = kOkHttpToGet, .then = Then::Get},
    {.statuses = {300, 301, 302, 303, 307, 308}}};
constexpr FieldRule kOkHttpFields[] = {leaving(kAuth), rewritten(kTypeToo)};

constexpr MethodRule kApache4[] = {
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = {301, 302, 303, 307, 308}, .methods = kRetrieval}};
// LaxRedirectStrategy adds POST and DELETE.
constexpr MethodRule kApache4Lax[] = {
    {.statuses = {301, 302}, .methods = {Method::Post, Method::Delete}, .then = Then::Get},
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = {301, 302, 303, 307, 308},
     .methods = {Method::Get, Method::Head, Method::Post, Method::Delete}}};
constexpr MethodRule kCommons3[] = {{.statuses = {301, 302, 303, 307}, .methods = kRetrieval}};
// RedirectLocations knows targets only, not where it began.
constexpr LoopRule kCircular{.visits = 1, .first_counts = false};

Client java_httpclient_normal() {
  return {.id = "java-httpclient-NORMAL",
          .product = "Java HttpClient",
          .versions = "17",
          .setup = "Redirect.NORMAL",
          .agent = "Java-http-client/",
          .policy = {.max_redirects = 4,
                     .methods = kAsFetchHeadToo,
                     .content = {.stream = Replay::Emptied},
                     .fields = kOnlyFraming,
                     .location = &locations::kJavaUriWebOnly,
                     .fragment = Fragment::Own,
                     .unsendable = kRestricted,
                     .wire = {.expect = Expect::Desyncs,
                              .answer = Answer::NotAwaited,
                              .early_close = EarlyClose::Reads}}};
}

Client apache_hc4() {
  return {.id = "apache-hc4",
          .product = "Apache HttpClient",
          .versions = "4.5.14",
          .setup = "DefaultRedirectStrategy",
          .agent = "Apache-HttpClient/4",
          .policy = {.max_redirects = 50,
                     .allow_downgrade = true,
                     .methods = kApache4,
                     .content = {.stream_stops = Statuses::all()},
                     .fields = kOnlyFraming,
                     .loop = kCircular,
                     .location = &locations::kApacheClient4,
                     .keeps_cookies = true,
                     .wire = {.expect = Expect::Closes, .early_close = EarlyClose::SendsAgain}}};
}

Client java_httpurlconnection() {
  return {.id = "java-HttpURLConnection",
          .product = "Java HttpURLConnection",
          .versions = "17",
          .agent = "Java/",
          .policy = {.max_redirects = 19,
                     .allow_downgrade = true,
                     .methods = kUrlConnection,
                     .content = {.stream_stops = Statuses::but({308})},
                     .fields = kUrlConnectionFields,
                     .location = &locations::kJavaUrl,
                     .fragment = Fragment::Own,
                     .refused = kScheme,
                     .refused_is_answer = true,
                     .wire = {.answer = Answer::NotAwaited,
                              .early_close = EarlyClose::SendsAgain,
                              .reuses = false}}};
}

Client okhttp() {
  return {.id = "okhttp",
          .product = "OkHttp",
          .versions = "3.13",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kOkHttp3,
                     .content = {.refusal_is_answer = true},
                     .fields = kOkHttpFields,
                     .location = &locations::kOkHttp,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes, .answer = Answer::NotAwaited}}};
}

Client okhttp_4_6() {
  return {.id = "okhttp-4.6",
          .product = "OkHttp",
          .versions = "4.6 and later",
          .agent = "okhttp/",
          .observed = "source",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kOkHttp4,
                     .content = {.refusal_is_answer = true},
                     .fields = kOkHttpFields,
                     .location = &locations::kOkHttp,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes, .answer = Answer::NotAwaited}}};
}

Client apache_hc5() {
  return {.id = "apache-hc5",
          .product = "Apache HttpClient",
          .versions = "5.2.1",
          .agent = "Apache-HttpClient/5",
          .policy = {.max_redirects = 50,
                     .allow_downgrade = true,
                     .methods = kAsFetch,
                     .content = {.stream_stops = Statuses::all()},
                     .fields = kOnlyContent,
                     .from_first = {.fields = true, .method = true, .content = true},
                     .loop = kCircular,
                     .location = &locations::kApacheClient5,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true}};
}

Client commons_httpclient3() {
  return {.id = "commons-httpclient3",
          .product = "Commons HttpClient",
          .versions = "3.1",
          .agent = "Jakarta Commons-HttpClient/",
          .policy = {.max_redirects = 99,
                     .allow_downgrade = true,
                     .methods = kCommons3,
                     .fields = kOnlyFraming,
                     .loop = {.visits = 1},
                     .location = &locations::kCommonsClient3,
                     .fragment = Fragment::Dropped,
                     .keeps_cookies = true,
                     .unsendable = kHostToo,
                     .wire = {.expect = Expect::Closes, .early_close = EarlyClose::SendsAgain}}};
}

}  // namespace

std::vector<Client> jvm_clients() {
  return {
      java_httpclient_normal(),
      like(java_httpclient_normal(), "java-httpclient-ALWAYS", "Redirect.ALWAYS",
           [](Policy& p) {
             p.allow_downgrade = true;
             p.location = &locations::kJavaUri;
           }),
      like(java_httpclient_normal(), "java-httpclient-NEVER", "Redirect.NEVER, the default",
           [](Policy& p) {
             p.methods = std::span<const MethodRule>{};
             p.wire = Wire{.expect = Expect::Closes, .early_close = EarlyClose::Reads};
           }),
      java_httpurlconnection(),
      okhttp(),
      okhttp_4_6(),
      apache_hc4(),
      like(apache_hc4(), "apache-hc4-lax", "LaxRedirectStrategy",
           [](Policy& p) {
             p.methods = kApache4Lax;
             p.wire = Wire{.expect = Expect::Desyncs, .early_close = EarlyClose::SendsAgain};
           }),
      apache_hc5(),
      commons_httpclient3(),
  };
}

}  // namespace onward::redirect::atlas
