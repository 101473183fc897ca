// SPDX-License-Identifier: MIT
// One pass over an expression in the common language of RE2 and PCRE2. Characters that must follow
// each other are a run; whatever else stands there ends it. A group keeps what its only branch
// requires, or one of what each of its branches does; a quantifier that allows none forgets it.
// Groups are frames on a stack, so that no nesting is too deep.
//
// What is not understood (references, verbs, classes of Unicode, extended syntax) ends the pass
// with nothing: a rule about which nothing is known is asked every time, and that is never wrong.
#include "rules/required_text.h"

#include "base/ascii.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace onward::rules {
namespace {

std::size_t shortest(const OneOf& texts) {
  std::size_t least = kMaxRequiredBytes;
  for (const std::string& text : texts) least = std::min(least, text.size());
  return texts.empty() ? 0 : least;
}

// Collects characters that follow each other.
class Run {
 public:
  void add(char c) {
    if (text_.size() < kMaxRequiredBytes) text_ += base::to_lower(c);
  }
  void add(std::string_view text) {
    for (const char c : text) add(c);
  }
  void drop_last() {
    if (!text_.empty()) text_.pop_back();
  }
  bool is_full() const { return text_.size() >= kMaxRequiredBytes; }
  void end(std::vector<OneOf>& into) {
    if (text_.size() >= kMinRequiredBytes) into.push_back({text_});
    text_.clear();
  }

 private:
  std::string text_;
};

class Reader {
 public:
  Reader(std::string_view expression, ExpressionTraits traits)
      : rest_(expression),
        folds_beyond_ascii_(!traits.is_subject_ascii &&
                            (traits.ignore_case || expression.find("(?") != expression.npos)) {}

  std::vector<OneOf> run() {
    frames_.emplace_back();
    while (!rest_.empty()) {
      if (!step()) return {};
    }
    is_understood_ = frames_.size() == 1;
    has_branches_ = frames_.front().has_branches;
    return is_understood_ ? result_of(frames_.back()) : std::vector<OneOf>();
  }

  /// Of what run() read: all of it is known, and one branch.
  bool is_one_branch() const { return is_understood_ && !has_branches_; }
  bool has_lines() const { return has_lines_; }

 private:
  /// A group that is open.
  struct Frame {
    std::vector<OneOf> required;  ///< of the branch that is being read
    OneOf either;                 ///< one of each branch before it
    bool has_branches = false;
    bool is_open_branch = false;  ///< one of them requires nothing
    bool is_ignored = false;      ///< look-around
  };

  bool take(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  void end_run() { run_.end(frames_.back().required); }

  bool step() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    switch (c) {
      case '^':
      case '$':
      case '.':
        return other();
      case '[':
        return skip_class() && other();
      case '\\':
        return escape();
      case '(':
        end_run();
        return open();
      case ')':
        end_run();
        return close();
      case '|':
        end_run();
        end_branch(frames_.back());
        return true;
      case '*':
      case '+':
      case '?':
      case '{':
        return false;  // behind nothing that it could be of
      default:
        return character(c);
    }
  }

  bool other() {
    end_run();
    return quantify(false, {});
  }

  bool character(char c) {
    const char lower = base::to_lower(c);
    const bool is_unknown = base::byte(c) >= 0x80 || c == '\0' ||
                            (folds_beyond_ascii_ && (lower == 'k' || lower == 's'));
    if (is_unknown) return other();
    if (run_.is_full()) end_run();
    run_.add(c);
    return quantify(true, {});
  }

  bool escape() {
    if (rest_.empty()) return false;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (base::byte(c) < 0x80 && !base::is_alnum(c)) return character(c);
    return std::string_view("AzZbBGKdDsSwWhHvV").find(c) != std::string_view::npos && other();
  }

  bool skip_class() {
    take("^");
    take("]");
    while (!rest_.empty() && rest_.front() != ']') {
      if (rest_.starts_with("[:")) {
        const std::size_t end = rest_.find_first_not_of("^abcdefghijklmnopqrstuvwxyz", 2);
        if (rest_.substr(std::min(end, rest_.size())).starts_with(":]")) {
          rest_.remove_prefix(end + 2);
          continue;
        }
      }
      if (rest_.front() == '\\') {
        rest_.remove_prefix(1);
        if (rest_.empty() || rest_.front() == 'Q' || rest_.front() == 'E') return false;
      }
      rest_.remove_prefix(1);
    }
    return take("]");
  }

