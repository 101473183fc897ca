// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/method.h"
#include "onward/rules/rule.h"
#include "rules/selection.h"

#include <array>
#include <cstddef>
#include <string_view>

// A question on its way through the rules: what several of them need is made once, when the first
// one needs it.
namespace onward::rules {

/// One question. Views of its own are of the buffer, which nobody else uses meanwhile.
class Asked {
 public:
  Asked(const Question& question, SelectionBuffer& buffer)
      : question_(question), buffer_(buffer), method_(http::known_method(question.method)) {}

  const Question& question() const { return question_; }
  const NormalUrl& url() const { return question_.url; }
  SelectionBuffer& buffer() const { return buffer_; }
  http::KnownMethod method() const { return method_; }

  /// The path that rules with this comparison look at: with escapes and dot segments in normal form
  /// or as they were sent, as it stands or with its slashes merged.
  std::string_view path(const Comparison& comparison);
  /// The same without the slash at its end, or with one where there is none.
  std::string_view path_other_slash(const Comparison& comparison);
  /// scheme, host, port, path and query, in normal form but for the path's escapes.
  std::string_view whole_url(const Comparison& comparison);
  /// The path, percent-decoded: any bytes. Its slashes are merged after that.
  std::string_view decoded_path(const Comparison& comparison);

 private:
  struct Has {
    bool slashed = false;
    bool merged = false;
    bool url = false;
  };
  struct HasDecoded {
    bool path = false;
    bool merged = false;
  };

  std::string_view unmerged(std::size_t form);
  std::string_view merged(std::size_t form);
  std::string_view decoded(std::size_t dots);

  const Question& question_;
  SelectionBuffer& buffer_;
  http::KnownMethod method_;
  std::array<Has, 3> has_{};                 // of SelectionBuffer::forms
  std::array<std::string_view, 3> paths_{};  // of the same; a path is never empty
  std::array<HasDecoded, 2> has_decoded_{};  // of SelectionBuffer::decoded
};

/// Appends `path` with each run of slashes as one.
void append_merged(std::string_view path, std::string& out);

}  // namespace onward::rules
