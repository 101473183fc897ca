// SPDX-License-Identifier: MIT
// RFC 7239 §5 and §8.1, and X-Forwarded-*. Invariants: an address is believed only where the one
// to its right is trusted, and the last one only where the peer is; of what stands to the left of
// the client nothing is looked at but the syntax of its line.
#include "gateway/proxies/forwarded.h"

#include "base/ascii.h"
#include "gateway/proxies/forwarded_list.h"
#include "http/authority.h"

#include <algorithm>
#include <ranges>

namespace onward::gateway {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && http::is_whitespace(text.front())) text.remove_prefix(1);
  while (!text.empty() && http::is_whitespace(text.back())) text.remove_suffix(1);
  return text;
}

/// RFC 7239 §5.4. "ws" and "wss" are what some proxies call the request that opens a WebSocket.
std::string_view scheme_of(std::string_view text) {
  if (base::equals_ignore_case(text, "https") || base::equals_ignore_case(text, "wss")) {
    return "https";
  }
  if (base::equals_ignore_case(text, "http") || base::equals_ignore_case(text, "ws")) {
    return "http";
  }
  return "";
}

class Hearing {
 public:
  Hearing(const config::Forwarding& forwarding, const rules::Address& peer, http::FieldsView fields)
      : forwarding_(forwarding), fields_(fields), told_{peer, {}, {}} {}

  std::optional<Told> told() {
    if (!is_trusted(told_.client)) return told_;
    const bool is_readable =
        forwarding_.fields == config::Forwarding::Fields::Forwarded ? hear_forwarded() : hear_x();
    if (!is_readable) return std::nullopt;
    return told_;
  }

 private:
  enum class Step { On, End, Unreadable };

  bool is_trusted(const rules::Address& address) const {
    return rules::contains(forwarding_.proxies, address);
  }

  /// Calls `hear` with the values of a field, the last line first, as long as it says On.
  template <class Hear>
  Step each_line(std::string_view name, Hear hear) const {
    for (std::size_t i = fields_.size(); i > 0; --i) {
      const http::Field field = fields_[i - 1];
      if (!base::equals_ignore_case(field.name, name)) continue;
      const Step step = hear(field.value);
      if (step != Step::On) return step;
    }
    return Step::On;
  }

  bool hear_forwarded() {
    const Step step = each_line("Forwarded", [this](std::string_view value) {
      const auto elements = parse_forwarded(value);
      if (!elements) return Step::Unreadable;
      for (const ForwardedElement& element : std::views::reverse(*elements)) {
        const Step next = hear(element);
        if (next != Step::On) return next;
      }
      return Step::On;
    });
    return step != Step::Unreadable;
  }

  Step hear(const ForwardedElement& element) {
    if (!element.scheme.empty() && !hear_scheme(element.scheme)) return Step::Unreadable;
    if (!element.host.empty() && !hear_host(element.host)) return Step::Unreadable;
    // Without `for` nobody knows whose word the one before it is.
    if (!forwarding_.client || element.client.empty()) return Step::End;
    return hear_client(parse_forwarded_node(element.client));
  }

  bool hear_x() {
    if (forwarding_.client && !hear_x_clients()) return false;
    if (forwarding_.scheme) {
      const auto scheme = last_word("X-Forwarded-Proto");
      if (!scheme.empty() && !hear_scheme(scheme)) return false;
    }
    if (!forwarding_.host) return true;
    const auto host = last_word("X-Forwarded-Host");
    return host.empty() || hear_host(host);
  }

  bool hear_x_clients() {
    const Step step = each_line("X-Forwarded-For", [this](std::string_view rest) {
      while (!rest.empty()) {
        const std::string_view node = take_last(rest);
        if (node.empty()) continue;
        const Step next = hear_client(parse_x_forwarded_node(node));
        if (next != Step::On) return next;
      }
      return Step::On;
    });
    return step != Step::Unreadable;
  }

  /// The element behind the last comma of `rest`, which loses it.
  static std::string_view take_last(std::string_view& rest) {
    const std::size_t comma = rest.rfind(',');
    const bool is_only = comma == std::string_view::npos;
    const std::string_view last = trimmed(is_only ? rest : rest.substr(comma + 1));
    rest = rest.substr(0, is_only ? 0 : comma);
    return last;
  }

  std::string_view last_word(std::string_view name) const {
    std::string_view word;
    each_line(name, [&word](std::string_view value) {
      word = take_last(value);
      return word.empty() ? Step::On : Step::End;
    });
    return word;
  }

  Step hear_client(const std::optional<ForwardedNode>& node) {
    if (!node || ++hops_ > kMaxForwardedHops) return Step::Unreadable;
    if (!node->address) return Step::End;  // the last one that is known stands for it
    told_.client = *node->address;
    return is_trusted(told_.client) ? Step::On : Step::End;
  }

  bool hear_scheme(std::string_view text) {
    if (!forwarding_.scheme) return true;
    told_.scheme = scheme_of(text);
    return !told_.scheme.empty();
  }

  bool hear_host(std::string_view text) {
    if (!forwarding_.host) return true;
    told_.host = text;
    return http::is_valid_authority(text);
  }

  const config::Forwarding& forwarding_;
  http::FieldsView fields_;
  Told told_;
  std::size_t hops_ = 0;
};

}  // namespace

std::optional<Told> told_by(const config::Forwarding& forwarding, const rules::Address& peer,
                            http::FieldsView fields) {
  return Hearing(forwarding, peer, fields).told();
}

}  // namespace onward::gateway
