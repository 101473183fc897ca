// SPDX-License-Identifier: MIT
// Behind the scheme's "://" the first slash, or each wildcard that can take one, is where the path
// may begin: a form for each, those in which a greedy wildcard takes more first. A URL always has a
// scheme and a slash behind its host.
#include "config/yaml/url_form.h"

#include "base/ascii.h"
#include "config/yaml/url_tokens.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace onward::config::yaml {
namespace {

Token atom(std::string_view text, std::string_view quantifier = "") {
  return {Token::Kind::Atom, std::string(text), std::string(quantifier), 0};
}

/// Where `wanted` stands among the tokens, marks left aside: the index of each of its bytes.
std::vector<std::size_t> find(const Tokens& tokens, std::string_view wanted) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < tokens.size() && found.size() < wanted.size(); ++i) {
    if (tokens[i].kind != Token::Kind::Atom) continue;
    if (!tokens[i].is(wanted.substr(found.size(), 1))) {
      found.clear();
      if (!tokens[i].is(wanted.substr(0, 1))) continue;
    }
    found.push_back(i);
  }
  if (found.size() < wanted.size()) found.clear();
  return found;
}

bool has_slash(const Token& token) {
  return token.kind == Token::Kind::Atom && token.text.size() > 1 && token.text[0] == '(' &&
         token.text.find('/') != std::string::npos;
}

/// Writes tokens with a boundary at each of `slashes`, and a group's parts as groups of their own.
class Writer {
 public:
  Writer(const Tokens& tokens, std::vector<std::size_t> scheme, std::size_t path)
      : tokens_(tokens), scheme_(std::move(scheme)), path_(path) {}

  void run() {
    expression = "^";
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      const bool is_boundary = i == path_ || std::ranges::find(scheme_, i) != scheme_.end();
      if (token.kind == Token::Kind::Open) {
        open_.push_back({token.group, false});
      } else if (token.kind == Token::Kind::Close) {
        if (open_.back().is_written) expression += ')';
        open_.pop_back();
      } else if (is_boundary) {
        close_all();
        expression += token.text;
        for (const Group& group : open_) values[group.number] += token.text;
      } else {
        write(token);
      }
    }
  }

  std::string expression;
  std::map<std::size_t, std::string> values;  ///< of the groups before, in terms of those now

 private:
  struct Group {
    std::size_t number;
    bool is_written;
  };

  void close_all() {
    for (Group& group : open_) {
      if (std::exchange(group.is_written, false)) expression += ')';
    }
  }

  void write(const Token& token) {
    for (Group& group : open_) {
      if (group.is_written) continue;
      group.is_written = true;
      expression += group.number == 0 ? "(?:" : "(";
      if (group.number != 0) take_number(group.number);
    }
    expression += token.text + token.quantifier;
    if (token.text[0] != '(') return;
    if (token.group != 0) take_number(token.group);
    const std::size_t inner = count_captures(std::string_view(token.text).substr(1));
    for (std::size_t i = 1; i <= inner; ++i) {
      values[token.group + i] += "${" + std::to_string(++count_) + "}";
    }
  }

  void take_number(std::size_t group) { values[group] += "${" + std::to_string(++count_) + "}"; }

  const Tokens& tokens_;
  std::vector<std::size_t> scheme_;
  std::size_t path_;
  std::vector<Group> open_;
  std::size_t count_ = 0;
};

class Former {
 public:
  Former(std::string_view expression, std::string_view replacement)
      : expression_(expression), replacement_(replacement) {}

  std::vector<UrlForm> run() {
    if (expression_.starts_with('^')) {
      expression_.remove_prefix(1);
    } else {
      begin_anywhere();
    }
    auto cut = cut_expression(expression_);
    if (!cut) return {};
    tokens_ = std::move(cut->tokens);
    names_ = std::move(cut->names);
    if (!find_scheme()) return {};
    find_paths(scheme_.back() + 1);
    return failed_ ? std::vector<UrlForm>() : std::move(forms_);
  }

 private:
  /// What is found need not begin at the front: what stands before it stays.
  void begin_anywhere() {
    if (!expression_.starts_with('/') || expression_.starts_with("//")) return;
    text_ = "(?P<before>.*?)" + std::string(expression_);
    expression_ = text_;
    replacement_.insert(0, "${before}");
  }

