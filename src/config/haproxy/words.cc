// SPDX-License-Identifier: MIT
// Words end at blanks, and quotes may stand anywhere in them: in '…' all is as it stands, in "…" a
// backslash escapes \ and ", outside blanks, # and quotes too; in front of anything else it stays,
// as regular expressions need it. Marks of templates are part of their word, blanks and all; lines
// that are for a template language alone are passed over.
#include "config/haproxy/words.h"

#include "base/ascii.h"
#include "config/lines.h"
#include "config/template_marks.h"

#include <algorithm>

namespace onward::config::haproxy {
namespace {

class LineLexer {
 public:
  LineLexer(std::string_view line, rules::Place place, Report& report)
      : line_(line), place_(place), report_(report) {}

  Words run() {
    while (at_ < line_.size()) {
      const char c = line_[at_];
      if (c == ' ' || c == '\t' || c == '\r') {
        end_word();
        ++at_;
      } else if (c == '#') {
        break;
      } else {
        begin_word();
        take();
      }
    }
    end_word();
    return std::move(words_);
  }

 private:
  void begin_word() {
    if (has_word_) return;
    rules::Place place = place_;
    place.column = static_cast<std::uint32_t>(at_ + 1);
    word_ = Word{"", place};
    has_word_ = true;
  }

  void end_word() {
    if (has_word_) words_.push_back(std::move(word_));
    has_word_ = false;
  }

  void take() {
    const char c = line_[at_];
    if (const std::size_t size = mark(); size > 0) return take_mark(size);
    if (c == '\'' || c == '"') return take_quoted(c);
    if (c == '\\' && at_ + 1 < line_.size()) return take_escaped(" #'\"\\");
    word_.text += c;
    ++at_;
  }

  /// The size of a mark that stands here; "\\p{Lu}" has none.
  std::size_t mark() const {
    const bool is_class = word_.text.ends_with("\\p") || word_.text.ends_with("\\P");
    return is_class ? 0 : mark_size(line_.substr(at_));
  }

  void take_mark(std::size_t size) {
    word_.text += line_.substr(at_, size);
    word_.is_template = true;
    at_ += size;
  }

  void take_escaped(std::string_view escapable) {
    const char next = line_[at_ + 1];
    if (next == 'r' || next == 'n' || next == 't') {
      word_.text += next == 'r' ? '\r' : next == 'n' ? '\n' : '\t';
    } else {
      if (escapable.find(next) == escapable.npos) word_.text += '\\';
      word_.text += next;
    }
    at_ += 2;
  }

  void take_quoted(char quote) {
    ++at_;
    while (at_ < line_.size() && line_[at_] != quote) {
      const bool is_variable = quote == '"' && line_[at_] == '$' && at_ + 1 < line_.size() &&
                               (base::is_alpha(line_[at_ + 1]) || line_[at_ + 1] == '_');
      word_.is_template = word_.is_template || is_variable;
      if (const std::size_t size = mark(); size > 0) {
        take_mark(size);
      } else if (quote == '"' && line_[at_] == '\\' && at_ + 1 < line_.size()) {
        take_escaped(" #'\"\\$");
      } else {
        word_.text += line_[at_++];
      }
    }
    if (at_ == line_.size()) report_.error_at(word_.place, "the quote is never closed");
    ++at_;
  }

  std::string_view line_;
  rules::Place place_;
  Report& report_;
  std::size_t at_ = 0;
  Word word_;  ///< the one that is being read, where has_word_
  bool has_word_ = false;
  Words words_;
};

/// Where "name(args)" at the front of `text` ends.
std::size_t end_of_call(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (depth > 0 && (text[i] == '"' || text[i] == '\'')) {
      const std::size_t close = text.find(text[i], i + 1);
      if (close != text.npos) i = close;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')' && depth > 0) {
      --depth;
    } else if (text[i] == ',' && depth == 0) {
      return i;
    }
  }
  return text.size();
}

std::vector<std::string> split_args(std::string_view text) {
  std::vector<std::string> args{""};
  char quote = 0;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (quote == 0 && depth == 0 && c == ',') {
      args.emplace_back();
    } else {
      if (quote == 0 && c == '(') ++depth;
      if (quote == 0 && c == ')' && depth > 0) --depth;
      args.back() += c;
      if (c == '\\' && i + 1 < text.size()) args.back() += text[++i];
    }
  }
  return args;
}

Call read_call(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == text.npos || !text.ends_with(')')) return {std::string(text), {}};
  return {std::string(text.substr(0, open)),
          split_args(text.substr(open + 1, text.size() - open - 2))};
}

}  // namespace

std::string why_open(std::span<const Word> words) {
  const auto open = std::ranges::find(words, true, &Word::is_template);
  if (open == words.end()) return "";
  return "a template or the environment fills in '" + open->text + "'";
}

std::vector<Words> read_words(const ForeignText& text, Report& report) {
  std::vector<Words> lines;
  LineReader reader(text.text);
  bool goes_on = false;
  for (Line line; reader.next(line);) {
    const bool joins = goes_on;
    goes_on = line.text.ends_with('\\') && !line.text.ends_with("\\\\");
    if (goes_on) line.text.remove_suffix(1);
    if (is_line_of_template(line.text)) continue;
    const rules::Place place{text.file, static_cast<std::uint32_t>(line.number), 1};
    Words words = LineLexer(line.text, place, report).run();
    if (words.empty()) continue;
    if (joins && !lines.empty()) {
      std::move(words.begin(), words.end(), std::back_inserter(lines.back()));
    } else {
      lines.push_back(std::move(words));
    }
  }
  return lines;
}

Sample read_sample(std::string_view text) {
  Sample sample;
  bool is_first = true;
  while (!text.empty()) {
    const std::size_t end = end_of_call(text);
    Call call = read_call(trimmed(text.substr(0, end)));
    if (is_first) {
      sample.fetch = std::move(call);
    } else {
      sample.converters.push_back(std::move(call));
    }
    is_first = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return sample;
}

bool operator==(const Call& a, const Call& b) { return a.name == b.name && a.args == b.args; }
bool operator==(const Sample& a, const Sample& b) {
  return a.fetch == b.fetch && a.converters == b.converters;
}

std::string spelled(const Sample& sample) {
  std::string text = sample.fetch.name;
  for (const Call& call : sample.converters) text.append(",").append(call.name);
  return text;
}

}  // namespace onward::config::haproxy
