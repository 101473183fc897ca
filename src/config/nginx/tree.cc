// SPDX-License-Identifier: MIT
// Directives from words, with a stack in place of recursion: of open blocks, and of files that are
// being read. nginx takes `include` wherever a directive may stand, inside of `map` too. Relative
// paths begin at the folder of the file that was opened first, as nginx's begin at nginx.conf's.
#include "config/nginx/tree.h"

#include "onward/base/error.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace onward::config::nginx {
namespace {

using rules::Severity;

/// Directives behind which a ';' is forgotten now and then, and those that a line begins with then.
bool may_lack_semicolon(std::string_view name) { return name == "return" || name == "rewrite"; }

bool begins_directive(const Word& word, const Word& before) {
  constexpr std::array<std::string_view, 9> kNames{"return", "rewrite", "location", "if",    "set",
                                                   "server", "break",   "include",  "listen"};
  return !word.is_quoted && word.place.line != before.place.line &&
         std::ranges::find(kNames, word.text) != kNames.end();
}

/// Files that hold no redirects on any machine.
bool is_harmless(std::string_view path) {
  return path.ends_with("mime.types") || path.ends_with("_params") ||
         path.ends_with("_params.conf");
}

class Parser {
 public:
  Parser(Includes& includes, rules::Diagnostics& diagnostics)
      : includes_(includes), diagnostics_(diagnostics) {}

  Tree run(const ForeignText& text) {
    Tree tree;
    open_.push_back(&tree.top);
    push(text, "", 0);
    while (!files_.empty()) step();
    for (std::size_t i = 1; i < open_.size(); ++i) {
      say(Severity::Error, open_[i]->name.place, "the block that begins here has no end",
          "nginx refuses the file; what stands in it is read up to the end of the file");
    }
    return tree;
  }

 private:
  struct File {
    Lexer lexer;
    std::string path;
    std::size_t depth = 0;
  };

  void say(Severity severity, const rules::Place& place, std::string what, std::string hint) {
    diagnostics_.push_back({severity, place, std::move(what), std::move(hint)});
  }

  void push(const ForeignText& text, std::string path, std::size_t depth) {
    files_.push_back({Lexer(text, diagnostics_), std::move(path), depth});
  }

  void step() {
    Token token = files_.back().lexer.next();
    switch (token.kind) {
      case Token::Kind::Word:
        add_word(std::move(token.word));
        return;
      case Token::Kind::Semicolon:
        finish_directive();
        return;
      case Token::Kind::Open:
        open_block(token.word.place);
        return;
      case Token::Kind::Close:
        lack_semicolon(token.word.place);
        close_block(token.word.place);
        return;
      case Token::Kind::End:
        lack_semicolon(token.word.place);
        files_.pop_back();
        return;
    }
  }

  void add_word(Word word) {
    if (!words_.empty() && may_lack_semicolon(words_.front().text) && words_.size() > 1 &&
        begins_directive(word, words_.back())) {
      lack_semicolon(word.place);
    }
    words_.push_back(std::move(word));
  }

  void lack_semicolon(const rules::Place& place) {
    if (words_.empty()) return;
    const bool is_clear = may_lack_semicolon(words_.front().text);
    say(is_clear ? Severity::Warning : Severity::Error, words_.front().place,
        "nginx refuses this: there is no ';' behind '" + words_.front().text + "' before line " +
            std::to_string(place.line),
        "it is read as if there were one");
    finish_directive();
  }

  std::optional<Directive> take_directive() {
    if (words_.empty()) return std::nullopt;
    if (++directives_ > kMaxDirectives) {
      if (directives_ == kMaxDirectives + 1) {
        say(Severity::Error, words_.front().place,
            "more than " + std::to_string(kMaxDirectives) + " directives", "divide the file");
      }
      words_.clear();
      return std::nullopt;
    }
    Directive directive;
    directive.name = std::move(words_.front());
    directive.words.assign(std::make_move_iterator(words_.begin() + 1),
                           std::make_move_iterator(words_.end()));
    words_.clear();
    return directive;
  }

