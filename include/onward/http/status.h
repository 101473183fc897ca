// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <cstdint>
#include <string_view>

// Status codes (RFC 9110 §15).
//
//   constexpr onward::http::Status moved(307);  // checked by the compiler
//   moved.reason();                             // "Temporary Redirect"
//   moved.is_redirection();                     // true: of the class 3xx
//   onward::http::Status::parse("600");         // an error: 100 to 599 are all there are
//
// What a redirection status means for the next request is decided in the module `redirect`.
namespace onward::http {

/// A status code from 100 to 599; exists only valid. Immutable; share freely.
class Status {
 public:
  /// A literal: Status(307). What is not a status does not compile.
  consteval explicit Status(int code) : code_(static_cast<std::uint16_t>(code)) {
    if (!is_valid(code)) not_a_status();
  }

  /// A number that is not known before. Error: HttpStatusInvalid.
  static Result<Status> from(int code);

  /// RFC 9112 §4, status-code: three digits. Error: HttpStatusInvalid.
  static Result<Status> parse(std::string_view digits);

  int code() const { return code_; }

  // The classes of RFC 9110 §15.
  bool is_informational() const { return code_ < 200; }
  bool is_successful() const { return code_ / 100 == 2; }
  bool is_redirection() const { return code_ / 100 == 3; }
  bool is_client_error() const { return code_ / 100 == 4; }
  bool is_server_error() const { return code_ >= 500; }

  /// The phrase IANA registers, or "" for a code without one.
  std::string_view reason() const;

  friend bool operator==(Status, Status) = default;
  friend bool operator==(Status a, int b) { return a.code_ == b; }

 private:
  struct Checked {
    int code;
  };
  constexpr explicit Status(Checked checked) : code_(static_cast<std::uint16_t>(checked.code)) {}
  static constexpr bool is_valid(int code) { return code >= 100 && code <= 599; }
  static void not_a_status() {}  // not constexpr: a bad literal stops the compiler here

  std::uint16_t code_;
};

}  // namespace onward::http
