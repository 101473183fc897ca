// SPDX-License-Identifier: MIT
// A whole URL goes through the URL parser, as in a browser; a path is the target, byte by byte.
// The listener is the one that the URL's origin belongs to, else the first.
#include "cli/asked_request.h"

#include "cli/show.h"
#include "onward/http/fields.h"
#include "onward/rules/network.h"
#include "onward/url/url.h"

#include <algorithm>
#include <ostream>

namespace onward::cli {
namespace {

/// 0.0.0.0
constexpr rules::Address kAnyIpv4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0}};

/// Where a request goes.
struct Destination {
  std::string target;
  std::string host;
  rules::Origin origin;
};

/// What clients call the first listener. An address that nobody wrote, that stands for all of them
/// or whose port is not known yet, is no host that anybody would ask for.
std::string first_host(std::span<const config::Listener> listeners) {
  const config::Listener& first = listeners.front();
  if (!first.origin.authority.empty()) return first.origin.authority;
  const bool stands_for_all = first.ip == rules::Address{} || first.ip == kAnyIpv4;
  const bool is_host = first.place.line != 0 && first.port != 0 && !stands_for_all;
  return is_host ? first.address : "localhost";
}

Destination to_first(std::string_view target, std::span<const config::Listener> listeners) {
  return {std::string(target), first_host(listeners), listeners.front().origin};
}

/// The listener that clients call by this URL's host; else the first that goes by any name.
rules::Origin origin_of(const url::Url& url, std::span<const config::Listener> listeners) {
  const auto named = std::ranges::find_if(listeners, [&url](const config::Listener& listener) {
    return listener.origin.authority == url.host() && listener.origin.scheme == url.scheme();
  });
  if (named != listeners.end()) return named->origin;
  rules::Origin origin = listeners.front().origin;
  origin.scheme = url.scheme();
  origin.authority.clear();
  return origin;
}

std::optional<Destination> find_destination(std::string_view text,
                                            std::span<const config::Listener> listeners,
                                            std::ostream& err) {
  if (text.starts_with('/') || text == "*") return to_first(text, listeners);
  const auto url = url::parse(text);
  if (!url) {
    err << "onward explain: neither a path nor a valid URL: " << message(url.error().code) << '\n'
        << point_at(text, url.error().offset)
        << "Write https://host/path, or a path that begins with '/'.\n";
    return std::nullopt;
  }
  if (url->scheme() != "http" && url->scheme() != "https") {
    err << "onward explain: a gateway serves http and https, not '" << printable(url->scheme())
        << "'\n";
    return std::nullopt;
  }
  return Destination{std::string(url->pathname()).append(url->search()), std::string(url->host()),
                     origin_of(*url, listeners)};
}

/// "Name: value", which may be on a wire.
bool is_field(std::string_view text) {
  const std::string_view name = rules::field_name(text);
  return name.size() < text.size() && http::is_token(name) &&
         http::is_field_value(http::trim(text.substr(name.size() + 1)));
}

}  // namespace

std::unique_ptr<AskedRequest> AskedRequest::make(const RequestWords& words,
                                                 std::span<const config::Listener> listeners,
                                                 std::ostream& err) {
  auto destination = find_destination(words.url, listeners, err);
  const auto client = rules::parse_address(words.client);
  if (!client) {
    err << "onward explain: '" << printable(words.client) << "' is no IP address\n";
    return nullptr;
  }
  if (!destination) return nullptr;
  const auto wrong = std::ranges::find_if_not(words.fields, is_field);
  if (wrong != words.fields.end()) {
    err << "onward explain: '" << printable(*wrong) << "' is no field; write 'Name: value'\n";
    return nullptr;
  }
  auto asked = std::make_unique<AskedRequest>(Made{});
  asked->origin_ = destination->origin;
  asked->client_ = *client;
  const auto written =
      asked->written_.write({words.method, destination->target, destination->host, words.fields});
  if (written) return asked;
  const ErrorCode code = written.error().code;
  err << "onward explain: no such request is read: " << message(code) << '\n';
  if (status_hint(code) != 0) {
    err << "The gateway answers " << status_hint(code) << " and closes.\n";
  }
  return nullptr;
}

}  // namespace onward::cli