  bool open() {
    if (rest_.starts_with('*')) return false;  // a verb
    Frame frame;
    if (take("?")) {
      if (take("=") || take("!") || take("<=") || take("<!")) {
        frame.is_ignored = true;
      } else if (take("P<") || take("<") || take("'")) {
        const std::size_t end = rest_.find_first_of(">'");
        if (end == rest_.npos) return false;
        rest_.remove_prefix(end + 1);
      } else if (!take(":") && !take(">")) {
        const std::size_t end = rest_.find_first_not_of("imsU-");
        if (end == rest_.npos || (rest_[end] != ':' && rest_[end] != ')')) return false;
        has_lines_ = has_lines_ || rest_.substr(0, end).find('m') != rest_.npos;
        const bool is_group = rest_[end] == ':';
        rest_.remove_prefix(end + 1);
        if (!is_group) return true;
      }
    }
    frames_.push_back(std::move(frame));
    return true;
  }

  static void end_branch(Frame& frame) {
    OneOf best = best_of(frame.required);
    frame.required.clear();
    frame.has_branches = true;
    frame.is_open_branch = frame.is_open_branch || best.empty() ||
                           frame.either.size() + best.size() > kMaxRequiredAlternatives;
    if (!frame.is_open_branch) frame.either.insert(frame.either.end(), best.begin(), best.end());
  }

  std::vector<OneOf> result_of(Frame& frame) {
    end_run();
    if (!frame.has_branches) return std::move(frame.required);
    end_branch(frame);
    if (frame.is_open_branch) return {};
    return {std::move(frame.either)};
  }

  bool close() {
    if (frames_.size() == 1) return false;
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    std::vector<OneOf> required = result_of(frame);
    if (frame.is_ignored) required.clear();
    return quantify(false, required);
  }

  /// Reads the quantifiers behind an atom; keeps what it requires, if it must be there at all.
  bool quantify(bool is_character, const std::vector<OneOf>& required) {
    bool is_there = true;
    bool is_quantified = false;
    while (!rest_.empty()) {
      if (take("*") || take("?")) {
        is_there = false;
      } else if (rest_.starts_with('{')) {
        const auto least = read_least();
        if (!least) return false;
        is_there = is_there && *least;
      } else if (!take("+")) {
        break;
      }
      is_quantified = true;
      if (!take("?")) take("+");
    }
    if (is_character && is_quantified) {
      if (!is_there) run_.drop_last();
      end_run();
    }
    if (!is_there) return true;
    std::vector<OneOf>& into = frames_.back().required;
    into.insert(into.end(), required.begin(), required.end());
    return true;
  }

  /// "{2}", "{2,}", "{2,5}": whether at least one is asked for; nullopt where it is none of these.
  std::optional<bool> read_least() {
    const std::size_t end = rest_.find('}');
    if (end == rest_.npos) return std::nullopt;
    const std::string_view counts = rest_.substr(1, end - 1);
    const std::size_t digits = std::min(counts.find_first_not_of("0123456789"), counts.size());
    const std::string_view behind = counts.substr(digits);
    if (digits == 0 || counts.find_first_not_of("0123456789,") != counts.npos ||
        std::count(behind.begin(), behind.end(), ',') > 1) {
      return std::nullopt;
    }
    rest_.remove_prefix(end + 1);
    return counts.substr(0, digits).find_first_not_of('0') != std::string_view::npos;
  }

  std::string_view rest_;
  const bool folds_beyond_ascii_;
  Run run_;
  std::vector<Frame> frames_;
  bool is_understood_ = false;
  bool has_branches_ = false;
  bool has_lines_ = false;  ///< "(?m)": "^" is the begin of any line
};

}  // namespace

OneOf best_of(const std::vector<OneOf>& all) {
  OneOf best;
  for (const OneOf& texts : all) {
    if (shortest(texts) > shortest(best)) best = texts;
  }
  return best;
}

std::vector<OneOf> required_texts(std::string_view expression, ExpressionTraits traits) {
  return Reader(expression, traits).run();
}

bool is_anchored_at_start(std::string_view expression) {
  std::string_view rest = expression;
  if (rest.starts_with("(?i)")) rest.remove_prefix(4);
  if (!rest.starts_with('^') || std::string_view("*+?{").find(rest.substr(1, 1)) != rest.npos) {
    return rest == "^";
  }
  Reader reader(expression, {});
  static_cast<void>(reader.run());
  return reader.is_one_branch() && !reader.has_lines();
}

std::vector<OneOf> required_texts(const ComponentMatcher& matcher) {
  std::vector<OneOf> required;
  Run run;
  if (const auto text = matcher.only_text()) {
    run.add(*text);
    run.end(required);
    return required;
  }
  for (const url::Part& part : matcher.pattern()->parts) {
    const bool once = part.modifier == url::Modifier::None;
    const bool is_there = once || part.modifier == url::Modifier::OneOrMore;
    if (!is_there || !once) run.end(required);
    if (!is_there) continue;
    run.add(part.prefix);
    if (part.type == url::PartType::FixedText) {
      run.add(part.value);
    } else {
      run.end(required);
    }
    run.add(part.suffix);
    if (!once) run.end(required);
  }
  run.end(required);
  return required;
}

}  // namespace onward::rules
