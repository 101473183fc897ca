// SPDX-License-Identifier: MIT
// The forms of a request that rules are held against. Each is written into the buffer once a
// question, so that a warm buffer is enough for all of them.
#include "rules/asked.h"

#include "base/ascii.h"

namespace onward::rules {
namespace {

/// The places of SelectionBuffer::forms.
enum Form : std::size_t { kNormal, kKept, kSent };

std::size_t form_of(const Comparison& comparison) {
  if (!comparison.keep_escapes) return kNormal;
  return comparison.keep_dots ? kSent : kKept;
}

}  // namespace

void append_merged(std::string_view path, std::string& out) {
  bool after_slash = false;
  for (const char c : path) {
    if (c == '/' && after_slash) continue;
    after_slash = c == '/';
    out += c;
  }
}

std::string_view Asked::unmerged(std::size_t form) {
  if (form == kNormal) return url().path;
  if (paths_[form].empty()) {
    const Dots dots = form == kSent ? Dots::Keep : Dots::Remove;
    paths_[form] = kept_path(url(), dots, buffer_.forms[form].path);
  }
  return paths_[form];
}

std::string_view Asked::merged(std::size_t form) {
  std::string& merged = buffer_.forms[form].merged;
  if (!has_[form].merged) {
    merged.clear();
    append_merged(unmerged(form), merged);
    merged += '/';
    has_[form].merged = true;
  }
  return std::string_view(merged).substr(0, merged.size() - 1);
}

std::string_view Asked::path(const Comparison& comparison) {
  const std::size_t form = form_of(comparison);
  return comparison.merge_slashes ? merged(form) : unmerged(form);
}

std::string_view Asked::path_other_slash(const Comparison& comparison) {
  const std::string_view path = this->path(comparison);
  if (path.size() > 1 && path.back() == '/') return path.substr(0, path.size() - 1);
  if (path.size() <= 1) return path;
  const std::size_t form = form_of(comparison);
  if (comparison.merge_slashes) return buffer_.forms[form].merged;
  std::string& slashed = buffer_.forms[form].slashed;
  if (!has_[form].slashed) {
    slashed.assign(path);
    slashed += '/';
    has_[form].slashed = true;
  }
  return slashed;
}

std::string_view Asked::whole_url(const Comparison& comparison) {
  const std::size_t form = form_of(comparison);
  std::string& text = buffer_.forms[form].url;
  if (!has_[form].url) {
    text.assign(url().scheme).append("://").append(url().host);
    if (!url().port.empty()) text.append(":").append(url().port);
    text.append(unmerged(form));
    if (url().has_query) text.append("?").append(url().query);
    has_[form].url = true;
  }
  return text;
}

std::string_view Asked::decoded_path(const Comparison& comparison) {
  const std::size_t dots = form_of(comparison) == kSent ? 1 : 0;
  if (!comparison.merge_slashes) return decoded(dots);
  std::string& merged = buffer_.decoded[dots].merged;
  if (!has_decoded_[dots].merged) {
    has_decoded_[dots].merged = true;
    merged.clear();
    append_merged(decoded(dots), merged);
  }
  return merged;
}

std::string_view Asked::decoded(std::size_t dots) {
  std::string& text = buffer_.decoded[dots].path;
  if (has_decoded_[dots].path) return text;
  has_decoded_[dots].path = true;
  text.clear();
  const std::string_view path = unmerged(dots == 1 ? kSent : kNormal);
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
