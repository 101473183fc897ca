// SPDX-License-Identifier: MIT
// RFC 7239 §4 and §6, strictly: what a proxy appends to a line that a client has begun is only
// found where the whole line can be read.
//
//   Forwarded         = 1#forwarded-element
//   forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )
//   forwarded-pair    = token "=" ( token / quoted-string )
//   node              = nodename [ ":" node-port ]
//   nodename          = IPv4address / "[" IPv6address "]" / "unknown" / obfnode
//
// Around ";" whitespace is taken, as RFC 9110 §5.6.6 has it for parameters and proxies write it.
#include "gateway/proxies/forwarded_list.h"

#include "base/ascii.h"
#include "onward/http/syntax.h"
#include "onward/rules/network.h"

#include <algorithm>

namespace onward::gateway {
namespace {

constexpr std::size_t kMaxPortDigits = 5;

class Reader {
 public:
  explicit Reader(std::string_view value) : rest_(value) {}

  std::optional<std::vector<ForwardedElement>> list() {
    std::vector<ForwardedElement> all;
    do {
      has_pairs_ = false;
      ForwardedElement element;
      if (!read(element)) return std::nullopt;
      if (!has_pairs_) continue;  // RFC 9110 §5.6.1.2: an empty element is passed over
      if (all.size() == kMaxForwardedHops) return std::nullopt;
      all.push_back(element);
    } while (take(','));
    if (!rest_.empty()) return std::nullopt;
    return all;
  }

 private:
  bool read(ForwardedElement& element) {
    do {
      skip_space();
      if (rest_.empty() || rest_.front() == ';' || rest_.front() == ',') continue;
      if (!read_pair(element)) return false;
      skip_space();
    } while (take(';'));
    return true;
  }

  bool read_pair(ForwardedElement& element) {
    has_pairs_ = true;
    const std::string_view name = token();
    if (name.empty() || !take('=')) return false;
    const auto value = this->value();
    if (!value) return false;
    std::string_view* const place = place_of(name, element);
    if (place == nullptr) return true;
    if (!place->empty()) return false;  // §4: once at most
    *place = *value;
    return !value->empty();
  }

  static std::string_view* place_of(std::string_view name, ForwardedElement& element) {
    if (base::equals_ignore_case(name, "for")) return &element.client;
    if (base::equals_ignore_case(name, "proto")) return &element.scheme;
    if (base::equals_ignore_case(name, "host")) return &element.host;
    if (base::equals_ignore_case(name, "by")) return &element.by;
    return nullptr;
  }

  std::optional<std::string_view> value() {
    if (take('"')) return quoted();
    const std::string_view word = token();
    if (word.empty()) return std::nullopt;
    return word;
  }

  /// Behind the first quote. A quoted pair stays as it is: nothing that counts here needs one.
  std::optional<std::string_view> quoted() {
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        const std::string_view inside = rest_.substr(0, i);
        rest_.remove_prefix(i + 1);
        return inside;
      }
      const bool is_pair = rest_[i] == '\\';
      if (is_pair) ++i;
      if (i == rest_.size()) break;
      if (!http::is_in_class(rest_[i],
                             is_pair ? http::byte_class::kFieldValue : http::byte_class::kQuoted)) {
        break;
      }
    }
    return std::nullopt;
  }

  std::string_view token() {
    std::size_t size = 0;
    while (size < rest_.size() && http::is_token_byte(rest_[size])) ++size;
    const std::string_view word = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return word;
  }
  bool take(char c) {
    const bool is_there = rest_.starts_with(c);
    if (is_there) rest_.remove_prefix(1);
    return is_there;
  }
  void skip_space() {
    while (!rest_.empty() && http::is_whitespace(rest_.front())) rest_.remove_prefix(1);
  }

  std::string_view rest_;
  bool has_pairs_ = false;
};

bool is_of_obfuscated(char c) { return base::is_alnum(c) || c == '.' || c == '_' || c == '-'; }

/// §6.3: "_" 1*( ALPHA / DIGIT / "." / "_" / "-" ).
bool is_obfuscated(std::string_view text) {
  return text.size() > 1 && text.front() == '_' && std::ranges::all_of(text, is_of_obfuscated);
}

bool is_port(std::string_view text) {
  const bool is_number =
      !text.empty() && text.size() <= kMaxPortDigits && std::ranges::all_of(text, base::is_digit);
  return is_number || is_obfuscated(text);
}

/// Behind the name nothing stands, or a port.
bool is_end_of_node(std::string_view rest) {
  return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
}

std::optional<ForwardedNode> node_at(std::optional<rules::Address> address) {
  if (!address) return std::nullopt;
  return ForwardedNode{address};
}

}  // namespace

std::optional<std::vector<ForwardedElement>> parse_forwarded(std::string_view value) {
  return Reader(value).list();
}

std::optional<ForwardedNode> parse_forwarded_node(std::string_view text) {
  const bool is_ipv6 = text.starts_with('[');
  const std::size_t end = std::min(is_ipv6 ? text.find(']') : text.find(':'), text.size());
  if (is_ipv6 && end == text.size()) return std::nullopt;
  const std::string_view name = is_ipv6 ? text.substr(1, end - 1) : text.substr(0, end);
  if (!is_end_of_node(text.substr(is_ipv6 ? end + 1 : end))) return std::nullopt;
  if ((name.find(':') != std::string_view::npos) != is_ipv6) return std::nullopt;
  if (base::equals_ignore_case(name, "unknown") || is_obfuscated(name)) return ForwardedNode{};
  return node_at(rules::parse_address(name));
}

std::optional<ForwardedNode> parse_x_forwarded_node(std::string_view text) {
  if (std::ranges::count(text, ':') > 1 && !text.starts_with('[')) {
    return node_at(rules::parse_address(text));
  }
  return parse_forwarded_node(text);
}

}  // namespace onward::gateway
