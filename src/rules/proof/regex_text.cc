// SPDX-License-Identifier: MIT
// One pass over the expression, which writes a text as it goes: an atom is written once and then
// repeated as its quantifier asks; of alternatives one is kept. Groups are frames on a stack, so
// that no nesting is too deep.
#include "rules/proof/regex_text.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace onward::rules {
namespace {

/// So often is the most that something is repeated.
constexpr std::size_t kMostRepeats = 40;

/// What a wildcard stands for in the variants. A dot that is not repeated is mostly meant for one.
constexpr std::array<char, 4> kAny{'q', '7', 'k', 'z'};
constexpr std::array<char, 4> kDot{'.', 'q', '7', 'k'};
/// And for as many as one likes: other segments, the forms of a path that rules ask for.
constexpr std::array<std::string_view, kRegexVariants> kAnyText{"q",  "q/7",     "",  "k.html",
                                                                "z/", "q-7/k/z", "7", "K/q.html/"};

class Writer {
 public:
  Writer(std::string_view expression, const RegexTextOptions& options)
      : rest_(expression), options_(options) {}

  RegexText run() {
    frames_.push_back({});
    groups_.emplace_back();
    while (!rest_.empty() && result_.text.size() <= kMaxRegexText) step();
    while (frames_.size() > 1) close();
    end_alternative();
    if (result_.text.size() > kMaxRegexText) result_.text.resize(kMaxRegexText);
    return std::move(result_);
  }

 private:
  /// A group that is open. Its text begins at `start`, that of the alternative at `from`.
  struct Frame {
    std::size_t start = 0;
    std::size_t from = 0;
    std::size_t number = 0;  ///< of a group that captures; else 0
    std::string name{};
    unsigned alternatives = 0;
    std::string kept{};
    bool writes_nothing = false;  ///< look-around
  };

  std::string& text() { return result_.text; }

  bool take(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  void step() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    atom_ = text().size();
    switch (c) {
      case '^':
        if (text().empty()) result_.is_anchored_at_start = true;
        return;
      case '$':
        result_.is_anchored_at_end = rest_.empty() || frames_.size() > 1;
        return;
      case '|':
        return end_alternative();
      case '(':
        return open();
      case ')':
        if (frames_.size() > 1) {
          close();
          quantify();
        }
        return;
      case '[':
        write_class();
        break;
      case '.':
        return write_any();
      case '\\':
        if (!write_escape()) return;
        break;
      default:
        text() += c;
    }
    quantify();
  }

  void write_any() {
    const bool is_many = take("*");
    if (!is_many && !take("+")) {
      const bool is_one = rest_.empty() || std::string_view("?{").find(rest_[0]) == rest_.npos;
      text() +=
          is_one ? kDot[options_.variant % kDot.size()] : kAny[options_.variant % kAny.size()];
      return quantify();
    }
    if (!take("?")) take("+");
    const std::string_view any = kAnyText[options_.variant % kAnyText.size()];
    text() += any.empty() && !is_many ? kAnyText[0] : any;
  }

  void open() {
    Frame frame;
    frame.start = frame.from = text().size();
    if (take("?")) {
      if (take("=") || take("!") || take("<=") || take("<!")) {
        frame.writes_nothing = true;
      } else if (take("P<") || take("<") || take("'")) {
        const std::size_t end = std::min(rest_.find_first_of(">'"), rest_.size());
        frame.name = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        frame.number = groups_.size();
      } else {
        // "(?i)", "(?i:", "(?:", "(?>"
        const std::size_t end = rest_.find_first_of(":>)");
        const bool is_flags_alone = end != rest_.npos && rest_[end] == ')';
        rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
        if (is_flags_alone) return;
      }
    } else {
      frame.number = groups_.size();
    }
    if (frame.number != 0) groups_.emplace_back();
    frames_.push_back(std::move(frame));
  }

  /// At "|" and at the end of a group: the first alternatives are kept, as the variant says.
  void end_alternative() {
    Frame& frame = frames_.back();
    std::string written = text().substr(std::min(frame.from, text().size()));
    text().resize(std::min(frame.from, text().size()));
    if (frame.alternatives == 0 || frame.alternatives <= options_.variant) {
      frame.kept = std::move(written);
    }
    ++frame.alternatives;
    if (rest_.empty() && frames_.size() == 1) text() += frame.kept;
  }

  void close() {
    if (frames_.back().alternatives > 0) end_alternative();
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.alternatives > 0) text() += frame.kept;
    if (frame.writes_nothing) text().resize(frame.start);
    if (frame.number != 0) {
      for (const WantedGroup& wanted : options_.groups) {
        if (wanted.name != frame.name && wanted.name != std::to_string(frame.number)) continue;
        text().resize(frame.start);
        text() += wanted.text;
        is_wanted_ = true;
      }
      groups_[frame.number] = text().substr(frame.start);
    }
    atom_ = frame.start;
  }

