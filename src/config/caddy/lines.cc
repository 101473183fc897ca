// SPDX-License-Identifier: MIT
// Words and lines of a Caddyfile, as Caddy's lexer has them:
//
//   comment  = a word that begins with "#", and the rest of the line
//   quoted   = DQUOTE text DQUOTE, in which \" is a quote; or `text`; both may span lines
//   heredoc  = "<<" MARKER LF text LF [indent] MARKER: the indent is taken off each line
//   a "\" at the end of a line joins it to the next
//
// "{" at the end of a line opens its block, "}" alone closes it.
#include "config/caddy/lines.h"

#include "base/ascii.h"
#include "config/lines.h"

#include <algorithm>
#include <optional>

namespace onward::config::caddy {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

/// Words of a text, one after the other.
class Lexer {
 public:
  Lexer(const ForeignText& text, Report& report)
      : rest_(without_mark(text.text)), file_(text.file), report_(report) {}

  struct Found {
    Word word;
    bool begins_line = false;
  };

  std::optional<Found> next() {
    const bool begins_line = skip_blank();
    if (rest_.empty()) return {};
    Found found{{"", here(), false}, begins_line};
    if (rest_[0] == '"' || rest_[0] == '`') {
      take_quoted(found.word);
    } else if (!take_heredoc(found.word)) {
      take_plain(found.word.text);
    }
    return found;
  }

 private:
  rules::Place here() const { return {file_, line_, column_}; }

  void advance(std::size_t bytes) {
    for (const char c : rest_.substr(0, bytes)) {
      column_ = c == '\n' ? 1 : column_ + 1;
      if (c == '\n') ++line_;
    }
    rest_.remove_prefix(std::min(bytes, rest_.size()));
  }

  /// Blanks, comments and ends of lines; whether one of the last was among them.
  bool skip_blank() {
    bool begins_line = is_first_;
    is_first_ = false;
    while (!rest_.empty()) {
      if (rest_[0] == '\n') {
        begins_line = true;
        advance(1);
      } else if (is_space(rest_[0])) {
        advance(1);
      } else if (rest_[0] == '#') {
        advance(std::min(rest_.find('\n'), rest_.size()));
      } else if (const std::size_t bytes = joined_line()) {
        advance(bytes);
      } else {
        break;
      }
    }
    return begins_line;
  }

  /// The bytes of "\", LF at the front.
  std::size_t joined_line() const {
    if (rest_.starts_with("\\\n")) return 2;
    return rest_.starts_with("\\\r\n") ? 3 : 0;
  }

  void take_quoted(Word& word) {
    const char quote = rest_[0];
    word.is_quoted = true;
    advance(1);
    std::size_t i = 0;
    for (; i < rest_.size() && rest_[i] != quote; ++i) {
      if (quote == '"' && rest_[i] == '\\' && i + 1 < rest_.size() && rest_[i + 1] == '"') ++i;
      word.text += rest_[i];
    }
    if (i == rest_.size()) report_.error_at(word.place, "the quote is never closed");
    advance(i + 1);
  }

  bool take_heredoc(Word& word) {
    if (!rest_.starts_with("<<")) return false;
    const std::size_t end = rest_.find('\n');
    std::string_view marker = rest_.substr(2, end == rest_.npos ? 0 : end - 2);
    if (marker.ends_with('\r')) marker.remove_suffix(1);
    const bool is_name = !marker.empty() && std::ranges::all_of(marker, [](char c) {
      return base::is_alnum(c) || c == '_' || c == '-';
    });
    if (!is_name) return false;
    std::string_view body = rest_.substr(end + 1);
    std::size_t bytes = end + 1;
    std::vector<std::string_view> lines;
    while (!body.empty()) {
      const std::size_t stop = std::min(body.find('\n'), body.size());
      const std::string_view line = body.substr(0, stop);
      const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
      if (line.substr(indent).starts_with(marker)) {
        word.text = dedented(lines, indent);
        word.is_quoted = true;
        advance(bytes + indent + marker.size());
        return true;
      }
      lines.push_back(line);
      bytes += std::min(stop + 1, body.size());
      body.remove_prefix(std::min(stop + 1, body.size()));
    }
    report_.error_at(word.place, "the text up to '" + std::string(marker) + "' is never closed");
    return false;
  }

