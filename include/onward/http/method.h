// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/syntax.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

// Request methods: any token is one (RFC 9110 §9.1).
//
//   constexpr onward::http::Method put("PUT");           // checked by the compiler
//   put.is_idempotent();                                 // true
//   auto custom = onward::http::Method::parse("BREW");
//   custom->known();                                     // KnownMethod::Other
//   custom->name();                                      // "BREW"
//
// Methods are case-sensitive: "get" is another method than "GET", and nobody knows what it does.
namespace onward::http {

/// The methods that this library treats in ways of their own.
enum class KnownMethod : std::uint8_t {
  Other,
  Get,
  Head,
  Post,
  Put,
  Delete,
  Connect,
  Options,
  Trace,
  Patch,
  Query,
};

/// Longest method, in bytes. The longest one registered with IANA (UPDATEREDIRECTREF) has 17.
inline constexpr std::size_t kMaxMethodBytes = 30;

/// The enumerator for a name; Other for all that have none. Case-sensitive.
constexpr KnownMethod known_method(std::string_view name) {
  switch (name.size()) {
    case 3:
      return name == "GET"   ? KnownMethod::Get
             : name == "PUT" ? KnownMethod::Put
                             : KnownMethod::Other;
    case 4:
      return name == "POST"   ? KnownMethod::Post
             : name == "HEAD" ? KnownMethod::Head
                              : KnownMethod::Other;
    case 5:
      return name == "PATCH"   ? KnownMethod::Patch
             : name == "QUERY" ? KnownMethod::Query
             : name == "TRACE" ? KnownMethod::Trace
                               : KnownMethod::Other;
    case 6:
      return name == "DELETE" ? KnownMethod::Delete : KnownMethod::Other;
    case 7:
      return name == "OPTIONS"   ? KnownMethod::Options
             : name == "CONNECT" ? KnownMethod::Connect
                                 : KnownMethod::Other;
    default:
      return KnownMethod::Other;
  }
}

/// A method; exists only valid. It owns its name (32 bytes, no allocation), so it may outlive what
/// it was read from. Immutable; share freely.
class Method {
 public:
  /// A literal: Method("GET"). What is not a method does not compile.
  template <std::size_t N>
  consteval explicit Method(const char (&literal)[N]) : Method(Checked{{literal, N - 1}}) {
    if (N - 1 > kMaxMethodBytes || !is_token({literal, N - 1})) not_a_method();
  }

  /// Errors: HttpMethodInvalid (no token; the offset is the first byte that is none),
  /// HttpMethodTooLong.
  static Result<Method> parse(std::string_view name);

  constexpr std::string_view name() const { return {name_.data(), size_}; }
  KnownMethod known() const { return known_; }

  /// RFC 9110 §9.2.1 and IANA's registry: the client asks for no change. False for what is not
  /// registered.
  bool is_safe() const;

  /// RFC 9110 §9.2.2: sent twice, it intends the same as once. All safe methods are.
  bool is_idempotent() const;

  friend bool operator==(const Method& a, const Method& b) {
    return a.known_ == b.known_ && (a.known_ != KnownMethod::Other || a.name() == b.name());
  }
  friend bool operator==(const Method& a, KnownMethod b) { return a.known_ == b; }

 private:
  struct Checked {
    std::string_view name;
  };
  constexpr explicit Method(Checked checked)
      : size_(static_cast<std::uint8_t>(checked.name.size())), known_(known_method(checked.name)) {
    std::copy_n(checked.name.begin(), std::min(checked.name.size(), kMaxMethodBytes),
                name_.begin());
  }
  static void not_a_method() {}  // not constexpr: a bad literal stops the compiler here

  std::array<char, kMaxMethodBytes> name_{};
  std::uint8_t size_;
  KnownMethod known_;
};

}  // namespace onward::http
