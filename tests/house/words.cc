// SPDX-License-Identifier: MIT
// Both rules look at code alone: a comment or a string may say what it likes. The table of calls
// is the list of what CONVENTIONS call banned, one expression a row with the way to do it right.
#include "house/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <regex>

namespace onward::house {
namespace {

constexpr std::array<std::string_view, 8> kEmptyWords{"manager", "helper", "util", "common",
                                                      "core",    "info",   "data", "impl"};

// "HTTPDataReader" and "http_data_reader" -> http, data, reader.
std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto upper = [&](std::size_t at) {
      return at < name.size() && std::isupper(static_cast<unsigned char>(name[at])) != 0;
    };
    const auto lower = [&](std::size_t at) {
      return at < name.size() && std::islower(static_cast<unsigned char>(name[at])) != 0;
    };
    const bool starts_word = upper(i) && i > 0 && (!upper(i - 1) || lower(i + 1));
    if (starts_word || std::isalnum(static_cast<unsigned char>(name[i])) == 0) words.emplace_back();
    if (std::isalnum(static_cast<unsigned char>(name[i])) != 0) {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
  }
  return words;
}

std::string empty_word_in(const std::string& name) {
  for (const std::string& word : words_of(name)) {
    for (const std::string_view empty : kEmptyWords) {
      if (word == empty || word == std::string(empty) + "s") return word;
    }
  }
  return "";
}

enum class Where { Everywhere, PureModules, NotCli };

struct Banned {
  const char* expression;
  const char* why;
  Where where = Where::Everywhere;
};

// "(^|[^\w.>:])" keeps members (clock.time()) and our own qualified names apart from the C library.
const std::array kBanned{
    Banned{R"(\bnew\b)", "new: values, containers or std::make_unique own"},
    Banned{R"((^|[^=\s])\s*\bdelete\b)", "delete: values, containers or unique_ptr own"},
    Banned{R"(\bthrow\b)", "throw: return a Result"},
    Banned{R"(\bcatch\b)", "catch: only at a third party's border, marked \"house: catch, ...\""},
    Banned{R"(\bstd::w?s?regex|#\s*include\s*<regex>)", "std::regex: use RE2"},
    Banned{R"((^|[^\w.>:])(std::|::)?s?rand\s*\()", "rand: take a base::Random"},
    Banned{R"(\brandom_device\b)", "random_device: take a base::Random", Where::PureModules},
    Banned{R"((^|[^\w.>:])(std::|::)?(time|gettimeofday)\s*\()",
           "time: take it as an argument or from a base::Clock"},
    Banned{R"(\b\w+_clock::now\b|\bclock_gettime\s*\()", "a clock: time is an argument",
           Where::PureModules},
    Banned{R"(\bgetenv\b)", "getenv: only cli reads the environment", Where::NotCli},
    Banned{R"((^|[^\w.>:])(std::|::)?(u|nano)?sleep\s*\(|\bsleep_(for|until)\b)",
           "sleep: wait for what you wait for"},
    Banned{R"((^|[^\w.>])(f|s|sn|d|v|vf|vs|vsn)?printf\s*\()", "printf: pure modules return text",
           Where::PureModules},
    Banned{R"(\bstd::(cout|cerr|clog|cin)\b)", "a stream of the process: pure modules return text",
           Where::PureModules},
    Banned{R"(\batomic\s*<\s*(std::)?shared_ptr|\batomic_(load|store|exchange)\w*\s*\()",
           "atomic shared_ptr: post the snapshot to the thread that needs it"},
    Banned{R"(\bco_(await|return|yield)\b|#\s*include\s*<coroutine>)",
           "coroutines: g++ 12 miscompiles them"},
    Banned{R"((^|[^\w.>:])assert\s*\()", "assert: CHECK holds in every build"},
    Banned{R"(\b(set|long)jmp\b)", "longjmp: destructors would be skipped"},
};

bool applies(Where where, bool pure_module, const std::string& module) {
  switch (where) {
    case Where::Everywhere:
      return true;
    case Where::PureModules:
      return pure_module;
    case Where::NotCli:
      return module != "cli";
  }
  return true;
}

// Marked as the border to a third party, on this line or the one above.
bool is_marked(const Source& source, std::size_t index) {
  const auto says = [&](std::size_t at) {
    return source.comments[at].find("house: catch, because ") != std::string::npos;
  };
  return says(index) || (index > 0 && says(index - 1));
}

}  // namespace

Findings check_names(const Source& source) {
  static const std::regex kDeclared(
      R"(\b(?:class|struct|union|namespace|using|concept)\s+([\w:]+))");
  Findings findings;
  const std::string stem = std::filesystem::path(source.path).stem().string();
  if (const std::string word = empty_word_in(stem); !word.empty()) {
    findings.push_back({source.path, 0, "the file name says \"" + word + "\""});
  }
  for (std::size_t i = 0; i < source.code.size(); ++i) {
    std::smatch match;
    if (!std::regex_search(source.code[i], match, kDeclared)) continue;
    const std::string word = empty_word_in(match[1]);
    if (word.empty() || match.str(1).find("std::") != std::string::npos) continue;
    findings.push_back({source.path, i + 1, "the name " + match.str(1) + " says \"" + word + "\""});
  }
  return findings;
}

Findings check_calls(const Source& source, bool pure_module) {
  Findings findings;
  const std::string module = module_of(source.path);
  for (const Banned& banned : kBanned) {
    if (!applies(banned.where, pure_module, module)) continue;
    const std::regex expression(banned.expression);
    const bool can_be_marked = std::string_view(banned.why).starts_with("catch");
    for (std::size_t i = 0; i < source.code.size(); ++i) {
      if (!std::regex_search(source.code[i], expression)) continue;
      if (can_be_marked && is_marked(source, i)) continue;
      findings.push_back({source.path, i + 1, banned.why});
    }
  }
  return findings;
}

}  // namespace onward::house
