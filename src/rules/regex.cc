// SPDX-License-Identifier: MIT
// RE2 matches in linear time and is what a rule gets. PCRE2 is there for look-around and references
// back, and always under a limit of steps, depth and memory: an expression that would take longer
// gives up, and its rule does not match.
#include "rules/regex.h"

#include <algorithm>
#include <array>
#include <cstdint>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <re2/re2.h>

namespace onward::rules {
namespace {

/// Memory of one RE2 program and its automata; RE2's default, as for patterns.
constexpr std::int64_t kMaxRe2Bytes = std::int64_t{8} << 20;

// What one search of PCRE2 may cost: some milliseconds. Its own defaults are 10,000,000 steps and
// 20 MB.
constexpr std::uint32_t kMaxPcre2Steps = 100'000;
constexpr std::uint32_t kMaxPcre2Depth = 10'000;
constexpr std::uint32_t kMaxPcre2HeapKib = 2'048;
constexpr std::uint32_t kMaxPcre2Nesting = 100;

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatch {
  void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
};
struct FreeMatchContext {
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeCompileContext {
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

using Code = std::unique_ptr<pcre2_code, FreeCode>;
using Limits = std::unique_ptr<pcre2_match_context, FreeMatchContext>;
using Names = std::vector<std::pair<std::string, std::size_t>>;

std::variant<Code, RegexFault> compile_pcre2(std::string_view expression, bool ignore_case) {
  const std::unique_ptr<pcre2_compile_context, FreeCompileContext> context(
      pcre2_compile_context_create(nullptr));
  pcre2_set_parens_nest_limit(context.get(), kMaxPcre2Nesting);
  // A decoded path may be any bytes: what is not UTF-8 there matches nothing. "$" is the end alone,
  // and not the place before a last line feed, as in RE2.
  std::uint32_t options =
      PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
  if (ignore_case) options |= PCRE2_CASELESS;
  int error = 0;
  std::size_t offset = 0;
  Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                          options, &error, &offset, context.get()));
  if (code) return code;
  std::array<PCRE2_UCHAR, 160> text{};
  const int size = pcre2_get_error_message(error, text.data(), text.size());
  const auto* begin = reinterpret_cast<const char*>(text.data());
  return RegexFault{size > 0 ? std::string(begin, static_cast<std::size_t>(size)) : "not valid",
                    std::min(offset, expression.size())};
}

Limits match_limits() {
  Limits limits(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(limits.get(), kMaxPcre2Steps);
  pcre2_set_depth_limit(limits.get(), kMaxPcre2Depth);
  pcre2_set_heap_limit(limits.get(), kMaxPcre2HeapKib);
  return limits;
}

// The table of names: entries of a fixed size, two bytes of number and a text that ends in NUL.
Names pcre2_names(const pcre2_code* code) {
  std::uint32_t count = 0;
  std::uint32_t size = 0;
  PCRE2_SPTR entry = nullptr;
  pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
  pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
  pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &entry);
  Names names;
  for (std::uint32_t i = 0; i < count; ++i, entry += size) {
    names.emplace_back(reinterpret_cast<const char*>(entry + 2),
                       static_cast<std::size_t>(entry[0]) << 8 | entry[1]);
  }
  return names;
}

re2::RE2::Options re2_options(bool ignore_case) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!ignore_case);
  options.set_max_mem(kMaxRe2Bytes);
  return options;
}

RegexFault re2_fault(const re2::RE2& re2, std::string_view expression) {
  const std::size_t at = re2.error_arg().empty() ? 0 : expression.find(re2.error_arg());
  std::string message = re2.error();
  // RE2 repeats the piece behind a colon; the column says where it is.
  if (const std::size_t colon = message.rfind(": "); colon != message.npos) message.resize(colon);
  return {std::move(message), at == expression.npos ? 0 : at};
}

}  // namespace

struct CompiledRegex::Engines {
  std::unique_ptr<const re2::RE2> re2;
  Code pcre2;
  Limits limits;
  std::string pcre2_source;
  bool ignore_case = false;

  Outcome search_re2(std::string_view subject, std::span<Group> groups) const;
  Outcome search_pcre2(std::string_view subject, std::span<Group> groups) const;
};

CompiledRegex::CompiledRegex() = default;
CompiledRegex::CompiledRegex(CompiledRegex&&) noexcept = default;
CompiledRegex& CompiledRegex::operator=(CompiledRegex&&) noexcept = default;
CompiledRegex::~CompiledRegex() = default;

