// SPDX-License-Identifier: MIT
// Any ASCII: translate_regexp() never crashes; an error's offset is inside the source; RE2 takes
// what it writes; and what RE2 then matches is within the shape that was promised.
//
// Input: options, a subject up to the first NUL, the source.
#include "base/check.h"
#include "onward/url/pattern.h"
#include "url/regexp/translate.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include <re2/re2.h>

namespace {

std::string to_ascii(std::string_view bytes) {
  std::string text(bytes);
  for (char& c : text) c = static_cast<char>(c & 0x7F);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 512) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::size_t nul = std::min(bytes.find('\0'), bytes.size());
  const std::string subject = to_ascii(bytes.substr(0, nul));
  const std::string source = to_ascii(bytes.substr(std::min(nul + 1, bytes.size())));
  const auto translated = onward::url::translate_regexp(
      source, {.ignore_case = (data[0] & 1) != 0, .allow_named_groups = (data[0] & 2) != 0});
  if (!translated) {
    CHECK(translated.error().offset <= source.size());
    return 0;
  }
  re2::RE2::Options options(re2::RE2::Latin1);
  options.set_log_errors(false);
  const re2::RE2 compiled("\\A(?:" + translated->re2 + ")\\z", options);
  if (!compiled.ok()) {
    CHECK(compiled.error_code() == re2::RE2::ErrorRepeatSize ||
          compiled.error_code() == re2::RE2::ErrorPatternTooLarge);
    return 0;
  }
  CHECK(compiled.NumberOfCapturingGroups() == 0);
  if (re2::RE2::PartialMatch("", compiled)) CHECK(translated->shape.empty);
  if (!subject.empty() && re2::RE2::PartialMatch(subject, compiled)) {
    CHECK(translated->shape.nonempty);
  }
  return 0;
}
