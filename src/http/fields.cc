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
  std::size_t size_bytes = 0;
  for (const Field field : view) size_bytes += field.name.size() + field.value.size();
  CHECK(size_bytes <= kMaxFieldBytes);  // no head is longer
  make_room(view.size(), size_bytes);
  for (const Field field : view) append(field.name, field.value);
}

Fields::Fields(const Fields& other) {
  if (other.size_ == 0) return;
  make_room(other.size_, other.size_bytes_);
  copy(other);
}

Fields& Fields::operator=(const Fields& other) {
  if (this != &other) *this = Fields(other);
  return *this;
}

Fields& Fields::operator=(Fields&& other) noexcept {
  slices_ = std::move(other.slices_);
  size_ = std::exchange(other.size_, 0);
  most_slices_ = std::exchange(other.most_slices_, 0);
  size_bytes_ = std::exchange(other.size_bytes_, 0);
  most_bytes_ = std::exchange(other.most_bytes_, 0);
  return *this;
}

void Fields::reserve(std::size_t fields, std::size_t size_bytes) {
  if (fields <= most_slices_ && size_bytes <= most_bytes_) return;
  Fields roomy;
  roomy.make_room(std::max<std::size_t>(most_slices_, fields),
                  std::max<std::size_t>(most_bytes_, size_bytes));
  if (size_ != 0) roomy.copy(*this);
  *this = std::move(roomy);
}

// Where there is none yet.
void Fields::make_room(std::size_t fields, std::size_t size_bytes) {
  const std::size_t slices_of_bytes = (size_bytes + sizeof(FieldSlice) - 1) / sizeof(FieldSlice);
  slices_ = std::make_unique_for_overwrite<FieldSlice[]>(fields + slices_of_bytes);
  most_slices_ = static_cast<std::uint32_t>(fields);
  most_bytes_ = static_cast<std::uint32_t>(size_bytes);
}

// Into room that is empty and large enough; `other` is not empty.
void Fields::copy(const Fields& other) {
  std::memcpy(slices_.get(), other.slices_.get(), other.size_ * sizeof(FieldSlice));
  std::memcpy(bytes(), other.bytes(), other.size_bytes_);
  size_ = other.size_;
  size_bytes_ = other.size_bytes_;
}

// There is room, and all of it is below kMaxFieldBytes.
void Fields::append(std::string_view name, std::string_view value) {
  char* const end = std::ranges::copy(name, bytes() + size_bytes_).out;
  std::ranges::copy(value, end);
  const auto begin = static_cast<std::uint16_t>(size_bytes_);
  const auto name_size = static_cast<std::uint16_t>(name.size());
  slices_[size_++] = {begin, name_size, static_cast<std::uint16_t>(begin + name_size),
                      static_cast<std::uint16_t>(value.size())};
  size_bytes_ += static_cast<std::uint32_t>(name.size() + value.size());
}

// The same of other fields' own: a value stands right behind its name.
void Fields::append(const Fields& other, std::uint32_t i) {
  const FieldSlice from = other.slices_[i];
  const std::uint32_t size = std::uint32_t{from.name_size} + from.value_size;
  std::memcpy(bytes() + size_bytes_, other.bytes() + from.name_begin, size);
  const auto begin = static_cast<std::uint16_t>(size_bytes_);
  slices_[size_++] = {begin, from.name_size, static_cast<std::uint16_t>(begin + from.name_size),
                      from.value_size};
  size_bytes_ += size;
}

Result<void> Fields::add(FieldName name, FieldValue value) {
  const std::size_t size_bytes = size_bytes_ + name.text().size() + value.text().size();
  if (size_bytes > kMaxFieldBytes) return fail(ErrorCode::HttpHeadTooLarge);
  // Twice as much each time: a field has 32 size_bytes or so.
  if (size_ == most_slices_ || size_bytes > most_bytes_) {
    reserve(std::max<std::size_t>(8, std::size_t{size_} * 2),
            std::max<std::size_t>(256, size_bytes * 2));
  }
  append(name.text(), value.text());
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

std::size_t Fields::remove(std::string_view name) {
  return remove_if(
      [name](const Field& field) { return base::equals_ignore_case(field.name, name); });
}

// In place: what is kept moves down over what goes. `to` is where it becomes a field, behind those
// that were kept before.
void Fields::keep(std::uint32_t from, std::uint32_t to) {
  if (from == to) return;
  const FieldSlice slice = slices_[from];
  std::size_t end = 0;
  if (to > 0) end = std::size_t{slices_[to - 1].value_begin} + slices_[to - 1].value_size;
  const std::size_t size = std::size_t{slice.name_size} + slice.value_size;
  std::memmove(bytes() + end, bytes() + slice.name_begin, size);
  slices_[to] = {static_cast<std::uint16_t>(end), slice.name_size,
                 static_cast<std::uint16_t>(end + slice.name_size), slice.value_size};
}

std::size_t Fields::cut(std::uint32_t kept) {
  const std::size_t removed = size_ - kept;
  size_ = kept;
  size_bytes_ = 0;
  if (kept > 0) {
    size_bytes_ = std::uint32_t{slices_[kept - 1].value_begin} + slices_[kept - 1].value_size;
  }
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
