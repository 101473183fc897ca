// SPDX-License-Identifier: MIT
// Names of variables are letters, digits and '_'; "$1" to "$9" are groups. Which variables there
// are: the tables of ngx_http_variables.c.
#include "config/nginx/value.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>

namespace onward::config::nginx {
namespace {

struct BuiltIn {
  std::string_view name;
  Source source;
};
constexpr std::array kBuiltIns{
    BuiltIn{"uri", Source::Uri},
    BuiltIn{"document_uri", Source::Uri},
    BuiltIn{"request_uri", Source::RequestUri},
    BuiltIn{"args", Source::Args},
    BuiltIn{"query_string", Source::Args},
    BuiltIn{"is_args", Source::IsArgs},
    BuiltIn{"host", Source::Host},
    BuiltIn{"http_host", Source::HttpHost},
    BuiltIn{"scheme", Source::Scheme},
    BuiltIn{"request_method", Source::Method},
    BuiltIn{"remote_addr", Source::Client},
    BuiltIn{"binary_remote_addr", Source::Client},
};

bool is_name(char c) { return base::is_alnum(c) || c == '_'; }

std::string field_name(std::string_view variable) {
  std::string name(variable);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

}  // namespace

std::vector<Template> split_variables(std::string_view text) {
  std::vector<Template> pieces;
  const auto literal = [&pieces](std::string_view more) {
    if (pieces.empty() || pieces.back().is_variable) pieces.push_back({});
    pieces.back().text += more;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '$') {
      const std::size_t end = std::min(text.find('$', i), text.size());
      literal(text.substr(i, end - i));
      i = end;
      continue;
    }
    const bool braced = i + 1 < text.size() && text[i + 1] == '{';
    const std::size_t begin = i + (braced ? 2 : 1);
    std::size_t end = begin;
    // "$1a" is the first group and an "a".
    if (!braced && end < text.size() && text[end] >= '1' && text[end] <= '9') {
      ++end;
    } else {
      while (end < text.size() && is_name(text[end])) ++end;
    }
    if (end == begin || (braced && (end == text.size() || text[end] != '}'))) {
      literal("$");
      ++i;
      continue;
    }
    pieces.push_back({true, std::string(text.substr(begin, end - begin))});
    i = end + (braced ? 1 : 0);
  }
  return pieces;
}

Piece built_in(std::string_view name) {
  const auto found = std::ranges::find(kBuiltIns, name, &BuiltIn::name);
  if (found != kBuiltIns.end()) return {found->source, "", 0};
  if (name == "content_type" || name == "content_length") {
    return {Source::Field, field_name(name), 0};
  }
  if (name.starts_with("http_")) return {Source::Field, field_name(name.substr(5)), 0};
  if (name.starts_with("arg_")) return {Source::Argument, std::string(name.substr(4)), 0};
  if (name.starts_with("cookie_")) return {Source::Cookie, std::string(name.substr(7)), 0};
  return {Source::Unknown, std::string(name), 0};
}

void append_text(std::string_view text, Value& value) {
  if (text.empty()) return;
  if (value.empty() || value.back().source != Source::Text) value.push_back({});
  value.back().text += text;
}

void append(const Value& more, Value& value) {
  for (const Piece& piece : more) {
    if (piece.source == Source::Text) {
      append_text(piece.text, value);
    } else {
      value.push_back(piece);
    }
  }
}

bool is_constant(const Value& value) {
  return std::ranges::all_of(value, [](const Piece& p) { return p.source == Source::Text; });
}

std::string text_of(const Value& value) {
  std::string text;
  for (const Piece& piece : value) text += piece.text;
  return text;
}

bool has(const Value& value, Source source) {
  return std::ranges::find(value, source, &Piece::source) != value.end();
}

bool is_true(std::string_view text) { return !text.empty() && text != "0"; }

}  // namespace onward::config::nginx
