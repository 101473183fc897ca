// SPDX-License-Identifier: MIT
// Node.js. fetch, and what is made on it, is Fetch's algorithm in undici: httpRedirectFetch().
// follow-redirects carries axios: RedirectableRequest._processResponse(). The others have code of
// their own.
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

constexpr std::string_view kForbidden[] = {"Host"};
constexpr FieldRule kFetchFields[] = {leaving(kAuthCookieProxy), rewritten(kAllContent)};
// httpRedirectFetch(): "body source is null".
constexpr ContentRules kFetchContent{.stream_stops = Statuses::but({303})};

constexpr MethodRule kUndici[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = {300, 301, 302, 303, 307, 308}}};
// RedirectHandler's "removeContent" is for 303 alone.
constexpr FieldRule kUndiciFields[] = {leaving(kAuthCookieProxy),
                                       always(kHost),
                                       rewritten(kFraming),
                                       {.names = kAllContent,
                                        .when = When::Rewritten,
                                        .why = WhyStripped::ContentGone,
                                        .statuses = {303}}};

constexpr MethodRule kFollowRedirects[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = Statuses::all()}};
// The host with its port as it is written, a subdomain is as good, and never down to http.
constexpr OriginTest kFollowRedirectsOrigin{
    .host = true, .port = Port::Elided, .to_subdomain_is_same = true, .downgrade = true};
constexpr FieldRule kFollowRedirectsFields[] = {leaving(kAuthCookieProxy, kFollowRedirectsOrigin),
                                                always(kHost), rewritten(kAllContent)};
constexpr FieldRule kAxiosFields[] = {leaving(kAuthCookie), always(kProxy), always(kHost),
                                      rewritten(kAllContent)};

constexpr MethodRule kGot[] = {
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = {300, 301, 302, 303, 304, 307, 308}}};
// hostname and port of the URL class: the scheme is not looked at.
constexpr FieldRule kGotFields[] = {leaving(kAuthCookie, kHostAndElidedPort), leaving(kHost),
                                    rewritten(kFraming)};

// methodRewriting: GET wherever the status does not forbid it.
constexpr MethodRule kGotRewriting[] = {{.statuses = {300, 301, 302, 303, 304}, .then = Then::Get},
                                        {.statuses = {307, 308}}};
// Later, the origin is looked at whole, and content does not leave it.
constexpr std::string_view kGotSecrets[] = {"Authorization", "Cookie", "Cookie2",
                                            "Proxy-Authorization"};
constexpr FieldRule kGotLaterFields[] = {leaving(kGotSecrets), leaving(kHost),
                                         rewritten(kAllContent)};

constexpr OriginTest kNodeFetchOrigin{.scheme = true, .host = true, .to_subdomain_is_same = true};
constexpr FieldRule kNodeFetchFields[] = {leaving(kAuthCookieMore, kNodeFetchOrigin),
                                          rewritten(kFraming)};
// Content in memory goes out as a stream the second time.
constexpr ContentRules kNodeFetchContent{.stream_stops = Statuses::but({303}),
                                         .replays_once = true};
constexpr FieldRule kMakeFetchHappenFields[] = {leaving(kAuthCookie, kHostOnly),
                                                rewritten(kFraming)};

// HEAD ends with its answer, whatever that is.
constexpr MethodRule kSuperagent[] = {
    {.statuses = {301, 302, 303}, .methods = Methods::but({Method::Head}), .then = Then::Get},
    {.statuses = {305, 307, 308}, .methods = Methods::but({Method::Head})}};
constexpr FieldRule kSuperagentFields[] = {leaving(kAuthCookie), always(kHost),
                                           rewritten(kTypeToo)};

constexpr MethodRule kNeedle[] = {{.statuses = {301, 302, 303, 307, 308}, .then = Then::Get}};
constexpr MethodRule kNeedleKeep[] = {{.statuses = {301, 302, 303, 307, 308}}};
constexpr FieldRule kNeedleFields[] = {leaving(kAuthProxy, kWrittenOrigin), always(kCookie),
                                       always(kHost), rewritten(kFraming)};

constexpr MethodRule kRequest[] = {
    {.statuses = Statuses::all(),
     .methods = Methods::but({Method::Patch, Method::Put, Method::Post, Method::Delete})}};
