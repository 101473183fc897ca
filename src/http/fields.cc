// SPDX-License-Identifier: MIT
// RFC 9110 §5: order is kept, names are compared without case. Lists are short (a head has at most
// 100 fields), so that a walk which looks at lengths first beats every index.
#include "onward/http/fields.h"

#include "base/ascii.h"
#include "base/check.h"
#include "http/scan.h"

#include <algorithm>
#include <cstring>

namespace onward::http {

Result<FieldName> FieldName::parse(std::string_view text) {
  const auto bad = std::find_if_not(text.begin(), text.end(), is_token_byte);
  if (text.empty() || bad != text.end()) {
    return fail(ErrorCode::HttpFieldNameInvalid, static_cast<std::size_t>(bad - text.begin()));
  }
  return FieldName(Checked{text});
}

Result<FieldValue> FieldValue::parse(std::string_view text) {
  const char* const end = text.data() + text.size();
  const char* bad = skip_field_value(text.data(), end);
  if (!text.empty() && is_whitespace(text.back())) bad = std::min(bad, end - 1);
  if (!text.empty() && is_whitespace(text.front())) bad = text.data();
  if (bad != end) {
    return fail(ErrorCode::HttpFieldValueInvalid, static_cast<std::size_t>(bad - text.data()));
  }
  return FieldValue(Checked{text});
}

std::optional<std::string_view> FieldsView::find(std::string_view name) const {
  for (std::size_t i = 0; i < size(); ++i) {
    if (slices_[i].name_size != name.size()) continue;
    const Field field = (*this)[i];
    if (base::equals_ignore_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

Result<std::optional<std::string_view>> FieldsView::single(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const Field field : *this) {
    if (!base::equals_ignore_case(field.name, name)) continue;
    if (found) return fail(ErrorCode::HttpFieldRepeated);
    found = field.value;
  }
  return found;
}

std::optional<std::string> FieldsView::combined(std::string_view name) const {
  std::optional<std::string> joined;
  for (const Field field : *this) {
    if (!base::equals_ignore_case(field.name, name)) continue;
    if (joined) {
      joined->append(", ").append(field.value);
    } else {
      joined = field.value;
    }
  }
  return joined;
}

Fields::Fields(FieldsView view) {
  slices_.reserve(view.size());
  for (const Field field : view) {
    const auto begin = static_cast<std::uint16_t>(bytes_.size());
    const auto name_size = static_cast<std::uint16_t>(field.name.size());
    bytes_.append(field.name).append(field.value);
    slices_.push_back({begin, name_size, static_cast<std::uint16_t>(begin + name_size),
                       static_cast<std::uint16_t>(field.value.size())});
    CHECK(bytes_.size() <= kMaxFieldBytes);  // no head is longer
  }
}

void Fields::reserve(std::size_t fields, std::size_t bytes) {
  slices_.reserve(fields);
  bytes_.reserve(bytes);
}

Result<void> Fields::add(FieldName name, FieldValue value) {
  const std::size_t begin = bytes_.size();
  const std::size_t value_begin = begin + name.text().size();
  if (value_begin + value.text().size() > kMaxFieldBytes) {
    return fail(ErrorCode::HttpHeadTooLarge);
  }
  bytes_.append(name.text()).append(value.text());
  slices_.push_back(
      {static_cast<std::uint16_t>(begin), static_cast<std::uint16_t>(name.text().size()),
       static_cast<std::uint16_t>(value_begin), static_cast<std::uint16_t>(value.text().size())});
  return {};
}

Result<void> Fields::set(FieldName name, FieldValue value) {
  Fields changed;
  bool is_set = false;
  for (const Field field : view()) {
    const bool is_named = base::equals_ignore_case(field.name, name.text());
    if (is_named && is_set) continue;
    const auto old = FieldValue::parse(field.value);
    if (auto r = changed.add(*FieldName::parse(field.name), is_named ? value : *old); !r) return r;
    is_set = is_set || is_named;
  }
  if (!is_set) {
    if (auto r = changed.add(name, value); !r) return r;
  }
  *this = std::move(changed);
  return {};
}

// In place: what is kept moves down over what goes.
std::size_t Fields::remove(std::string_view name) {
  const auto is_named = [this, name](const FieldSlice& at) {
    return base::equals_ignore_case({bytes_.data() + at.name_begin, at.name_size}, name);
  };
  const auto first = std::ranges::find_if(slices_, is_named);
  if (first == slices_.end()) return 0;
  auto kept = first;
  std::size_t end = first->name_begin;
  for (auto slice = first + 1; slice != slices_.end(); ++slice) {
    if (is_named(*slice)) continue;
    const std::size_t size = std::size_t{slice->name_size} + slice->value_size;
    std::memmove(bytes_.data() + end, bytes_.data() + slice->name_begin, size);
    *kept++ = {static_cast<std::uint16_t>(end), slice->name_size,
               static_cast<std::uint16_t>(end + slice->name_size), slice->value_size};
    end += size;
  }
  const auto removed = static_cast<std::size_t>(slices_.end() - kept);
  slices_.erase(kept, slices_.end());
  bytes_.resize(end);
  return removed;
}

bool ListElements::next() {
  while (!rest_.empty()) {
    bool is_quoted = false;
    std::size_t end = 0;
    for (; end < rest_.size() && (is_quoted || rest_[end] != ','); ++end) {
      if (rest_[end] == '"') is_quoted = !is_quoted;
      if (is_quoted && rest_[end] == '\\') ++end;
    }
    end = std::min(end, rest_.size());
    element_ = trim(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!element_.empty()) return true;
  }
  return false;
}

}  // namespace onward::http
