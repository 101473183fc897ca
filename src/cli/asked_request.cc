// SPDX-License-Identifier: MIT
// A whole URL goes through the URL parser, as in a browser; a path is the target, byte by byte.
// The listener is the one that the URL's origin belongs to, else the first.
#include "cli/asked_request.h"

#include "base/ascii.h"
#include "cli/show.h"
#include "onward/http/writer.h"
#include "onward/url/url.h"

#include <algorithm>
#include <arpa/inet.h>
#include <ostream>

namespace onward::cli {
namespace {

/// Where a request goes.
struct Destination {
  std::string target;
  std::string host;
  rules::Origin origin;
};

std::string first_host(std::span<const config::Listener> listeners) {
  const config::Listener& first = listeners.front();
  return first.origin.authority.empty() ? first.address : first.origin.authority;
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

/// A "Name: value" in its two parts; nullopt without a colon.
std::optional<http::Field> split_field(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return http::Field{text.substr(0, colon), http::trim(text.substr(colon + 1))};
}

bool is_named(const http::Field& field, std::string_view name) {
  return base::equals_ignore_case(field.name, name);
}

/// The content of the request does not matter, but how it is announced may stand in its head.
bool append_fields(std::span<const std::string> texts, std::string& wire, std::ostream& err) {
  for (const std::string& text : texts) {
    const auto field = split_field(text);
    if (!field || !http::is_token(field->name) || !http::is_field_value(field->value)) {
      err << "onward explain: '" << printable(text) << "' is no field; write 'Name: value'\n";
      return false;
    }
    if (is_named(*field, "Host")) continue;
    wire.append(field->name).append(": ").append(field->value).append("\r\n");
  }
  return true;
}

std::optional<rules::Address> read_address(const std::string& text) {
  rules::Address address;
  if (inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) return address;
  address = {};
  if (inet_pton(AF_INET, text.c_str(), address.bytes.data() + 12) != 1) return std::nullopt;
  address.bytes[10] = address.bytes[11] = 0xFF;
  return address;
}

}  // namespace

std::unique_ptr<AskedRequest> AskedRequest::make(const RequestWords& words,
                                                 std::span<const config::Listener> listeners,
                                                 std::ostream& err) {
  auto destination = find_destination(words.url, listeners, err);
  const auto client = read_address(words.client);
  if (!client) {
    err << "onward explain: '" << printable(words.client) << "' is no IP address\n";
    return nullptr;
  }
  if (!destination) return nullptr;
  for (const std::string& text : words.fields) {
    if (const auto field = split_field(text); field && is_named(*field, "Host")) {
      destination->host = field->value;
    }
  }
  auto asked = std::make_unique<AskedRequest>(Made{});
  asked->origin_ = destination->origin;
  asked->client_ = *client;
  asked->wire_ =
      words.method + " " + destination->target + " HTTP/1.1\r\nHost: " + destination->host + "\r\n";
  if (!append_fields(words.fields, asked->wire_, err)) return nullptr;
  asked->wire_ += "\r\n";
  const auto event = asked->reader_.read(asked->wire_);
  if (event && event->kind == http::EventKind::Head) return asked;
  err << "onward explain: no such request is read: "
      << (event ? "there is more than one line in it" : message(event.error().code)) << '\n';
  if (!event && status_hint(event.error().code) != 0) {
    err << "The gateway answers " << status_hint(event.error().code) << " and closes.\n";
  }
  return nullptr;
}

}  // namespace onward::cli
