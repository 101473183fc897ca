// SPDX-License-Identifier: MIT
// Finds function bodies without parsing C++: every "{" outside parentheses is judged by its head,
// the text since the last ";", "{" or "}". A head with a parameter list and no "=" opens a
// function; namespaces and types are entered; all other braces (initializers) are skipped.
#include "house/shape.h"

#include <algorithm>
#include <regex>

namespace onward::house {
namespace {

enum class Brace { Scope, Function, Initializer };

// "Widget(int a) : size_(a)" -> "Widget() : size_()": names and signs of the outermost level.
std::string without_nested(const std::string& head) {
  std::string flat;
  int depth = 0;
  for (const char c : head) {
    if (c == ')') --depth;
    if (depth == 0) flat += c;
    if (c == '(') ++depth;
  }
  return flat;
}

Brace judge(const std::string& head) {
  static const std::regex kTemplate(R"(^\s*template\s*<[^{}]*?>\s*(?=\w|\[))");
  static const std::regex kType(R"(^\s*(\[\[.*\]\]\s*)?(typedef\s+)?(class|struct|union|enum)\b)");
  static const std::regex kScope(R"(\bnamespace\b|^\s*extern\s*"\s*"\s*$)");
  static const std::regex kOperator(R"(operator\s*[^\s\w(]+|operator\s*\(\))");
  static const std::regex kLambda(R"(=\s*\[[^\]]*\]\s*(\(\))?[^=]*$)");
  static const std::regex kMemberInit(R"(\)[\w\s]*[^:]:[^:])");
  static const std::regex kLastSign(R"([\)\}]\s*$)");

  std::string flat = std::regex_replace(without_nested(head), kTemplate, "");
  flat = std::regex_replace(flat, kOperator, "operator");
  if (std::regex_search(flat, kScope)) return Brace::Scope;
  if (std::regex_search(flat, kType)) return Brace::Scope;
  if (flat.find('=') != flat.npos) {
    return std::regex_search(flat, kLambda) ? Brace::Function : Brace::Initializer;
  }
  if (flat.find("()") == flat.npos) return Brace::Initializer;
  if (std::regex_search(flat, kMemberInit) && !std::regex_search(flat, kLastSign)) {
    return Brace::Initializer;  // "Widget() : size_{0}": the body is still to come
  }
  return Brace::Function;
}

std::string one_line(const std::string& text) {
  static const std::regex kSpaces(R"(\s+)");
  return std::regex_replace(std::regex_replace(text, kSpaces, " "), std::regex("^ | $"), "");
}

class FunctionFinder {
 public:
  void read_line(const std::string& line, std::size_t number) {
    if (continued_ || is_directive(line)) {
      continued_ = line.ends_with('\\');
      return;
    }
    for (const char c : line) read(c, number);
    head_ += ' ';
  }

  std::vector<Function> found;

 private:
  static bool is_directive(const std::string& line) {
    const auto first = line.find_first_not_of(' ');
    return first != line.npos && line[first] == '#';
  }

  void read(char c, std::size_t number) {
    if (body_depth_ > 0) {
      read_body(c, number);
    } else if (initializer_depth_ > 0) {
      if (c == '{') ++initializer_depth_;
      if (c == '}' && --initializer_depth_ == 0) head_ += '}';
    } else if (c == '{' && parentheses_ == 0) {
      open(number);
    } else if ((c == '}' || c == ';') && parentheses_ == 0) {
      head_.clear();
    } else {
      if (c == '(') ++parentheses_;
      if (c == ')') --parentheses_;
      head_ += c;
    }
  }

  void open(std::size_t number) {
    switch (judge(head_)) {
      case Brace::Scope:
        head_.clear();
        break;
      case Brace::Function:
        found.push_back({one_line(head_), number, 0});
        body_depth_ = 1;
        break;
      case Brace::Initializer:
        head_ += '{';
        initializer_depth_ = 1;
        break;
    }
  }