  /// Sees to it that the scheme is one that is understood.
  bool find_scheme() {
    scheme_ = find(tokens_, "://");
    if (scheme_.empty()) return scheme_in_wildcard();
    constexpr std::array<std::string_view, 5> kAny{".*", ".+", "\\w+", "[^:]+", "[^/]+"};
    for (std::size_t i = 0; i < scheme_[0]; ++i) {
      Token& token = tokens_[i];
      const std::string whole = token.text + token.quantifier;
      if (std::ranges::find(kAny, whole) != kAny.end()) {
        token = atom("https", "?");
      } else if (whole == "(http|https)?" || whole == "(https|http)?" ||
                 whole == "(?:http|https)?" || whole == "(?:https|http)?") {
        token.quantifier.clear();
      } else if (whole == "(s)?" || whole == "(?:s)?") {
        if (!take_letter(i, token.group)) return false;
        break;
      } else if (token.kind == Token::Kind::Open && i + 2 < scheme_[0] &&
                 tokens_[i + 1].text == "s" && tokens_[i + 1].quantifier == "?") {
        const std::size_t group = token.group;
        tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      tokens_.begin() + static_cast<std::ptrdiff_t>(i) + 3);
        if (!take_letter(i, group)) return false;
        break;
      }
    }
    scheme_ = find(tokens_, "://");
    return !scheme_.empty();
  }

  /// "http(s?)": the group is of use as "http$1" alone.
  bool take_letter(std::size_t index, std::size_t group) {
    tokens_[index] = atom("s", "?");
    if (group == 0) return true;
    std::size_t front = index;
    while (front > 0 && tokens_[front - 1].kind == Token::Kind::Atom) --front;
    tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(index) + 1,
                   {Token::Kind::Close, "", "", group});
    tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(front),
                   {Token::Kind::Open, "", "", group});
    const std::string number = std::to_string(group);
    for (const std::string& use : {"${" + number + "}", "$" + number}) {
      for (std::size_t at = 0; (at = replacement_.find(use, at)) != std::string::npos; ++at) {
        if (at < 4 || replacement_.compare(at - 4, 4, "http") != 0) return false;
        replacement_.erase(at - 4, 4);
        at -= 4;
      }
    }
    return true;
  }

  /// ".*/old": scheme, host and a begin of the path in one.
  bool scheme_in_wildcard() {
    const auto first = std::ranges::find(tokens_, Token::Kind::Atom, &Token::kind);
    if (first == tokens_.end() || !first->is_wildcard()) return false;
    const Tokens url{atom("https", "?"), atom(":"), atom("/"), atom("/"), *first};
    const auto at = tokens_.erase(first);
    tokens_.insert(at, url.begin(), url.end());
    scheme_ = find(tokens_, "://");
    return true;
  }

  bool is_last(std::size_t index) const {
    return std::ranges::all_of(
        tokens_.begin() + static_cast<std::ptrdiff_t>(index) + 1, tokens_.end(),
        [](const Token& token) { return token.kind == Token::Kind::Close || token.is("$"); });
  }

  /// Each place behind the host at which the path may begin.
  void find_paths(std::size_t from) {
    for (std::size_t i = from; i < tokens_.size() && !failed_; ++i) {
      Token& token = tokens_[i];
      if (token.kind != Token::Kind::Atom) continue;
      if (token.is("/") || (token.text == "/" && token.quantifier == "?")) {
        token.quantifier.clear();
        return write(tokens_, i);
      }
      if (has_slash(token)) {
        failed_ = true;
      } else if (token.is_wildcard()) {
        const Token host = atom("[^/]", token.quantifier[0] == '+' ? "+" : "*");
        const bool is_lazy = token.quantifier.ends_with('?');
        const std::size_t before = forms_.size();
        Tokens spanning = tokens_;
        spanning[i] = host;
        const Tokens path{atom("/"), atom(".", is_lazy ? "*?" : "*")};
        spanning.insert(spanning.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.begin(),
                        path.end());
        write(spanning, i + 1);
        if (is_last(i)) return;
        token = host;
        // A lazy one takes no more than it must.
        find_paths(i + 1);
        if (is_lazy)
          std::rotate(forms_.begin() + static_cast<std::ptrdiff_t>(before),
                      forms_.begin() + static_cast<std::ptrdiff_t>(before) + 1, forms_.end());
        return;
      }
    }
    // No path is asked for: what stands behind the host goes on.
    if (forms_.empty()) write(tokens_, tokens_.size());
  }

  void write(const Tokens& tokens, std::size_t path) {
    if (forms_.size() >= kMaxForms) {
      failed_ = true;
      return;
    }
    Writer writer(tokens, scheme_, path);
    writer.run();
    forms_.push_back({writer.expression, replaced(writer.values)});
  }

  /// The replacement with the groups of now.
  std::string replaced(const std::map<std::size_t, std::string>& values) const {
    std::string result;
    std::string_view rest = replacement_;
    while (!rest.empty()) {
      std::size_t size = 0;
      std::string_view name;
      if (rest.starts_with("$$")) {
        result += "$$";
        rest.remove_prefix(2);
        continue;
      }
      if (rest.starts_with("${") && rest.find('}') != rest.npos) {
        size = rest.find('}') + 1;
        name = rest.substr(2, size - 3);
      } else if (rest[0] == '$') {
        size = 1;
        while (size < rest.size() && (base::is_alnum(rest[size]) || rest[size] == '_')) ++size;
        name = rest.substr(1, size - 1);
      }
      if (name.empty()) {
        result += rest[0];
        rest.remove_prefix(1);
        continue;
      }
      rest.remove_prefix(size);
      std::size_t number = 0;
      if (const auto named = names_.find(name); named != names_.end()) {
        number = named->second;
      } else if (std::ranges::all_of(name, base::is_digit) && name.size() < 3) {
        for (const char c : name) number = number * 10 + static_cast<std::size_t>(c - '0');
        // Where what stands before is kept, its group is the first.
        if (names_.contains("before")) ++number;
      }
      const auto value = values.find(number);
      if (number != 0 && value != values.end()) result += value->second;
    }
    return result;
  }

  std::string text_;
  std::string_view expression_;
  std::string replacement_;
  Tokens tokens_;
  std::map<std::string, std::size_t, std::less<>> names_;
  std::vector<std::size_t> scheme_;
  std::vector<UrlForm> forms_;
  bool failed_ = false;
};

}  // namespace

std::vector<UrlForm> forms_of(std::string_view expression, std::string_view replacement) {
  return Former(expression, std::string(replacement)).run();
}

}  // namespace onward::config::yaml
