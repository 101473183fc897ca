// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/client/outcome.h"

#include <string>
#include <string_view>
#include <utility>

// An answer's head out of the lines that a transport has cut it into.
//
//   HeadLines head;
//   head.take("HTTP/1.1 307 Temporary Redirect\r\n");  // Part
//   head.take("Location: /v2\r\n");                    // Part
//   head.take("\r\n");                                 // Whole
//   head.head().status;                                // 307
namespace onward::client {

/// One thread.
class HeadLines {
 public:
  enum class Taken : std::uint8_t {
    Part,     ///< the head goes on
    Whole,    ///< the final head is there: head()
    Interim,  ///< a head of the class 1xx is over; another follows
    Behind,   ///< a line behind the whole head: a trailer
  };

  /// One line, with or without its CR LF. A status line begins anew, whatever was there before.
  /// What is no field is left out, as clients do; but a Location that is none is an error: it would
  /// look as if there were no Location. Errors: HttpStatusInvalid, HttpVersionInvalid,
  /// HttpFieldValueInvalid, HttpHeadTooLarge.
  Result<Taken> take(std::string_view line);

  bool is_whole() const { return is_whole_; }
  /// Valid after Whole.
  const AnswerHead& head() const { return head_; }
  /// Moves the head out.
  AnswerHead take_head() { return std::move(head_); }

 private:
  Result<void> begin(std::string_view line);
  Result<void> end_field();
  Result<Taken> end();

  AnswerHead head_{http::Status(200), {}, ""};
  bool is_begun_ = false;  ///< a status line came, and its head is not over
  std::string field_;      ///< the line that may still go on: obs-fold
  bool is_whole_ = false;
};

}  // namespace onward::client
