// SPDX-License-Identifier: MIT
// Python. requests: SessionRedirectMixin; urllib.request: HTTPRedirectHandler; aiohttp:
// ClientSession._request; urllib3: PoolManager.urlopen; httpx: Client._build_redirect_request;
// httplib2: Http._request; Twisted: RedirectAgent.
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

// requests drops content wherever the status is not 307 or 308, whatever becomes of the method.
constexpr MethodRule kRequests[] = {
    {.statuses = {302, 303},
     .methods = Methods::but({Method::Get, Method::Head}),
     .then = Then::Get},
    {.statuses = {301}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {301, 302, 303}, .then = Then::Empty},
    {.statuses = {307, 308}}};
constexpr Methods kButHead = Methods::but({Method::Head});
// requests.head() does not follow.
constexpr MethodRule kRequestsFunctions[] = {
    {.statuses = {302, 303},
     .methods = Methods::but({Method::Get, Method::Head}),
     .then = Then::Get},
    {.statuses = {301}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {301, 302, 303}, .methods = kButHead, .then = Then::Empty},
    {.statuses = {307, 308}, .methods = kButHead}};
constexpr FieldRule kRequestsFields[] = {leaving(kAuth, kOriginButUpgrade), always(kCookie),
                                         always(kProxy), rewritten(kTypeToo)};

constexpr MethodRule kHttpx[] = {{.statuses = {302, 303},
                                  .methods = Methods::but({Method::Get, Method::Head}),
                                  .then = Then::Get},
                                 {.statuses = {301}, .methods = {Method::Post}, .then = Then::Get},
                                 {.statuses = {301, 302, 303, 307, 308}}};
constexpr FieldRule kHttpxFields[] = {leaving(kAuth, kOriginButUpgrade), always(kCookie),
                                      leaving(kHost), rewritten(kFraming)};

constexpr FieldRule kAiohttpFields[] = {leaving(kAuthCookieProxy, kWrittenOrigin),
                                        rewritten(kFraming)};

constexpr MethodRule kUrllib3[] = {{.statuses = {303}, .then = Then::Get},
                                   {.statuses = {301, 302, 307, 308}}};
constexpr FieldRule kUrllib3Fields[] = {leaving(kAuthCookieProxy), rewritten(kTypeToo)};

// The new request is a GET whatever it was, or there is none.
constexpr MethodRule kUrllibRequest[] = {
    {.statuses = {301, 302, 303},
     .methods = {Method::Get, Method::Head, Method::Post},
     .then = Then::Get},
    {.statuses = {307, 308}, .methods = {Method::Get, Method::Head}, .then = Then::Get}};
constexpr MethodRule kMechanize[] = {
    {.statuses = {301, 302, 303},
     .methods = {Method::Get, Method::Head, Method::Post},
     .then = Then::Get},
    {.statuses = {307, 308}, .methods = {Method::Get, Method::Head}},
    {.statuses = {307, 308}, .methods = {Method::Post}, .then = Then::Empty}};

constexpr Methods kSafe = {Method::Get, Method::Head, Method::Options, Method::Trace};
constexpr MethodRule kHttplib2[] = {{.statuses = {302}, .methods = kSafe, .then = Then::Get},
                                    {.statuses = {303}, .then = Then::Get},
                                    {.statuses = {300, 301, 307}, .methods = kSafe},
                                    {.statuses = {308}}};
constexpr FieldRule kHttplib2Fields[] = {always(kAuth), rewritten(kTypeToo)};

constexpr FieldRule kTornadoFields[] = {always(kHost), rewritten(kAllContent)};

constexpr Methods kRetrieval = {Method::Get, Method::Head};
constexpr MethodRule kTreq[] = {{.statuses = {303}, .then = Then::Get},
                                {.statuses = {301, 302, 307, 308}, .methods = kRetrieval}};
// 308 is taken for a 301 of today.
constexpr MethodRule kTreqBrowserLike[] = {{.statuses = {301, 302, 303, 308}, .then = Then::Get},
                                           {.statuses = {307}, .methods = kRetrieval}};
constexpr FieldRule kTreqFields[] = {leaving(kAuthCookieProxy), rewritten(kFraming)};

Client requests() {
  return {.id = "requests",
          .product = "requests",
          .versions = "2.28.1",
          .setup = "Session.request",
          .agent = "python-requests/",
          .policy = {.max_redirects = 30,
                     .allow_downgrade = true,
                     .methods = kRequests,
                     .content = {.stream = Replay::Emptied},
                     .fields = kRequestsFields,
                     .location = &locations::kRequests,
                     .keeps_cookies = true,
                     .wire = {.answer = Answer::ReadOrGiven}}};
}

Client httpie() {
  return {.id = "httpie",
          .product = "HTTPie",
          .versions = "3.2.1",
          .setup = "--follow",
          .agent = "HTTPie/",
          .policy = {.max_redirects = 29,
                     .allow_downgrade = true,
                     .methods = kRequests,
                     .content = {.stream = Replay::Emptied},
                     .fields = kRequestsFields,
                     .location = &locations::kHttpie,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .wire = {.answer = Answer::ReadOrGiven}}};
}