  static std::string dedented(const std::vector<std::string_view>& lines, std::size_t indent) {
    std::string text;
    for (const std::string_view line : lines) {
      if (line.data() != lines.front().data()) text += '\n';
      text += line.substr(std::min(indent, line.size()));
    }
    return text;
  }

  void take_plain(std::string& text) {
    std::size_t i = 0;
    while (i < rest_.size() && !is_space(rest_[i]) && rest_[i] != '\n') {
      if (rest_[i] == '\\' && rest_.substr(i + 1).starts_with("\n")) break;
      text += rest_[i++];
    }
    advance(i);
  }

  std::string_view rest_;
  std::uint32_t file_;
  Report& report_;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
  bool is_first_ = true;
};

/// Puts words together to lines and blocks. The blocks that are open are a stack of their lines.
class Reader {
 public:
  Reader(const ForeignText& text, Report& report) : lexer_(text, report), report_(report) {}

  std::vector<Line> read() {
    open_.emplace_back();
    std::size_t words = 0;
    for (;;) {
      std::optional<Lexer::Found> found = lexer_.next();
      if (!found) break;
      if (++words > kMaxWords) {
        report_.error_at(found->word.place, "more words than a Caddyfile may have");
        break;
      }
      add(std::move(*found));
    }
    end_line();
    if (open_.size() > 1) report_.error_at(open_.back().place(), "the block is never closed");
    while (open_.size() > 1) close();
    return std::move(open_.front().block);
  }

 private:
  void add(Lexer::Found found) {
    const bool is_brace = !found.word.is_quoted && found.word.text == "{";
    // A list of addresses goes on behind its comma.
    const bool goes_on = open_.size() == 1 && !line_.words.empty() && ends_with_comma();
    if (found.begins_line && !goes_on) end_line();
    if (!found.word.is_quoted && found.word.text == "}" && line_.words.empty()) {
      if (open_.size() == 1) return report_.error_at(found.word.place, "'}' closes no block");
      return close();
    }
    if (opening_) line_.words.push_back(std::move(*opening_));
    opening_.reset();
    if (is_brace) {
      opening_ = std::move(found.word);
    } else {
      line_.words.push_back(std::move(found.word));
    }
  }

  bool ends_with_comma() const { return !opening_ && line_.words.back().text.ends_with(','); }

  void end_line() {
    if (opening_) {
      Line line = std::move(line_);
      line_ = {};
      // The block of global options has no name.
      if (line.words.empty()) line.words.push_back({"", opening_->place, true});
      line.has_block = true;
      opening_.reset();
      if (open_.size() > kMaxDepth) {
        report_.error_at(line.place(), "blocks nest deeper than 32 levels");
        line.block.clear();
      }
      open_.push_back(std::move(line));
      return;
    }
    if (line_.words.empty()) return;
    open_.back().block.push_back(std::move(line_));
    line_ = {};
  }

  void close() {
    Line line = std::move(open_.back());
    open_.pop_back();
    // What is nested too deeply is dropped, so that nobody walks it.
    if (open_.size() > kMaxDepth) line.block.clear();
    open_.back().block.push_back(std::move(line));
  }

  Lexer lexer_;
  Report& report_;
  std::vector<Line> open_;
  Line line_;
  std::optional<Word> opening_;  ///< a "{" that opens a block if the line ends behind it
};

}  // namespace

std::vector<Line> read_lines(const ForeignText& text, Report& report) {
  return Reader(text, report).read();
}

}  // namespace onward::config::caddy