std::variant<CompiledRegex, RegexFault> CompiledRegex::create(std::string_view expression,
                                                              RegexOptions options) {
  if (expression.size() > kMaxRegexBytes) {
    return RegexFault{"longer than " + std::to_string(kMaxRegexBytes) + " bytes", kMaxRegexBytes};
  }
  auto engines = std::make_unique<Engines>();
  engines->ignore_case = options.ignore_case;
  std::size_t groups = 0;
  Names names;
  if (options.engine == Engine::Re2) {
    engines->re2 = std::make_unique<const re2::RE2>(
        re2::StringPiece(expression.data(), expression.size()), re2_options(options.ignore_case));
    if (!engines->re2->ok()) return re2_fault(*engines->re2, expression);
    groups = static_cast<std::size_t>(engines->re2->NumberOfCapturingGroups());
    for (const auto& [name, number] : engines->re2->NamedCapturingGroups()) {
      names.emplace_back(name, static_cast<std::size_t>(number));
    }
  } else {
    auto code = compile_pcre2(expression, options.ignore_case);
    if (auto* fault = std::get_if<RegexFault>(&code)) return std::move(*fault);
    engines->pcre2 = std::move(std::get<Code>(code));
    engines->limits = match_limits();
    engines->pcre2_source = expression;
    std::uint32_t count = 0;
    pcre2_pattern_info(engines->pcre2.get(), PCRE2_INFO_CAPTURECOUNT, &count);
    groups = count;
    names = pcre2_names(engines->pcre2.get());
  }
  if (groups > kMaxRegexGroups) {
    return RegexFault{"more than " + std::to_string(kMaxRegexGroups) + " groups", 0};
  }
  CompiledRegex regex;
  regex.engines_ = std::move(engines);
  regex.group_count_ = groups + 1;
  for (std::size_t i = 0; i <= groups; ++i) regex.names_.emplace_back(std::to_string(i), i);
  regex.names_.insert(regex.names_.end(), names.begin(), names.end());
  return regex;
}

CompiledRegex::Outcome CompiledRegex::search(std::string_view subject,
                                             std::span<Group> groups) const {
  // Neither engine takes a null pointer for an empty text.
  if (!subject.data()) subject = "";
  return engines_->re2 ? engines_->search_re2(subject, groups)
                       : engines_->search_pcre2(subject, groups);
}

CompiledRegex::Outcome CompiledRegex::Engines::search_re2(std::string_view subject,
                                                          std::span<Group> groups) const {
  std::array<re2::StringPiece, kMaxRegexGroups + 1> found;
  const re2::StringPiece text(subject.data(), subject.size());
  if (!re2->Match(text, 0, text.size(), re2::RE2::UNANCHORED, found.data(),
                  static_cast<int>(groups.size()))) {
    return Outcome::NotFound;
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool took_part = found[i].data() != nullptr;
    groups[i] = took_part ? Group(std::string_view(found[i].data(), found[i].size())) : Group();
  }
  return Outcome::Found;
}

CompiledRegex::Outcome CompiledRegex::Engines::search_pcre2(std::string_view subject,
                                                            std::span<Group> groups) const {
  const std::unique_ptr<pcre2_match_data, FreeMatch> match(
      pcre2_match_data_create_from_pattern(pcre2.get(), nullptr));
  const int count = pcre2_match(pcre2.get(), reinterpret_cast<PCRE2_SPTR>(subject.data()),
                                subject.size(), 0, 0, match.get(), limits.get());
  if (count == PCRE2_ERROR_NOMATCH) return Outcome::NotFound;
  if (count < 0) return Outcome::GaveUp;
  const std::size_t* const ends = pcre2_get_ovector_pointer(match.get());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::size_t begin = ends[2 * i];
    // \K may put a match's start behind its end.
    const bool took_part = begin != PCRE2_UNSET && begin <= ends[2 * i + 1];
    groups[i] = took_part ? Group(subject.substr(begin, ends[2 * i + 1] - begin)) : Group();
  }
  return Outcome::Found;
}

std::vector<OneOf> CompiledRegex::required_texts(bool is_subject_ascii) const {
  const std::string& source = engines_->re2 ? engines_->re2->pattern() : engines_->pcre2_source;
  return rules::required_texts(source, {engines_->ignore_case, is_subject_ascii});
}

// A begin that RE2 knows is what its smallest and its largest match have in common. It looks at
// matches alone, and not at where in the subject they begin.
std::string CompiledRegex::required_prefix() const {
  constexpr int kPrefixBytes = 64;
  std::string least;
  std::string greatest;
  if (!engines_->re2 || engines_->ignore_case || !is_anchored_at_start(engines_->re2->pattern()) ||
      !engines_->re2->PossibleMatchRange(&least, &greatest, kPrefixBytes)) {
    return "";
  }
  const auto ends = std::mismatch(least.begin(), least.end(), greatest.begin(), greatest.end());
  return {least.begin(), ends.first};
}

}  // namespace onward::rules