  void finish_directive() {
    auto directive = take_directive();
    if (!directive) return;
    if (directive->is() == "include" && directive->words.size() == 1) {
      include(*directive);
    } else {
      open_.back()->block.push_back(std::move(*directive));
    }
  }

  void open_block(const rules::Place& place) {
    if (words_.empty()) {
      say(Severity::Error, place, "nginx refuses this: a '{' with nothing before it",
          "what stands in it is left out");
      files_.back().lexer.skip_raw_block();
      return;
    }
    const bool is_raw = words_.front().text.ends_with("_by_lua_block");
    const bool is_deep = open_.size() > kMaxBlockDepth;
    if (is_raw || is_deep) {
      files_.back().lexer.skip_raw_block();
      if (is_deep) say(Severity::Error, place, "blocks nest too deep", "this one is left out");
    }
    auto directive = take_directive();
    if (!directive) return;
    directive->has_block = true;
    // A pointer into the parent's vector stays good: only the innermost block grows.
    open_.back()->block.push_back(std::move(*directive));
    if (!is_raw && !is_deep) open_.push_back(&open_.back()->block.back());
  }

  void close_block(const rules::Place& place) {
    if (open_.size() == 1) {
      say(Severity::Error, place, "nginx refuses this: a '}' that closes nothing", "remove it");
      return;
    }
    open_.pop_back();
  }

  void include(const Directive& directive) {
    const Word& word = directive.words[0];
    if (word.is_template) {
      return lack(word, "'" + word.text + "' is named by a template, and not read");
    }
    const std::size_t depth = files_.back().depth + 1;
    if (depth > kMaxIncludeDepth) {
      return lack(word, "files include files deeper than " + std::to_string(kMaxIncludeDepth));
    }
    if (word.text.find_first_of("*?[") == std::string::npos)
      return include_file(word, word.text, depth);
    std::vector<std::string> paths = includes_.matching(word.text);
    if (paths.empty()) {
      open_.back()->lacks_include = true;
      say(Severity::Note, word.place, "no file fits '" + word.text + "'", "");
    }
    // The last one that is pushed is read first.
    std::reverse(paths.begin(), paths.end());
    for (const std::string& path : paths) include_file(word, path, depth);
  }

  void include_file(const Word& word, const std::string& path, std::size_t depth) {
    if (is_open(path, depth)) {
      return lack(word, "'" + path + "' includes itself");
    }
    const auto text = includes_.open(path);
    if (!text) {
      if (is_harmless(path)) {
        return say(Severity::Note, word.place, "'" + path + "' is not there", "");
      }
      return lack(word,
                  "'" + path + "' cannot be read: " + std::string(message(text.error().code)));
    }
    push(*text, path, depth);
  }

  /// Whether the file is being read further up, and not only waiting beside this one.
  bool is_open(const std::string& path, std::size_t depth) const {
    return std::ranges::any_of(
        files_, [&](const File& file) { return file.path == path && file.depth < depth; });
  }

  void lack(const Word& word, std::string what) {
    open_.back()->lacks_include = true;
    say(Severity::Warning, word.place, std::move(what),
        "redirects in it are missing here; paths begin at the folder of the first file");
  }

  Includes& includes_;
  rules::Diagnostics& diagnostics_;
  std::vector<File> files_;
  std::vector<Directive*> open_;
  std::vector<Word> words_;
  std::size_t directives_ = 0;
};

}  // namespace

bool Directive::is_template() const {
  return name.is_template || std::ranges::any_of(words, &Word::is_template);
}

const std::string& Directive::word(std::size_t index) const {
  static const std::string kNone;
  return index < words.size() ? words[index].text : kNone;
}

Tree parse(const ForeignText& text, Includes& includes, rules::Diagnostics& diagnostics) {
  return Parser(includes, diagnostics).run(text);
}

}  // namespace onward::config::nginx
