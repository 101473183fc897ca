// SPDX-License-Identifier: MIT
// URLPattern: "parse a pattern string". The grammar, over the tokens of token.h:
//
//   pattern  = *( group / "{" text [ name ] [ matcher ] text "}" [ modifier ] / text )
//   group    = [ prefix ] ( name [ Regexp ] / matcher ) [ modifier ]
//   matcher  = Regexp / "*"
//   modifier = "?" / "+" / "*"
//   text     = *( Char / EscapedChar )
//
// Fixed text is collected for as long as it goes, because its canonical form may depend on all of
// it: a dot segment, a host name.
#include "url/pattern/parse.h"

#include "url/pattern/token.h"

#include <optional>
#include <unordered_set>
#include <utility>

namespace onward::url {
namespace {

// The pieces of a group as they were written; null where one is absent.
struct Group {
  std::string prefix;
  const Token* name = nullptr;
  const Token* matcher = nullptr;  // Regexp or Asterisk
  std::string suffix;
  const Token* modifier = nullptr;
  std::size_t start = 0;  // byte offset of the group
};

Modifier modifier_of(const Token* token) {
  if (!token) return Modifier::None;
  if (token->value == "?") return Modifier::Optional;
  return token->value == "*" ? Modifier::ZeroOrMore : Modifier::OneOrMore;
}

class PatternParser {
 public:
  PatternParser(std::vector<Token> tokens, const PartOptions& options, EncodingCallback encode)
      : tokens_(std::move(tokens)),
        options_(options),
        encode_(encode),
        segment_wildcard_(segment_wildcard_regexp(options)) {}

  Result<PartList> run() {
    while (at_ < tokens_.size()) {
      if (auto done = step(); !done) return fail(done.error());
    }
    return std::move(parts_);
  }

 private:
  Result<void> step() {
    Group group;
    group.start = here();
    const Token* const character = try_consume(TokenType::Char);
    group.name = try_consume(TokenType::Name);
    group.matcher = try_consume_matcher(group.name);
    if (group.name || group.matcher) return add_bare_group(character, group);
    const Token* const fixed = character ? character : try_consume(TokenType::EscapedChar);
    if (fixed) {
      append_pending(fixed->value, group.start);
      return {};
    }
    if (try_consume(TokenType::Open)) return braced_group(group);
    if (auto flushed = flush_pending(); !flushed) return flushed;
    return require(TokenType::End);
  }

  // [prefix] name, regexp or "*", without braces: only the options' prefix character is a prefix.
  Result<void> add_bare_group(const Token* character, Group& group) {
    if (character) {
      const std::string_view prefix = character->value;
      if (options_.prefix != '\0' && prefix == std::string_view(&options_.prefix, 1)) {
        group.prefix = prefix;
      } else {
        append_pending(prefix, group.start);
      }
    }
    if (auto flushed = flush_pending(); !flushed) return flushed;
    group.modifier = try_consume_modifier();
    return add_part(group);
  }

  Result<void> braced_group(Group& group) {
    group.prefix = consume_text();
    group.name = try_consume(TokenType::Name);
    group.matcher = try_consume_matcher(group.name);
    group.suffix = consume_text();
    if (auto closed = require(TokenType::Close); !closed) return closed;
    group.modifier = try_consume_modifier();
    return add_part(group);
  }

