// SPDX-License-Identifier: MIT
// The last step: which bytes of a path and of a query are escaped on the wire. RFC 9112 §3.2 wants
// a URI's characters in a request-target and nothing else; half of all clients send others, too.
#include "redirect/location_write.h"

#include "base/ascii.h"
#include "onward/url/percent_encode.h"
#include "redirect/escape.h"

namespace onward::redirect {
namespace {

using Rules = LocationRules;

bool is_unreserved(char c) {
  return base::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

struct Component {
  std::string_view text;
  std::string_view escapes;
  bool is_query = false;
  bool decoded = false;  // its escapes are gone: every "%" is data
};

bool must_escape(const Rules& rules, const Component& part, char c) {
  if (base::is_control(c) && rules.controls != Rules::Controls::Kept) return true;
  if (!base::is_ascii(c)) return rules.escapes_non_ascii;
  if (part.decoded && (c == ' ' || c == '?' || c == '#')) return true;
  return part.escapes.find(c) != std::string_view::npos;
}

// A "%": part of an escape or not.
std::size_t append_percent(const Rules& rules, const Component& part, std::size_t at, bool all,
                           std::string& out) {
  const std::string_view text = part.text;
  if (!part.decoded && is_escape(text, at) && !all) {
    for (const char c : text.substr(at, 3)) {
      out += rules.old_escapes == Rules::OldEscapes::Kept ? c : base::to_upper(c);
    }
    return at + 3;
  }
  if (rules.bad_escape == Rules::BadEscape::Kept || rules.bad_escape == Rules::BadEscape::Refused) {
    out += '%';
  } else {
    append_escape('%', rules.lower_case_escapes, out);
  }
  if (all && rules.old_escapes == Rules::OldEscapes::UpperCaseFirst && is_escape(text, at)) {
    out += base::to_upper(text[at + 1]);
    out += base::to_upper(text[at + 2]);
    return at + 3;
  }
  return at + 1;
}

void append_component(const Rules& rules, const Component& part, std::string& out) {
  const bool all = rules.bad_escape == Rules::BadEscape::AllEscaped && has_bad_escape(part.text);
  for (std::size_t i = 0; i < part.text.size();) {
    const char c = part.text[i];
    if (c == '%') {
      i = append_percent(rules, part, i, all, out);
      continue;
    }
    if (c == ' ' && part.is_query && rules.plus_for_space) {
      out += '+';
    } else if (must_escape(rules, part, c)) {
      append_escape(c, rules.lower_case_escapes, out);
    } else {
      out += c;
    }
    ++i;
  }
}

bool decodes_everything(const Rules& rules, std::string_view path) {
  if (rules.decodes == Rules::Decodes::Everything) return true;
  if (rules.decodes != Rules::Decodes::EverythingWhenEscaping) return false;
  const Component whole{.text = path, .escapes = rules.escapes};
  for (const char c : path) {
    if (c != '%' && must_escape(rules, whole, c)) return true;
  }
  return false;
}

void append_path(const Rules& rules, std::string_view path, std::string& out) {
  const bool all_literal = rules.bad_escape == Rules::BadEscape::AllEscaped && has_bad_escape(path);
  if (decodes_everything(rules, path)) {
    const std::string decoded = url::percent_decode(path);
    append_component(rules, {.text = decoded, .escapes = rules.escapes, .decoded = true}, out);
  } else if (rules.decodes == Rules::Decodes::Unreserved && !all_literal) {
    const std::string decoded = with_unreserved_decoded(path);
    append_component(rules, {.text = decoded, .escapes = rules.escapes}, out);
  } else {
    append_component(rules, {.text = path, .escapes = rules.escapes}, out);
  }
}

}  // namespace

std::string with_unreserved_decoded(std::string_view path) {
  std::string result;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_escape(path, i) && is_unreserved(escaped_byte(path, i))) {
      result += escaped_byte(path, i);
      i += 2;
    } else {
      result += path[i];
    }
  }
  return result;
}

void append_escape(char byte, bool lower_case, std::string& out) {
  const std::string_view digits = lower_case ? "0123456789abcdef" : "0123456789ABCDEF";
  out += '%';
  out += digits[base::byte(byte) >> 4];
  out += digits[base::byte(byte) & 15];
}

bool is_escape(std::string_view text, std::size_t at) {
  return text.size() - at > 2 && text[at] == '%' && base::is_hex_digit(text[at + 1]) &&
         base::is_hex_digit(text[at + 2]);
}

bool has_bad_escape(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (!is_escape(text, at)) return true;
  }
  return false;
}

char escaped_byte(std::string_view text, std::size_t at) {
  return static_cast<char>(base::hex_value(text[at + 1]) * 16 + base::hex_value(text[at + 2]));
}

std::string write_target(const Rules& rules, const Target& target) {
  std::string out;
  append_path(rules, target.path, out);
  const bool is_empty = target.query && target.query->empty();
  const bool is_dropped = is_empty && rules.empty_query == Rules::EmptyQuery::Dropped;
  if (target.query && rules.query_is_raw && !is_dropped) {
    out.append("?").append(*target.query);
  } else if (target.query && !is_dropped) {
    out += '?';
    const Component query{.text = *target.query, .escapes = rules.query_escapes, .is_query = true};
    append_component(rules, query, out);
  }
  if (target.fragment && rules.sends_fragment) {
    out += '#';
    append_component(rules, {.text = *target.fragment, .escapes = rules.query_escapes}, out);
  }
  return out;
}

void append_browser_part(std::string_view escapes, std::string_view part, std::string& out) {
  for (const char c : part) {
    if (escapes.find(c) != std::string_view::npos) {
      append_escape(c, false, out);
    } else {
      out += c;
    }
  }
}

}  // namespace onward::redirect
