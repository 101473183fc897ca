// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/syntax.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// Fields (RFC 9110 §5): an ordered list of names and values.
//
//   onward::http::Fields fields;
//   fields.add(onward::http::FieldName("Vary"), *onward::http::FieldValue::parse("Accept"));
//   fields.add(onward::http::FieldName("vary"), onward::http::FieldValue("Origin"));
//   fields.view().find("VARY");      // "Accept", the first
//   fields.view().combined("vary");  // "Accept, Origin"
//
// FieldsView looks at fields that lie in somebody's buffer, be it Fields or a head that was read.
namespace onward::http {

/// A field name: a token. A view of what it was made of; exists only valid.
class FieldName {
 public:
  /// A literal: FieldName("Location"). What is not a token does not compile.
  template <std::size_t N>
  consteval explicit FieldName(const char (&literal)[N]) : text_(literal, N - 1) {
    if (!is_token(text_)) not_a_name();
  }
  /// Error: HttpFieldNameInvalid.
  static Result<FieldName> parse(std::string_view text);

  constexpr std::string_view text() const { return text_; }

 private:
  friend class Fields;
  struct Checked {
    std::string_view text;
  };
  explicit FieldName(Checked checked) : text_(checked.text) {}
  static void not_a_name() {}  // not constexpr: a bad literal stops the compiler here

  std::string_view text_;
};

/// A field value: no control byte but HTAB, no whitespace at its ends. A view of what it was made
/// of; exists only valid.
class FieldValue {
 public:
  /// A literal: FieldValue("no-store"). What is not a value does not compile.
  template <std::size_t N>
  consteval explicit FieldValue(const char (&literal)[N]) : text_(literal, N - 1) {
    if (!is_field_value(text_)) not_a_value();
  }
  /// Error: HttpFieldValueInvalid, with the offset of the offending byte.
  static Result<FieldValue> parse(std::string_view text);

  constexpr std::string_view text() const { return text_; }

 private:
  struct Checked {
    std::string_view text;
  };
  explicit FieldValue(Checked checked) : text_(checked.text) {}
  static void not_a_value() {}  // not constexpr: a bad literal stops the compiler here

  std::string_view text_;
};

/// One field, as views. `value` has no whitespace at its ends.
struct Field {
  std::string_view name;
  std::string_view value;

  friend bool operator==(const Field&, const Field&) = default;
};

/// Where a field lies, counted from the first byte of the text it is in.
///
///   Host: example.com\r\n
///   |     |          |
///   |     |          value_begin + value_size
///   |     value_begin
///   name_begin, name_size = 4
struct FieldSlice {
  std::uint16_t name_begin;
  std::uint16_t name_size;
  std::uint16_t value_begin;
  std::uint16_t value_size;
};

/// What 16 bits can point at: no head and no Fields is longer, in bytes.
inline constexpr std::size_t kMaxFieldBytes = 65'535;

/// Fields in somebody else's buffer: a pointer and a span, to be passed by value. It lives as long
/// as the bytes it looks at stay where they are. Names are compared without case.
class FieldsView {
 public:
  FieldsView() = default;
  FieldsView(const char* bytes, std::span<const FieldSlice> slices)
      : bytes_(bytes), slices_(slices) {}

  std::size_t size() const { return slices_.size(); }
  bool empty() const { return slices_.empty(); }
  Field operator[](std::size_t i) const {
    const FieldSlice& at = slices_[i];
    return {{bytes_ + at.name_begin, at.name_size}, {bytes_ + at.value_begin, at.value_size}};
  }

  /// The value of the first field of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name).has_value(); }

  /// The one value of a field that may stand once (RFC 9110 §5.5, singleton fields); nullopt where
  /// there is none. Error: HttpFieldRepeated.
  Result<std::optional<std::string_view>> single(std::string_view name) const;

  /// RFC 9110 §5.3: all values of that name in their order, joined with ", "; nullopt where there
  /// is none. Not for Set-Cookie, whose values cannot be joined.
  std::optional<std::string> combined(std::string_view name) const;

