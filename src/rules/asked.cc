// SPDX-License-Identifier: MIT
// The forms of a request that rules are held against. Each is written into the buffer once a
// question, so that a warm buffer is enough for all of them.
#include "rules/asked.h"

#include "base/ascii.h"

namespace onward::rules {

void append_merged(std::string_view path, std::string& out) {
  bool after_slash = false;
  for (const char c : path) {
    if (c == '/' && after_slash) continue;
    after_slash = c == '/';
    out += c;
  }
}

std::string_view Asked::kept() {
  if (!kept_) kept_ = kept_path(url(), buffer_.kept);
  return *kept_;
}

std::string_view Asked::merged(bool keep_escapes) {
  std::string& merged = buffer_.forms[keep_escapes ? 1 : 0].merged;
  bool& has_merged = has_[keep_escapes ? 1 : 0].merged;
  if (!has_merged) {
    merged.clear();
    append_merged(keep_escapes ? kept() : url().path, merged);
    merged += '/';
    has_merged = true;
  }
  return std::string_view(merged).substr(0, merged.size() - 1);
}

std::string_view Asked::path(const Comparison& comparison) {
  if (comparison.merge_slashes) return merged(comparison.keep_escapes);
  return comparison.keep_escapes ? kept() : url().path;
}

std::string_view Asked::path_other_slash(const Comparison& comparison) {
  const std::string_view path = this->path(comparison);
  if (path.size() > 1 && path.back() == '/') return path.substr(0, path.size() - 1);
  if (path.size() <= 1) return path;
  const std::size_t form = comparison.keep_escapes ? 1 : 0;
  if (comparison.merge_slashes) return buffer_.forms[form].merged;
  std::string& slashed = buffer_.forms[form].slashed;
  if (!has_[form].slashed) {
    slashed.assign(path);
    slashed += '/';
    has_[form].slashed = true;
  }
  return slashed;
}

std::string_view Asked::whole_url(bool keep_escapes) {
  const std::size_t form = keep_escapes ? 1 : 0;
  std::string& text = buffer_.forms[form].url;
  if (!has_[form].url) {
    text.assign(url().scheme).append("://").append(url().host);
    if (!url().port.empty()) text.append(":").append(url().port);
    text.append(keep_escapes ? kept() : url().path);
    if (url().has_query) text.append("?").append(url().query);
    has_[form].url = true;
  }
  return text;
}

std::string_view Asked::decoded_path(const Comparison& comparison) {
  if (!comparison.merge_slashes) return decoded();
  if (!has_decoded_merged_) {
    buffer_.decoded_merged.clear();
    append_merged(decoded(), buffer_.decoded_merged);
    has_decoded_merged_ = true;
  }
  return buffer_.decoded_merged;
}

std::string_view Asked::decoded() {
  if (has_decoded_) return buffer_.decoded;
  has_decoded_ = true;
  std::string& text = buffer_.decoded;
  text.clear();
  const std::string_view path = url().path;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool escape = path[i] == '%' && i + 2 < path.size() && base::is_hex_digit(path[i + 1]) &&
                        base::is_hex_digit(path[i + 2]);
    text +=
        escape ? static_cast<char>(base::hex_value(path[i + 1]) * 16 + base::hex_value(path[i + 2]))
               : path[i];
    if (escape) i += 2;
  }
  return text;
}

}  // namespace onward::rules