  // URLPattern: "add a part".
  Result<void> add_part(const Group& group) {
    const Modifier modifier = modifier_of(group.modifier);
    if (!group.name && !group.matcher) {
      if (modifier == Modifier::None) {
        append_pending(group.prefix, group.start);
        return {};
      }
      if (auto flushed = flush_pending(); !flushed) return flushed;
      if (group.prefix.empty()) return {};
      return add_fixed_text(group.prefix, modifier, group.start);
    }
    if (auto flushed = flush_pending(); !flushed) return flushed;
    Part part;
    part.modifier = modifier;
    set_matcher(group, part);
    part.name = group.name ? std::string(group.name->value) : std::to_string(next_number_++);
    if (!names_.insert(part.name).second) {
      return fail(ErrorCode::PatternDuplicateName, group.name ? group.name->index : group.start);
    }
    auto prefix = encoded(group.prefix, group.start);
    if (!prefix) return fail(prefix.error());
    auto suffix = encoded(group.suffix, group.start);
    if (!suffix) return fail(suffix.error());
    part.prefix = std::move(*prefix);
    part.suffix = std::move(*suffix);
    parts_.push_back(std::move(part));
    return {};
  }

  // A regexp group that says the same as a wildcard is one.
  void set_matcher(const Group& group, Part& part) const {
    part.offset = group.start;
    if (!group.matcher) {
      part.type = PartType::SegmentWildcard;
    } else if (group.matcher->type == TokenType::Asterisk ||
               group.matcher->value == kFullWildcardRegexp) {
      part.type = PartType::FullWildcard;
    } else if (group.matcher->value == segment_wildcard_) {
      part.type = PartType::SegmentWildcard;
    } else {
      part.type = PartType::Regexp;
      part.value = group.matcher->value;
      part.offset = group.matcher->index + 1;  // behind the "("
    }
  }

  void append_pending(std::string_view text, std::size_t start) {
    if (pending_.empty()) pending_start_ = start;
    pending_ += text;
  }

  // URLPattern: "maybe add a part from the pending fixed value".
  Result<void> flush_pending() {
    if (pending_.empty()) return {};
    return add_fixed_text(std::exchange(pending_, {}), Modifier::None, pending_start_);
  }

  Result<void> add_fixed_text(const std::string& text, Modifier modifier, std::size_t start) {
    auto value = encoded(text, start);
    if (!value) return fail(value.error());
    Part part;
    part.modifier = modifier;
    part.value = std::move(*value);
    part.offset = start;
    parts_.push_back(std::move(part));
    return {};
  }

  Result<std::string> encoded(std::string_view text, std::size_t start) const {
    auto result = encode_(text);
    if (!result) return fail(result.error().code, start);
    return result;
  }

  std::size_t here() const { return tokens_[at_].index; }

  const Token* try_consume(TokenType type) {
    if (at_ >= tokens_.size() || tokens_[at_].type != type) return nullptr;
    return &tokens_[at_++];
  }

  const Token* try_consume_matcher(const Token* name) {
    const Token* token = try_consume(TokenType::Regexp);
    if (!token && !name) token = try_consume(TokenType::Asterisk);
    return token;
  }

  const Token* try_consume_modifier() {
    const Token* const token = try_consume(TokenType::OtherModifier);
    return token ? token : try_consume(TokenType::Asterisk);
  }

  Result<void> require(TokenType type) {
    const std::size_t where = here();
    if (!try_consume(type)) return fail(ErrorCode::PatternSyntax, where);
    return {};
  }

  std::string consume_text() {
    std::string text;
    while (true) {
      const Token* token = try_consume(TokenType::Char);
      if (!token) token = try_consume(TokenType::EscapedChar);
      if (!token) return text;
      text += token->value;
    }
  }

  std::vector<Token> tokens_;
  const PartOptions& options_;
  EncodingCallback encode_;
  std::string segment_wildcard_;
  std::size_t at_ = 0;
  PartList parts_;
  std::unordered_set<std::string> names_;
  std::string pending_;
  std::size_t pending_start_ = 0;
  std::size_t next_number_ = 0;
};

}  // namespace

Result<PartList> parse_pattern_string(std::string_view input, const PartOptions& options,
                                      EncodingCallback encode) {
  auto tokens = tokenize(input, TokenizePolicy::Strict);
  if (!tokens) return fail(tokens.error());
  return PatternParser(std::move(*tokens), options, encode).run();
}

}  // namespace onward::url
