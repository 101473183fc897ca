// SPDX-License-Identifier: MIT
// One scan over an expression of PCRE2 finds its groups, bars, anchors and looks behind. What it
// does not know it names as such instead of guessing: quoted text, comments, conditions.
#include "base/ascii.h"
#include "config/apache/expression_text.h"
#include "config/regex_text.h"

#include <algorithm>

namespace onward::config::apache {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  ExpressionParts scan() {
    for (std::size_t i = 0; i < text_.size() && parts_.is_balanced; ++i) {
      const char c = text_[i];
      if (c == '\\') {
        note_escape(++i);
      } else if (c == '[') {
        i = behind_brackets(i) - 1;
      } else if (c == '^') {
        note_anchor(i);
      } else if (c == '|' && open_.empty()) {
        parts_.bars.push_back(i);
      } else if (c == '(') {
        note_open(i);
      } else if (c == ')') {
        note_close(i);
      }
    }
    parts_.is_balanced = parts_.is_balanced && open_.empty();
    return std::move(parts_);
  }

 private:
  using Groups = std::vector<ExpressionParts::Group>;
  struct Open {
    Groups* list = nullptr;  ///< nullptr: nothing that is listed
    std::size_t index = 0;
  };

  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  void note_escape(std::size_t i) {
    const char c = at(i);
    if (c == 'Q' || c == 'E' || c == 'c') parts_.is_readable = false;
    if (c == 'A' || c == 'G' || c == 'K') parts_.is_movable = false;
    if (base::is_digit(c) || c == 'g' || c == 'k') parts_.refers_back = true;
    if (c == 'g' && (at(i + 1) == '<' || at(i + 1) == '\'')) parts_.is_movable = false;
  }

  /// In brackets, too, text can be quoted.
  std::size_t behind_brackets(std::size_t begin) {
    const std::size_t end = behind_class(text_, begin);
    for (std::size_t i = begin; i < end; ++i) {
      if (text_[i] != '\\') continue;
      const char c = at(++i);
      if (c == 'Q' || c == 'E' || c == 'c') parts_.is_readable = false;
    }
    return end;
  }

  void note_anchor(std::size_t i) {
    parts_.anchors.push_back(i);
    const char next = at(i + 1);
    const bool is_counted = next == '{' && base::is_digit(at(i + 2));
    // "^*" is an anchor that need not hold.
    if (next == '?' || next == '*' || next == '+' || is_counted) parts_.is_movable = false;
  }

  void note_open(std::size_t i) {
    const std::string_view rest = text_.substr(i + 1);
    if (rest.starts_with('*')) parts_.is_movable = false;
    if (rest.starts_with('*') || (rest.starts_with('?') && !is_name(rest))) {
      note_marked(i, rest);
      return;
    }
    const std::size_t body = is_name(rest) ? behind_name(i) : i + 1;
    open_in(parts_.groups, {i, body, text_.size()});
  }

  static bool is_name(std::string_view rest) {
    if (rest.starts_with("?P<") || rest.starts_with("?'")) return true;
    return rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
  }

  std::size_t behind_name(std::size_t i) const {
    const std::size_t end = text_.find_first_of(">'", text_.find_first_of("<'", i) + 1);
    return std::min(end, text_.size() - 1) + 1;
  }

  /// "(?:", "(?=", "(?i)" …
  void note_marked(std::size_t i, std::string_view rest) {
    if (rest.starts_with("?<")) {
      open_in(parts_.looks_behind, {i, i + 4, text_.size()});
      return;
    }
    open_.push_back({});
    const char mark = rest.size() > 1 ? rest[1] : '\0';
    if (rest.starts_with('*') || mark == ':' || mark == '=' || mark == '!' || mark == '>') return;
    if (rest.starts_with("?P=")) {
      parts_.refers_back = true;
      return;
    }
    // "(?1)", "(?+1)", "(?R)", "(?&name)", "(?P>name)": what is named there is done again here.
    if (base::is_digit(mark) || std::string_view("+R&P").find(mark) != std::string_view::npos ||
        (mark == '-' && rest.size() > 2 && base::is_digit(rest[2]))) {
      parts_.is_movable = false;
      return;
    }
    const std::size_t end = rest.find_first_not_of("ims-", 1);
    const char behind = end < rest.size() ? rest[end] : '\0';
    if (behind != ')' && behind != ':') parts_.is_readable = false;
    if (behind == ')' && open_.size() == 1) parts_.sets_flags = true;
  }

  void open_in(Groups& list, ExpressionParts::Group group) {
    open_.push_back({&list, list.size()});
    list.push_back(group);
  }

  void note_close(std::size_t i) {
    if (open_.empty()) {
      parts_.is_balanced = false;
      return;
    }
    const Open& last = open_.back();
    if (last.list != nullptr) (*last.list)[last.index].end = i;
    open_.pop_back();
  }

  std::string_view text_;
  ExpressionParts parts_;
  std::vector<Open> open_;
};

}  // namespace

ExpressionParts parts_of(std::string_view text) { return Scanner(text).scan(); }

}  // namespace onward::config::apache
