// SPDX-License-Identifier: MIT
// An expression and subjects, in lines: where the expression is found, the subject contains what it
// was said to require. A subject is given, and several are made from the expression.
#include "base/ascii.h"
#include "base/check.h"
#include "rules/proof/regex_text.h"
#include "rules/regex.h"
#include "url/utf8.h"

#include <algorithm>
#include <string>

namespace {

using namespace onward;
using rules::CompiledRegex;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return base::is_ascii(c); });
}

void check(const CompiledRegex& regex, std::string_view subject) {
  if (url::find_ill_formed_utf8(subject) != std::string_view::npos) return;
  if (regex.search(subject) != CompiledRegex::Outcome::Found) return;
  std::string lower(subject);
  for (char& c : lower) c = base::to_lower(c);
  for (const rules::OneOf& texts : regex.required_texts(is_ascii(subject))) {
    CHECK(std::any_of(texts.begin(), texts.end(), [&lower](const std::string& text) {
      return lower.find(text) != std::string::npos;
    }));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::size_t kMaxExpression = 200;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  if (input.empty()) return 0;
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view expression = input.substr(1, std::max<std::size_t>(line, 1) - 1);
  if (expression.size() > kMaxExpression) return 0;
  const std::string_view subject = input.substr(std::min(line + 1, input.size()));
  const auto engine = (input.front() & 1) != 0 ? rules::Engine::Pcre2 : rules::Engine::Re2;
  const bool ignore_case = (input.front() & 2) != 0;
  const auto compiled = CompiledRegex::create(expression, {engine, ignore_case});
  const auto* regex = std::get_if<CompiledRegex>(&compiled);
  if (regex == nullptr) return 0;
  check(*regex, subject);
  for (unsigned variant = 0; variant < 4; ++variant) {
    const std::string made = rules::text_for_regex(expression, {.variant = variant}).text;
    check(*regex, made);
    check(*regex, std::string(subject) + made);
  }
  return 0;
}
