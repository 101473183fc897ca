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

std::string_view Asked::merged() {
  if (!has_merged_) {
    buffer_.merged.clear();
    append_merged(url().path, buffer_.merged);
    buffer_.merged += '/';
    has_merged_ = true;
  }
  return std::string_view(buffer_.merged).substr(0, buffer_.merged.size() - 1);
}

std::string_view Asked::path(const Comparison& comparison) {
  return comparison.merge_slashes ? merged() : url().path;
}

std::string_view Asked::path_other_slash(const Comparison& comparison) {
  const std::string_view path = this->path(comparison);
  if (path.size() > 1 && path.back() == '/') return path.substr(0, path.size() - 1);
  if (path.size() <= 1) return path;
  if (comparison.merge_slashes) return buffer_.merged;
  if (!has_slashed_) {
    buffer_.slashed.assign(path);
    buffer_.slashed += '/';
    has_slashed_ = true;
  }
  return buffer_.slashed;
}

std::string_view Asked::whole_url() {
  if (!has_url_) {
    std::string& text = buffer_.url;
    text.assign(url().scheme).append("://").append(url().host);
    if (!url().port.empty()) text.append(":").append(url().port);
    text.append(url().path);
    if (url().has_query) text.append("?").append(url().query);
    has_url_ = true;
  }
  return buffer_.url;
}

std::string_view Asked::target() {
  if (!url().has_query) return url().path;
  return whole_url().substr(buffer_.url.size() - url().query.size() - 1 - url().path.size());
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
