// SPDX-License-Identifier: MIT
// curl and libcurl, and what is a thin shell around it. curl compares with the host that the chain
// began with, and so gives back what it took; -X replaces the method's name only, so that it
// survives where the content does not. Curl_http_follow() and Curl_http_output_auth().
#include "redirect/atlas/words.h"

namespace onward::redirect::atlas {
namespace {

// POST that -d made becomes GET on 301, 302 and 303; a method of -X keeps its name, and loses the
// content all the same: it was a POST by another name.
constexpr MethodRule kByData[] = {
    {.statuses = {301, 302, 303}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {301, 302, 303},
     .methods = Methods::but({Method::Get, Method::Head, Method::Post}),
     .then = Then::Empty},
    {.statuses = Statuses::all()}};
constexpr MethodRule kByCustomMethod[] = {{.statuses = {301, 302, 303},
                                           .methods = Methods::but({Method::Get, Method::Head}),
                                           .then = Then::Empty},
                                          {.statuses = Statuses::all()}};
constexpr MethodRule kKeptPost[] = {{.statuses = Statuses::all()}};
// CURLFOLLOW_OBEYCODE: -X is good for the first request, and for what the status says.
constexpr MethodRule kObeyCode[] = {{.statuses = {301, 302, 303},
                                     .methods = Methods::but({Method::Get, Method::Head}),
                                     .then = Then::Get},
                                    {.statuses = Statuses::all()}};
// An upload is no POST: only 303 ends it.
constexpr MethodRule kUpload[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = Statuses::all()}};
// PUT is an upload, POST is data, every other method a name.
constexpr MethodRule kByMethod[] = {
    {.statuses = {303}, .methods = {Method::Put}, .then = Then::Get},
    {.statuses = {301, 302, 303}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {301, 302, 303},
     .methods = Methods::but({Method::Get, Method::Head, Method::Post, Method::Put}),
     .then = Then::Empty},
    {.statuses = Statuses::all()}};
constexpr FieldRule kFields[] = {leaving(kAuthCookie), leaving(kHost, kHostOnly),
                                 rewritten(kFraming)};
constexpr FieldRule kTrusted[] = {leaving(kHost, kHostOnly), rewritten(kFraming)};

Client curl() {
  return {.id = "curl",
          .product = "curl",
          .versions = "7.88.1",
          .setup = "-L; -d (which reads standard input into memory) for POST, -X for others",
          .agent = "curl/",
          .policy = {.max_redirects = 50,
                     .allow_downgrade = true,
                     .methods = kByData,
                     .content = {.stream = Replay::Resent},
                     .fields = kFields,
                     .from_first = {.fields = true, .origin = true},
                     .location = &locations::kCurl,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes, .early_close = EarlyClose::Reads}}};
}

Client curl_follow() {
  Client client = like(curl(), "curl-follow", "--follow", [](Policy& p) { p.methods = kObeyCode; });
  client.versions = "8.16 and later";
  client.observed = "source";
  return client;
}

Client libcurl() {
  return {.id = "libcurl",
          .product = "libcurl",
          .versions = "7.88.1",
          .setup = "CURLOPT_FOLLOWLOCATION; POSTFIELDS or a read function",
          .policy = {.max_redirects = Policy::kNoLimit,
                     .allow_downgrade = true,
                     .methods = kByData,
                     .fields = kFields,
                     .from_first = {.fields = true, .origin = true},
                     .location = &locations::kCurl,
                     .fragment = Fragment::Own,
                     .wire = {.expect = Expect::Closes, .early_close = EarlyClose::Reads}}};
}

// A language's shell around libcurl.
template <typename Change>
Client shell(std::string_view id, std::string_view product, std::string_view versions,
             std::string_view setup, Change change) {
  Client client = like(libcurl(), id, setup, change);
  client.product = product;
  client.versions = versions;
  return client;
}

Client php_curl() {
  return shell("php-curl", "PHP curl", "8.2", "CURLOPT_FOLLOWLOCATION, CURLOPT_POST",
               [](Policy& p) { p.max_redirects = 20; });
}

Client pycurl() {
  Client client =
      shell("pycurl", "PycURL", "7.45.2", "FOLLOWLOCATION; UPLOAD for PUT", [](Policy& p) {
        p.methods = kByMethod;
        p.content = ContentRules{.unrepeatable = {Method::Put}};
      });
  client.agent = "PycURL/";
  return client;
}

Client typhoeus() {
  Client client = shell("typhoeus", "Typhoeus", "1.4.0", "followlocation: true", [](Policy& p) {
    p.max_redirects = 50;
    p.methods = kByMethod;
    p.content = ContentRules{.stream = Replay::Resent, .unrepeatable = {Method::Put}};
  });
  client.agent = "Typhoeus";
  return client;
}

}  // namespace

std::vector<Client> curl_clients() {
  return {
      curl(),
      like(curl(), "curl-X", "-L -X METHOD, for every method",
           [](Policy& p) { p.methods = kByCustomMethod; }),
      like(curl(), "curl-post30x", "-L --post301 --post302 --post303",
           [](Policy& p) { p.methods = kKeptPost; }),
      curl_follow(),
      like(curl(), "curl-location-trusted", "--location-trusted",
           [](Policy& p) { p.fields = kTrusted; }),
      like(curl(), "curl-T", "-L -T file",
           [](Policy& p) {
             p.methods = kUpload;
             p.wire = Wire{.expect = Expect::Closes};
           }),
      like(curl(), "curl-T-pipe", "-L -T -, from a pipe",
           [](Policy& p) {
             p.methods = kUpload;
             // Whatever it was, it comes through the pipe.
             p.content = ContentRules{.memory = Replay::Refused, .file = Replay::Refused};
             p.wire = Wire{.expect = Expect::Closes};
           }),
      like(curl(), "curl-noL", "no -L",
           [](Policy& p) { p.methods = std::span<const MethodRule>{}; }),
      like(curl(), "curl-u", "-L -u user:password", [](Policy& p) { p.from_first = FromFirst{}; }),
      libcurl(),
      like(libcurl(), "libcurl-customrequest", "CURLOPT_CUSTOMREQUEST",
           [](Policy& p) { p.methods = kByCustomMethod; }),
      like(libcurl(), "libcurl-seekfn", "read and seek functions",
           [](Policy& p) { p.content = ContentRules{.stream = Replay::Resent}; }),
      pycurl(),
      typhoeus(),
      php_curl(),
      like(php_curl(), "php-curl-customrequest", "CURLOPT_CUSTOMREQUEST",
           [](Policy& p) { p.methods = kByCustomMethod; }),
  };
}

}  // namespace onward::redirect::atlas