  // "*", "+", "?", "{n}", "{n,}", "{n,m}", each perhaps lazy or possessive.
  void quantify() {
    std::size_t least = 1;
    std::size_t most = 1;
    if (take("*")) {
      least = 0;
      most = kMostRepeats;
    } else if (take("+")) {
      most = kMostRepeats;
    } else if (take("?")) {
      least = 0;
    } else if (!read_counts(least, most)) {
      is_wanted_ = false;
      return;
    }
    if (!take("?")) take("+");
    const std::size_t often = is_wanted_ ? 1 : times(least, most);
    is_wanted_ = false;
    std::string atom = text().substr(std::min(atom_, text().size()));
    text().resize(std::min(atom_, text().size()));
    for (std::size_t i = 0; i < often && text().size() <= kMaxRegexText; ++i) text() += atom;
  }

  std::size_t times(std::size_t least, std::size_t most) const {
    constexpr std::array<std::size_t, 4> kPreferred{1, 3, 0, 2};
    return std::clamp(kPreferred[options_.variant % kPreferred.size()], least, most);
  }

  bool read_counts(std::size_t& least, std::size_t& most) {
    const std::size_t end = rest_.find('}');
    if (!rest_.starts_with('{') || end == rest_.npos || end < 2) return false;
    const std::string_view counts = rest_.substr(1, end - 1);
    const std::size_t comma = std::min(counts.find(','), counts.size());
    const auto low = number(counts.substr(0, comma));
    if (!low) return false;
    least = std::min(*low, kMostRepeats);
    most = least;
    if (comma < counts.size()) {
      most = std::min(number(counts.substr(comma + 1)).value_or(kMostRepeats), kMostRepeats);
    }
    rest_.remove_prefix(end + 1);
    return true;
  }

  static std::optional<std::size_t> number(std::string_view text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    std::size_t value = 0;
    for (const char c : text) {
      if (!base::is_digit(c)) return std::nullopt;
      value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return value;
  }

  /// False where it stands for a place, not for a text: "\b".
  bool write_escape() {
    if (rest_.empty()) return false;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c >= '1' && c <= '9') {
      const auto group = static_cast<std::size_t>(c - '0');
      if (group < groups_.size()) text() += groups_[group];
      return true;
    }
    switch (c) {
      case 'd':
        text() += options_.variant % 2 == 0 ? '7' : '2';
        return true;
      case 'w':
        text() += kAny[options_.variant % kAny.size()];
        return true;
      case 's':
        text() += ' ';
        return true;
      case 'D':
      case 'S':
        text() += 'q';
        return true;
      case 'W':
        text() += '-';
        return true;
      case 'A':
        result_.is_anchored_at_start = text().empty();
        return false;
      case 'z':
      case 'Z':
        result_.is_anchored_at_end = true;
        return false;
      case 'b':
      case 'B':
      case 'G':
      case 'K':
        return false;
      default:
        text() += c;
        return true;
    }
  }

  // "[a-z0-9_]", "[^/]". A member of its own for each variant, as far as there are.
  void write_class() {
    const bool is_negated = take("^");
    std::array<bool, 128> is_member{};
    std::size_t i = 0;
    for (; i < rest_.size() && (rest_[i] != ']' || i == 0); ++i) i = add_member(i, is_member);
    rest_.remove_prefix(std::min(i + 1, rest_.size()));
    constexpr std::string_view kTried =
        "qk7zaxbcdefghijlmnoprstuvwyQAZBCDEFGHIJKLMNOPRSTUVWXY0123456789-_.~!$&'()*+,;=:@/ %#?\"<>"
        "[]\\^`{|}";
    std::string found;
    for (const char c : kTried) {
      if (is_member[static_cast<unsigned char>(c)] != is_negated) found += c;
    }
    if (!found.empty()) text() += found[options_.variant % std::min<std::size_t>(found.size(), 4)];
  }

  std::size_t add_member(std::size_t i, std::array<bool, 128>& is_member) const {
    const auto add = [&is_member](char first, char last) {
      for (unsigned c = base::byte(first); c <= base::byte(last) && c < 128; ++c) {
        is_member[c] = true;
      }
    };
    if (rest_.substr(i).starts_with("[:")) {
      const std::size_t end = rest_.find(":]", i);
      if (end == rest_.npos) return i;
      add('a', 'z');
      return end + 1;
    }
    char c = rest_[i];
    if (c == '\\' && i + 1 < rest_.size()) {
      c = rest_[++i];
      if (c == 'd' || c == 'w') add('0', '9');
      if (c == 'w') {
        add('a', 'z');
        add('A', 'Z');
        add('_', '_');
      }
      if (c == 's') add(' ', ' ');
      if (c == 'd' || c == 'w' || c == 's') return i;
    }
    if (i + 2 < rest_.size() && rest_[i + 1] == '-' && rest_[i + 2] != ']') {
      add(c, rest_[i + 2]);
      return i + 2;
    }
    add(c, c);
    return i;
  }

  std::string_view rest_;
  const RegexTextOptions& options_;
  RegexText result_;
  std::vector<Frame> frames_;
  std::vector<std::string> groups_;  ///< what each number took
  std::size_t atom_ = 0;             ///< where the last atom begins in the text
  bool is_wanted_ = false;           ///< the last atom has a text that was asked for
};

}  // namespace

RegexText text_for_regex(std::string_view expression, const RegexTextOptions& options) {
  return Writer(expression, options).run();
}

}  // namespace onward::rules
