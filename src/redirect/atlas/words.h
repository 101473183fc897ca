// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/atlas.h"
#include "redirect/location_presets.h"

#include <utility>
#include <vector>

// What the entries of the atlas have in common: rules that several clients share, and short ways to
// write the others. One file a family has the entries.
namespace onward::redirect::atlas {

using When = FieldRule::When;
using Port = OriginTest::Port;
using Expect = Wire::Expect;
using Answer = Wire::Answer;
using EarlyClose = Wire::EarlyClose;

// The families, each in its file.
std::vector<Client> curl_clients();
std::vector<Client> command_line_clients();
std::vector<Client> python_clients();
std::vector<Client> node_clients();
std::vector<Client> jvm_clients();
std::vector<Client> ruby_clients();
std::vector<Client> php_clients();
std::vector<Client> perl_clients();
std::vector<Client> native_clients();
std::vector<Client> go_clients();
std::vector<Client> browser_clients();

/// Another set-up of the same client: what it is called with, and what that changes.
template <typename Change>
Client like(Client client, std::string_view id, std::string_view setup, Change change) {
  client.id = id;
  client.setup = setup;
  client.agent = {};  // the same as of the first
  change(client.policy);
  return client;
}

// ---- Methods ------------------------------------------------------------------------------------

/// POST becomes GET on 301 and 302, all but HEAD on 303: Fetch, "HTTP-redirect fetch".
inline constexpr MethodRule kAsFetch[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = {301, 302, 303, 307, 308}}};
/// The same, and HEAD becomes GET on 303.
inline constexpr MethodRule kAsFetchHeadToo[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {303}, .then = Then::Get},
    {.statuses = {301, 302, 307, 308}}};
/// All but HEAD become GET on 301, 302 and 303.
inline constexpr MethodRule kAllToGet[] = {{.statuses = {301, 302, 303},
                                            .methods = Methods::but({Method::Get, Method::Head}),
                                            .then = Then::Get},
                                           {.statuses = {301, 302, 303, 307, 308}}};
/// Methods are kept, but for 303.
inline constexpr MethodRule kKeepBut303[] = {
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = {301, 302, 303, 307, 308}}};

// ---- Fields -------------------------------------------------------------------------------------

inline constexpr std::string_view kAuth[] = {"Authorization"};
inline constexpr std::string_view kCookie[] = {"Cookie"};
inline constexpr std::string_view kProxy[] = {"Proxy-Authorization"};
inline constexpr std::string_view kAuthProxy[] = {"Authorization", "Proxy-Authorization"};
inline constexpr std::string_view kAuthCookie[] = {"Authorization", "Cookie"};
inline constexpr std::string_view kAuthCookieMore[] = {"Authorization", "Cookie", "Cookie2",
                                                       "WWW-Authenticate"};
inline constexpr std::string_view kAuthCookieProxy[] = {"Authorization", "Cookie",
                                                        "Proxy-Authorization"};
inline constexpr std::string_view kAuthCookieProxyMore[] = {
    "Authorization", "Cookie", "Cookie2", "Proxy-Authorization", "WWW-Authenticate"};
inline constexpr std::string_view kHost[] = {"Host"};
inline constexpr std::string_view kCookieHost[] = {"Cookie", "Host"};

/// What frames content goes with it in all clients.
inline constexpr std::string_view kFraming[] = {"Content-Length", "Transfer-Encoding"};
/// And in some, what describes it.
inline constexpr std::string_view kTypeToo[] = {"Content-Length", "Transfer-Encoding",
                                                "Content-Type"};
inline constexpr std::string_view kAllContent[] = {"Content-*", "Transfer-Encoding"};

constexpr FieldRule always(Names names) {
  return {.names = names, .when = When::Always, .why = WhyStripped::PolicyDropped};
}
constexpr FieldRule leaving(Names names, OriginTest origin = kOrigin) {
  return {.names = names,
          .when = When::OriginChanged,
          .why = WhyStripped::CrossOrigin,
          .origin = origin};
}
constexpr FieldRule rewritten(Names names) {
  return {.names = names, .when = When::Rewritten, .why = WhyStripped::ContentGone};
}

/// Nothing is stripped for an origin.
inline constexpr FieldRule kOnlyFraming[] = {rewritten(kFraming)};
inline constexpr FieldRule kOnlyContent[] = {rewritten(kTypeToo)};

// ---- Origins ------------------------------------------------------------------------------------

inline constexpr OriginTest kHostOnly{.host = true};
/// Host and port, whatever the scheme; default ports count as none.
inline constexpr OriginTest kHostAndElidedPort{.host = true, .port = Port::Elided};
/// Host and port number.
inline constexpr OriginTest kHostAndPort{.host = true, .port = Port::Number};
/// The origin, as text: ":80" that is written out differs from none.
inline constexpr OriginTest kWrittenOrigin{.scheme = true, .host = true, .port = Port::Written};
/// The origin, but http on 80 to https on 443 is no change.
inline constexpr OriginTest kOriginButUpgrade{
    .scheme = true, .host = true, .port = Port::Number, .default_upgrade_is_same = true};

}  // namespace onward::redirect::atlas
