// SPDX-License-Identifier: MIT
// minimatch's globs, part by part between slashes:
//
//   **       any parts, none of which begins with "."
//   * ?      what is no slash; at the beginning of a part no "."
//   [a-z]    one byte        ?( ) *( ) +( ) @( ) !( )   one of several, separated by "|"
//   {a,b}    the whole glob, once with each
//
// A slash behind the last part does not count. DEVIATION: "{1..9}" is refused.
#include "config/hosting/glob.h"

#include "config/pattern_text.h"

#include <cstddef>
#include <vector>

namespace onward::config {
namespace {

constexpr std::size_t kMaxAlternatives = 1000;
constexpr std::size_t kMaxBytes = std::size_t{64} * 1024;
constexpr int kMaxDepth = 8;
constexpr std::string_view kNoDot = "(?!\\.)(?=.)";
constexpr std::string_view kParts = "(?:[^/.][^/]*)?(?:/(?:[^/.][^/]*)?)*";

/// Where the bracket that is open at `at` closes; npos where it does not.
std::size_t closing(std::string_view text, std::size_t at, char open, char close) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == open) {
      ++depth;
    } else if (text[at] == close && --depth == 0) {
      return at;
    }
  }
  return std::string_view::npos;
}

/// The text at its separators outside of brackets.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == separator && depth == 0)) {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    } else if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '(' || text[i] == '{') {
      ++depth;
    } else if (text[i] == ')' || text[i] == '}') {
      --depth;
    }
  }
  return parts;
}

/// The globs that the first braces stand for, and so on, until none has braces.
bool expand(std::string_view glob, std::vector<std::string>& globs) {
  std::vector<std::string> open{std::string(glob)};
  while (!open.empty()) {
    const std::string one = std::move(open.back());
    open.pop_back();
    const std::size_t begin = one.find('{');
    const std::size_t end = begin == std::string::npos ? begin : closing(one, begin, '{', '}');
    if (end == std::string::npos) {
      globs.push_back(one);
    } else {
      const std::string_view inner = std::string_view(one).substr(begin + 1, end - begin - 1);
      const auto choices = split(inner, ',');
      if (choices.size() < 2) return false;
      for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
        open.push_back(one.substr(0, begin).append(*choice).append(one.substr(end + 1)));
      }
    }
    if (globs.size() + open.size() > kMaxAlternatives) return false;
  }
  return true;
}

/// One part between slashes. `depth` counts the brackets around it.
class PartWriter {
 public:
  explicit PartWriter(int depth) : depth_(depth) {}

  std::optional<std::string> write(std::string_view part) {
    if (depth_ > kMaxDepth) return {};
    std::string expression;
    for (std::size_t at = 0; at < part.size();) {
      const auto piece = next(part, at);
      if (!piece) return {};
      expression += *piece;
    }
    return expression;
  }

 private:
  std::optional<std::string> next(std::string_view part, std::size_t& at) {
    const char c = part[at];
    const bool is_list = at + 1 < part.size() && part[at + 1] == '(' &&
                         std::string_view("?*+@!").find(c) != std::string_view::npos;
    if (is_list) return list(part, at);
    ++at;
    if (c == '*') {
      while (at < part.size() && part[at] == '*') ++at;
      return "[^/]*?";
    }
    if (c == '?') return "[^/]";
    if (c == '[') return set(part, at);
    if (c == '\\' && at < part.size()) ++at;
    return escape_regex(part.substr(at - 1, 1));
  }

  std::optional<std::string> set(std::string_view part, std::size_t& at) {
    const std::size_t end = part.find(']', at + 1);
    if (end == std::string_view::npos) return "\\[";
    std::string inner(part.substr(at, end - at));
    if (inner.find('[') != std::string::npos) return {};
    if (inner.starts_with('!')) inner[0] = '^';
    at = end + 1;
    return "[" + inner + "]";
  }

  std::optional<std::string> list(std::string_view part, std::size_t& at) {
    const char kind = part[at];
    const std::size_t end = closing(part, at + 1, '(', ')');
    if (end == std::string_view::npos) return {};
    std::string choices;
    for (const std::string_view choice : split(part.substr(at + 2, end - at - 2), '|')) {
      const auto written = PartWriter(depth_ + 1).write(choice);
      if (!written) return {};
      if (!choices.empty()) choices += '|';
      choices += *written;
    }
    at = end + 1;
    if (kind != '!') return "(?:" + choices + ")" + (kind == '@' ? "" : std::string(1, kind));
    const auto rest = PartWriter(depth_ + 1).write(part.substr(at));
    if (!rest) return {};
    return "(?:(?!(?:" + choices + ")" + *rest + "(?:$|/))[^/]*?)";
  }

  int depth_;
};

bool begins_with_magic(std::string_view part) { return part.find_first_of("?*+@![") == 0; }

std::optional<std::string> part_expression(std::string_view part) {
  if (part == "*") return "[^/.][^/]*";
  if (part.starts_with('*') && part.find_first_of("*?[(!+@\\", 1) == std::string_view::npos) {
    return "[^/.][^/]*?" + escape_regex(part.substr(1));
  }
  auto written = PartWriter(0).write(part);
  if (written && begins_with_magic(part)) written->insert(0, kNoDot);
  return written;
}

std::optional<std::string> one_glob(std::string_view glob) {
  std::string expression;
  const auto parts = split(glob, '/');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool is_last = i + 1 == parts.size();
    if (parts[i] == "**") {
      expression += is_last ? std::string(kParts) : "(?:(?:[^/.][^/]*)?/)*";
      continue;
    }
    const auto part = part_expression(parts[i]);
    if (!part) return {};
    expression += *part;
    expression += is_last ? (parts[i].empty() ? "" : "/?") : "/";
    if (expression.size() > kMaxBytes) return {};
  }
  return expression;
}

}  // namespace

std::optional<std::string> glob_expression(std::string_view glob) {
  std::vector<std::string> globs;
  if (!expand(glob, globs)) return {};
  std::string expression;
  for (const std::string& one : globs) {
    const auto written = one_glob(one);
    if (!written) return {};
    if (!expression.empty()) expression += '|';
    expression += *written;
    if (expression.size() > kMaxBytes) return {};
  }
  return "^(?:" + expression + ")$";
}

}  // namespace onward::config