  class Iterator {
   public:
    using value_type = Field;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    Iterator(const FieldsView* view, std::size_t at) : view_(view), at_(at) {}
    Field operator*() const { return (*view_)[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++at_;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    const FieldsView* view_ = nullptr;
    std::size_t at_ = 0;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  const char* bytes_ = nullptr;
  std::span<const FieldSlice> slices_;
};

/// Fields that own their text, to be built and changed. All of it is one piece of memory, so that a
/// copy costs one allocation:
///
///   | slice 0 | slice 1 | room for slices | names and values | room for bytes |
///
/// What was moved from is empty. One thread.
class Fields {
 public:
  Fields() = default;
  /// A copy of what a view shows.
  explicit Fields(FieldsView view);
  Fields(const Fields& other);
  Fields& operator=(const Fields& other);
  Fields(Fields&& other) noexcept
      : slices_(std::move(other.slices_)),
        size_(std::exchange(other.size_, 0)),
        most_slices_(std::exchange(other.most_slices_, 0)),
        size_bytes_(std::exchange(other.size_bytes_, 0)),
        most_bytes_(std::exchange(other.most_bytes_, 0)) {}
  Fields& operator=(Fields&& other) noexcept;
  ~Fields() = default;

  /// A copy of those for which `is_wanted(Field)` holds, asked once and in order.
  template <class Predicate>
  static Fields copy_if(const Fields& fields, Predicate is_wanted) {
    Fields wanted;
    wanted.make_room(fields.size_, fields.size_bytes_);
    for (std::uint32_t i = 0; i < fields.size_; ++i) {
      if (is_wanted(fields.view()[i])) wanted.append(fields, i);
    }
    return wanted;
  }

  /// Makes room for that many fields with that many bytes of names and values in all.
  void reserve(std::size_t fields, std::size_t size_bytes);

  /// Adds one at the end; neither is a view of these very Fields. Error: HttpHeadTooLarge beyond
  /// kMaxFieldBytes in all.
  Result<void> add(FieldName name, FieldValue value);
  /// Leaves one field of that name, with that value, where the first one stood or at the end.
  Result<void> set(FieldName name, FieldValue value);
  /// Removes all of that name, which is no view of these very Fields; says how many there were.
  std::size_t remove(std::string_view name);
  /// Removes each for which `is_unwanted(Field)` holds, asked once and in order; says how many
  /// there were.
  template <class Predicate>
  std::size_t remove_if(Predicate is_unwanted) {
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < size_; ++i) {
      if (!is_unwanted(view()[i])) keep(i, kept++);
    }
    return cut(kept);
  }

  std::size_t size() const { return size_; }
  /// Until the next change.
  FieldsView view() const { return {bytes(), {slices_.get(), size_}}; }

 private:
  const char* bytes() const { return reinterpret_cast<const char*>(slices_.get() + most_slices_); }
  char* bytes() { return reinterpret_cast<char*>(slices_.get() + most_slices_); }
  void make_room(std::size_t fields, std::size_t size_bytes);
  void copy(const Fields& other);
  void append(std::string_view name, std::string_view value);
  void append(const Fields& other, std::uint32_t i);
  void keep(std::uint32_t from, std::uint32_t to);
  std::size_t cut(std::uint32_t kept);

  std::unique_ptr<FieldSlice[]> slices_;  // the bytes lie behind most_slices_ of them
  std::uint32_t size_ = 0;
  std::uint32_t most_slices_ = 0;
  std::uint32_t size_bytes_ = 0;
  std::uint32_t most_bytes_ = 0;
};

/// The elements of a comma-separated list (RFC 9110 §5.6.1), one after the other: empty ones are
/// skipped, commas inside quoted strings do not count, whitespace around an element is not part.
///
///   onward::http::ListElements list("a, ,\"b,c\"");
///   while (list.next()) list.element();  // "a", then "\"b,c\""
class ListElements {
 public:
  explicit ListElements(std::string_view value) : rest_(value) {}

  /// On to the next element; false behind the last.
  bool next();
  std::string_view element() const { return element_; }

 private:
  std::string_view rest_;
  std::string_view element_;
};

}  // namespace onward::http