constexpr MethodRule kRequestAll[] = {{.statuses = {307}},
                                      {.statuses = Statuses::all(), .methods = {Method::Head}},
                                      {.statuses = Statuses::all(), .then = Then::Get}};

Client node_fetch_builtin() {
  return {.id = "node-fetch-builtin",
          .product = "Node.js fetch",
          .versions = "20.20",
          .setup = "content in text, Blob or FormData",
          .agent = "node",
          .policy = {
              .max_redirects = 20,
              .allow_downgrade = true,
              .methods = kAsFetch,
              .content = {.file = Replay::Refused,
                          .stream_stops = Statuses::but({303}),
                          .buffers_are_streams = true},
              .fields = kFetchFields,
              .location = &locations::kNodeFetch,
              .fragment = Fragment::Dropped,
              .unsendable = kForbidden,
              .wire = {.expect = Expect::NotSent, .answer = Answer::NotAwaited, .reuses = false}}};
}

// What calls the built-in fetch, and leaves redirects to it.
Client on_node_fetch(std::string_view id, std::string_view product, std::string_view versions,
                     std::string_view setup) {
  Client client = like(node_fetch_builtin(), id, setup, [](Policy&) {});
  client.product = product;
  client.versions = versions;
  return client;
}

Client axios_fetch() {
  Client client = on_node_fetch("axios-fetch", "axios", "1.21", "fetch adapter, on Node.js 20.20");
  client.policy.fragment = Fragment::Own;
  return client;
}

Client got() {
  return {.id = "got",
          .product = "got",
          .versions = "14.6",
          .agent = "got (",
          .policy = {.max_redirects = 10,
                     .allow_downgrade = true,
                     .methods = kGot,
                     .content = {.stream = Replay::Emptied},
                     .fields = kGotFields,
                     .location = &locations::kGot,
                     .fragment = Fragment::Own,
                     .wire = {.answer = Answer::NotAwaited,
                              .early_close = EarlyClose::Reads,
                              .reuses = false}}};
}

Client got_rewriting() {
  Client client = like(got(), "got-methodRewriting-true", "methodRewriting: true",
                       [](Policy& p) { p.methods = kGotRewriting; });
  client.observed = "source";
  return client;
}

Client got_15() {
  Client client = like(got(), "got-15", "", [](Policy& p) {
    p.content.home = kOrigin;
    p.fields = kGotLaterFields;
  });
  client.versions = "15 and later";
  client.observed = "source";
  return client;
}

Client needle() {
  return {.id = "needle",
          .product = "needle",
          .versions = "3.5",
          .setup = "follow_max: 10",
          .agent = "Needle/",
          .policy = {.max_redirects = 10,
                     .allow_downgrade = true,
                     .methods = kNeedle,
                     .content = {.stream = Replay::Emptied},
                     .fields = kNeedleFields,
                     .loop = {.visits = 1},
                     .location = &locations::kNeedle,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::NotSent,
                              .answer = Answer::NotAwaited,
                              .early_close = EarlyClose::Reads,
                              .reuses = false}}};
}

Client request() {
  return {.id = "request",
          .product = "request",
          .versions = "2.88",
          .policy = {.max_redirects = 10,
                     .allow_downgrade = true,
                     .methods = kRequest,
                     .fields = kOnlyContent,
                     .location = &locations::kNodeLegacyUrl,
                     .fragment = Fragment::Own,
                     .referer = Referer::Previous,
                     .wire = {.expect = Expect::NotSent,
                              .answer = Answer::NotAwaited,
                              .early_close = EarlyClose::Reads}}};
}

Client undici_fetch() {
  return {.id = "undici-fetch",
          .product = "undici",
          .versions = "7.30",
          .setup = "fetch",
          .agent = "undici",
          .policy = {
              .max_redirects = 20,
              .allow_downgrade = true,
              .methods = kAsFetch,
              .content = kFetchContent,
              .fields = kFetchFields,
              .location = &locations::kNodeFetch,
              .fragment = Fragment::Dropped,
              .unsendable = kForbidden,
              .wire = {.expect = Expect::NotSent, .answer = Answer::NotAwaited, .reuses = false}}};
}

Client undici_request_redirect() {
  return {
      .id = "undici-request-redirect",
      .product = "undici",
      .versions = "7.30",
      .setup = "request with interceptors.redirect",
      .policy = {
          .max_redirects = 10,
          .allow_downgrade = true,
          .methods = kUndici,
          .content = {.refusal_is_answer = true},
          .fields = kUndiciFields,
          .loop = {.visits = 1},
          .location = &locations::kUndiciRequest,
          .fragment = Fragment::Dropped,
          .wire = {.expect = Expect::NotSent, .early_close = EarlyClose::Reads, .reuses = false}}};
}