  void read_body(char c, std::size_t number) {
    if (c == '{') ++body_depth_;
    if (c == '}' && --body_depth_ == 0) {
      found.back().last_line = number;
      head_.clear();
    }
  }

  std::string head_;
  int parentheses_ = 0;
  int body_depth_ = 0;
  int initializer_depth_ = 0;
  bool continued_ = false;
};

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t") == text.npos; }

bool is_test(const std::string& path) {
  return path.ends_with("_test.cc") || path.starts_with("tests/");
}

// Whether there is more than comments, blank lines and preprocessor directives.
bool has_code(const Source& source) {
  return std::any_of(source.code.begin(), source.code.end(), [](const std::string& line) {
    return !is_blank(line) && line.front() != '#';
  });
}

// How many lines directly below the SPDX line begin with "//".
std::size_t opening_lines(const Source& source) {
  std::size_t count = 0;
  while (count + 1 < source.lines.size() && source.lines[count + 1].starts_with("//")) ++count;
  return count;
}

bool gives_a_reason(const Source& source) {
  const auto end = source.comments.begin() +
                   static_cast<std::ptrdiff_t>(std::min<std::size_t>(60, source.comments.size()));
  return std::any_of(source.comments.begin(), end,
                     [](const std::string& line) { return line.find("Long: ") != line.npos; });
}

}  // namespace

Findings check_opening(const Source& source) {
  constexpr std::string_view kSpdx = "// SPDX-License-Identifier: MIT";
  Findings findings;
  const bool generated = is_generated(source);
  const std::size_t last = std::min<std::size_t>(generated ? 3 : 1, source.lines.size());
  const auto end = source.lines.begin() + static_cast<std::ptrdiff_t>(last);
  if (std::find(source.lines.begin(), end, kSpdx) == end) {
    findings.push_back({source.path, 1, "the first line is not \"" + std::string(kSpdx) + "\""});
  }
  if (source.path.ends_with(".h") &&
      std::find(source.lines.begin(), source.lines.end(), "#pragma once") == source.lines.end()) {
    findings.push_back({source.path, 1, "a header without #pragma once"});
  }
  if (source.path.ends_with(".cc") && !generated && has_code(source)) {
    const std::size_t count = opening_lines(source);
    if (count < 2 || count > 10) {
      findings.push_back({source.path, 2,
                          "opens with " + std::to_string(count) +
                              " lines of comment below the SPDX line; say the idea in 2 to 10"});
    }
  }
  return findings;
}

Findings check_file_length(const Source& source) {
  if (is_generated(source)) return {};
  const std::size_t lines = source.lines.size();
  const std::size_t limit = is_test(source.path) ? kTestLines : kFileLines;
  if (lines > limit) {
    return {{source.path, 0,
             std::to_string(lines) + " lines; " + std::to_string(limit) + " is the end"}};
  }
  if (lines > kLinesThatNeedAReason && !gives_a_reason(source)) {
    return {
        {source.path, 0,
         std::to_string(lines) + " lines without a reason (\"Long: why\") in the first comment"}};
  }
  return {};
}

std::vector<Function> find_functions(const Source& source) {
  FunctionFinder finder;
  for (std::size_t i = 0; i < source.code.size(); ++i) finder.read_line(source.code[i], i + 1);
  return finder.found;
}

Findings check_function_length(const Source& source) {
  if (is_generated(source)) return {};
  Findings findings;
  for (const Function& function : find_functions(source)) {
    const std::size_t lines = function.last_line - function.first_line + 1;
    if (function.last_line == 0) {
      findings.push_back({source.path, function.first_line, "no end found: " + function.head});
    } else if (lines > kFunctionLines) {
      findings.push_back({source.path, function.first_line,
                          std::to_string(lines) + " lines, more than " +
                              std::to_string(kFunctionLines) + ": " + function.head});
    }
  }
  return findings;
}

}  // namespace onward::house