Client httpx() {
  return {.id = "httpx",
          .product = "httpx",
          .versions = "0.23.3",
          .setup = "follow_redirects=True",
          .agent = "python-httpx/",
          .policy = {.max_redirects = 20,
                     .allow_downgrade = true,
                     .methods = kHttpx,
                     .content = {.file = Replay::Failed, .stream = Replay::Failed},
                     .fields = kHttpxFields,
                     .location = &locations::kHttpx,
                     .keeps_cookies = true}};
}

Client treq() {
  return {.id = "treq",
          .product = "treq",
          .versions = "22.2",
          .setup = "RedirectAgent, the default",
          .policy = {
              .max_redirects = 20,
              .allow_downgrade = true,
              .methods = kTreq,
              .fields = kTreqFields,
              .location = &locations::kTwisted,
              .keeps_cookies = true,
              .wire = {.expect = Expect::NotSent, .answer = Answer::NotAwaited, .reuses = false}}};
}

Client aiohttp() {
  return {.id = "aiohttp",
          .product = "aiohttp",
          .versions = "3.8.4",
          .agent = "aiohttp/",
          .policy = {.max_redirects = 9,
                     .allow_downgrade = true,
                     .methods = kAsFetch,
                     .content = {.file = Replay::Failed, .stream = Replay::Emptied},
                     .fields = kAiohttpFields,
                     .location = &locations::kYarl,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Desyncs,
                              .answer = Answer::NotAwaited,
                              .early_close = EarlyClose::Reads}}};
}

Client urllib3() {
  return {.id = "urllib3",
          .product = "urllib3",
          .versions = "1.26.12",
          .setup = "PoolManager",
          .agent = "python-urllib3/",
          .policy = {.max_redirects = 3,
                     .allow_downgrade = true,
                     .methods = kUrllib3,
                     .content = {.file = Replay::Emptied, .stream = Replay::Emptied},
                     .fields = kUrllib3Fields,
                     .location = &locations::kUrllib3,
                     .fragment = Fragment::Own,
                     .wire = {.answer = Answer::ReadOrGiven}}};
}

Client urllib_request() {
  return {.id = "urllib.request",
          .product = "CPython urllib.request",
          .versions = "3.11",
          .setup = "urlopen",
          .agent = "Python-urllib/",
          .policy = {.max_redirects = 10,
                     .allow_downgrade = true,
                     .methods = kUrllibRequest,
                     .fields = kOnlyContent,
                     .loop = {.visits = 4, .first_counts = false},
                     .location = &locations::kUrllibRequest,
                     .fragment = Fragment::Own,
                     .wire = {.reuses = false}}};
}

Client http_client() {
  return {.id = "http.client",
          .product = "CPython http.client",
          .versions = "3.11",
          .policy = {.allow_downgrade = true, .fragment = Fragment::Own}};
}

Client mechanize() {
  return {.id = "mechanize",
          .product = "mechanize (Python)",
          .versions = "0.4.8",
          .setup = "Browser",
          .policy = {.max_redirects = 10,
                     .allow_downgrade = true,
                     .methods = kMechanize,
                     .fields = kOnlyFraming,
                     .loop = {.visits = 4, .first_counts = false},
                     .location = &locations::kMechanizePy,
                     .fragment = Fragment::Own,
                     .keeps_cookies = true,
                     .wire = {.reuses = false}}};
}

Client httplib2() {
  return {.id = "httplib2",
          .product = "httplib2",
          .versions = "0.20.4",
          .agent = "Python-httplib2/",
          .policy = {.max_redirects = 5,
                     .allow_downgrade = true,
                     .methods = kHttplib2,
                     .content = {.stream = Replay::Emptied},
                     .fields = kHttplib2Fields,
                     .location = &locations::kHttplib2,
                     .fragment = Fragment::Own}};
}

Client tornado() {
  return {.id = "tornado",
          .product = "Tornado",
          .versions = "6.2",
          .setup = "SimpleAsyncHTTPClient",
          .agent = "Tornado/",
          .policy = {.max_redirects = 5,
                     .allow_downgrade = true,
                     .methods = kAsFetch,
                     .content = {.stream = Replay::Resent},
                     .fields = kTornadoFields,
                     .location = &locations::kTornado,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes, .reuses = false}}};
}

}  // namespace

std::vector<Client> python_clients() {
  return {
      requests(),
      like(requests(), "requests-func", "requests.get, requests.post …",
           [](Policy& p) { p.methods = kRequestsFunctions; }),
      httpie(),
      like(httpie(), "httpie-default", "as it comes",
           [](Policy& p) {
             p.methods = std::span<const MethodRule>{};
             p.keeps_cookies = false;
             p.wire = Wire{};
           }),
      httpx(),
      like(httpx(), "httpx-default", "as it comes",
           [](Policy& p) {
             p.methods = std::span<const MethodRule>{};
             p.fragment = Fragment::Own;
             p.keeps_cookies = false;
           }),
      aiohttp(),
      urllib3(),
      urllib_request(),
      http_client(),
      mechanize(),
      httplib2(),
      tornado(),
      treq(),
      like(treq(), "treq-browserlike", "browser_like_redirects",
           [](Policy& p) { p.methods = kTreqBrowserLike; }),
  };
}

}  // namespace onward::redirect::atlas
