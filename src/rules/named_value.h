// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

// Values that have a name: fields, the parameters of a query, cookies. They are walked, and nothing
// is copied.
namespace onward::rules {

/// Where values with names are.
struct ValueSource {
  enum class Kind : std::uint8_t { Fields, Query, Cookies };
  Kind kind;
  http::FieldsView fields;  ///< of the request
  std::string_view query;   ///< without "?"
};

/// The values of one name, one after the other, raw as they were sent.
///
///   ValuesOf values({ValueSource::Kind::Query, {}, "a=1&b&a=2"}, "a");
///   while (values.next()) values.value();  // "1", then "2"
///
/// Field names are compared without case, the others by byte. A parameter without "=" has an empty
/// value. Cookies are those of all Cookie fields (RFC 6265 §4.2, §5.4); quotes around a value are
/// part of it, and a pair without "=" is none.
class ValuesOf {
 public:
  ValuesOf(const ValueSource& source, std::string_view name)
      : source_(source), name_(name), rest_(source.query) {}

  bool next();
  std::string_view value() const { return value_; }

 private:
  bool next_field(std::string_view name);
  bool next_parameter();
  bool next_cookie();

  const ValueSource& source_;
  std::string_view name_;
  std::string_view rest_;
  std::string_view value_;
  std::size_t at_ = 0;
};

}  // namespace onward::rules