Client undici_request() {
  return {.id = "undici-request",
          .product = "undici",
          .versions = "7.30",
          .setup = "request",
          .policy = {.allow_downgrade = true,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::NotSent, .early_close = EarlyClose::Reads}}};
}

Client node_http() {
  return {.id = "node-http",
          .product = "Node.js http",
          .versions = "20.20",
          .setup = "http.request",
          .policy = {.allow_downgrade = true,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes, .early_close = EarlyClose::Reads}}};
}

Client follow_redirects() {
  return {.id = "follow-redirects",
          .product = "follow-redirects",
          .versions = "1.16",
          .policy = {
              .max_redirects = 21,
              .allow_downgrade = true,
              .methods = kFollowRedirects,
              .content = {.stream = Replay::Resent},
              .fields = kFollowRedirectsFields,
              .location = &locations::kNodeUrl,
              .fragment = Fragment::Own,
              .wire = {.expect = Expect::Breaks, .answer = Answer::NotAwaited, .reuses = false}}};
}

Client axios() {
  return {.id = "axios",
          .product = "axios",
          .versions = "1.21",
          .setup = "http adapter",
          .agent = "axios/",
          .policy = {.max_redirects = 21,
                     .allow_downgrade = true,
                     .methods = kFollowRedirects,
                     .content = {.stream = Replay::Resent},
                     .fields = kAxiosFields,
                     .location = &locations::kNodeUrl,
                     .fragment = Fragment::Own,
                     .wire = {.answer = Answer::NotAwaited, .reuses = false}}};
}

Client node_fetch() {
  return {.id = "node-fetch",
          .product = "node-fetch",
          .versions = "3.3",
          .agent = "node-fetch",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kAsFetchHeadToo,
                     .content = kNodeFetchContent,
                     .fields = kNodeFetchFields,
                     .location = &locations::kNodeFetchPackage,
                     .fragment = Fragment::Own,
                     .wire = {.answer = Answer::NotAwaited,
                              .early_close = EarlyClose::Reads,
                              .reuses = false}}};
}

Client make_fetch_happen() {
  return {.id = "make-fetch-happen",
          .product = "make-fetch-happen",
          .versions = "15.0",
          .agent = "make-fetch-happen/",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kAsFetchHeadToo,
                     .content = {.stream = Replay::Emptied},
                     .fields = kMakeFetchHappenFields,
                     .location = &locations::kMakeFetchHappen,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::NotSent, .answer = Answer::NotAwaited}}};
}

Client superagent() {
  return {.id = "superagent",
          .product = "superagent",
          .versions = "10.4",
          .agent = "node-superagent/",
          .policy = {
              .max_redirects = 5,
              .allow_downgrade = true,
              .methods = kSuperagent,
              .content = {.stream = Replay::Emptied},
              .fields = kSuperagentFields,
              .location = &locations::kSuperagent,
              .fragment = Fragment::Own,
              .wire = {.expect = Expect::NotSent, .answer = Answer::NotAwaited, .reuses = false}}};
}

}  // namespace

std::vector<Client> node_clients() {
  return {
      node_fetch_builtin(),
      on_node_fetch("ky", "ky", "1.14", "on Node.js 20.20"),
      on_node_fetch("ofetch", "ofetch", "1.5", "on Node.js 20.20"),
      axios_fetch(),
      undici_fetch(),
      undici_request_redirect(),
      undici_request(),
      node_http(),
      follow_redirects(),
      axios(),
      got(),
      got_rewriting(),
      got_15(),
      like(got(), "got-methodRewriting-false", "methodRewriting: false", [](Policy&) {}),
      node_fetch(),
      make_fetch_happen(),
      superagent(),
      needle(),
      like(needle(), "needle-keepmethod", "follow_max: 10, follow_keep_method",
           [](Policy& p) { p.methods = kNeedleKeep; }),
      request(),
      like(request(), "request-followAll", "followAllRedirects",
           [](Policy& p) {
             p.methods = kRequestAll;
             p.content = ContentRules{.stream = Replay::Emptied};
           }),
  };
}

}  // namespace onward::redirect::atlas
