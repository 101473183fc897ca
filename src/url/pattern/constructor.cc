// SPDX-License-Identifier: MIT
// URLPattern, "Constructor string parsing": a state machine like the URL parser's, but over
// tokens, so that the ":" of ":name" is never a port's and nothing inside {…} or (…) ends a
// component. Components are taken out as substrings and not changed.
#include "base/check.h"
#include "url/pattern/encode.h"
#include "url/pattern/init.h"
#include "url/pattern/state.h"
#include "url/pattern/token.h"

#include <array>
#include <string>

namespace onward::url {
namespace {

enum class State : std::uint8_t {
  Init,
  Protocol,
  Authority,
  Username,
  Password,
  Hostname,
  Port,
  Pathname,
  Search,
  Hash,
  Done,
};

bool is_one_of(State state, std::initializer_list<State> list) {
  for (const State s : list) {
    if (s == state) return true;
  }
  return false;
}

PatternComponent component_of(State state) {
  switch (state) {
    case State::Protocol:
      return PatternComponent::Protocol;
    case State::Username:
      return PatternComponent::Username;
    case State::Password:
      return PatternComponent::Password;
    case State::Hostname:
      return PatternComponent::Hostname;
    case State::Port:
      return PatternComponent::Port;
    case State::Pathname:
      return PatternComponent::Pathname;
    case State::Search:
      return PatternComponent::Search;
    default:
      return PatternComponent::Hash;
  }
}

class ConstructorStringParser {
 public:
  ConstructorStringParser(std::string_view input, std::vector<Token> tokens)
      : input_(input), tokens_(std::move(tokens)) {}

  Result<ConstructorString> run() {
    while (at_ < tokens_.size() && state_ != State::Done) {
      increment_ = 1;
      if (tokens_[at_].type == TokenType::End) {
        end();
      } else if (!inside_braces()) {
        if (auto done = step(); !done) return fail(done.error());
      }
      at_ += increment_;
    }
    const auto& hostname = result(PatternComponent::Hostname);
    auto& port = result(PatternComponent::Port);
    // "https://example.com/*" is the origin with the default port, not with any.
    if (hostname && !port) port = "";
    return std::move(result_);
  }

 private:
  std::optional<std::string>& result(PatternComponent c) { return result_.components[index_of(c)]; }

  // At the End token: without a ":" it was a relative string, without an "@" there was no user.
  void end() {
    if (state_ == State::Init) {
      rewind();
      if (is_character('#')) return change_state(State::Hash, 1);
      if (is_search_prefix()) return change_state(State::Search, 1);
      return change_state(State::Pathname, 0);
    }
    if (state_ == State::Authority) return rewind_to(State::Hostname);
    change_state(State::Done, 0);
  }

  // Keeps count of "{" and "}"; true for what stands between them. The last "}" is looked at by
  // the state, like any other token.
  bool inside_braces() {
    if (tokens_[at_].type == TokenType::Open) {
      ++depth_;
      return true;
    }
    if (depth_ == 0) return false;
    if (tokens_[at_].type != TokenType::Close) return true;
    --depth_;
    return false;
  }

  Result<void> step() {
    switch (state_) {
      case State::Init:
        if (is_character(':')) rewind_to(State::Protocol);
        break;
      case State::Protocol:
        return protocol();
      case State::Authority:
        if (is_character('@')) {
          rewind_to(State::Username);
        } else if (is_character('/') || is_search_prefix() || is_character('#')) {
          rewind_to(State::Hostname);
        }
        break;
      case State::Username:
        if (is_character(':')) return change(State::Password);
        if (is_character('@')) return change(State::Hostname);
        break;
      case State::Password:
        if (is_character('@')) return change(State::Hostname);
        break;
      case State::Hostname:
        hostname();
        break;
      case State::Port:
        if (is_character('/')) {
          change_state(State::Pathname, 0);
          break;
        }
        search_or_hash();
        break;
      case State::Pathname:
        search_or_hash();
        break;
      case State::Search:
        if (is_character('#')) return change(State::Hash);
        break;
      case State::Hash:
      case State::Done:
        break;
    }
    return {};
  }

  Result<void> change(State state) {
    change_state(state, 1);
    return {};
  }

  Result<void> protocol() {
    if (!is_character(':')) return {};
    if (auto computed = compute_special(); !computed) return computed;
    const bool slashes = is_character('/', 1) && is_character('/', 2);
    if (slashes) {
      change_state(State::Authority, 3);
    } else {
      change_state(special_ ? State::Authority : State::Pathname, 1);
    }
    return {};
  }

  void hostname() {
    if (is_character('[')) {
      ++brackets_;
    } else if (is_character(']')) {
      --brackets_;
    } else if (is_character(':') && brackets_ == 0) {
      change_state(State::Port, 1);
    } else if (is_character('/')) {
      change_state(State::Pathname, 0);
    } else {
      search_or_hash();
    }
  }

  void search_or_hash() {
    if (is_search_prefix()) {
      change_state(State::Search, 1);
    } else if (is_character('#')) {
      change_state(State::Hash, 1);
    }
  }

  // URLPattern: "compute protocol matches a special scheme flag". A special scheme has an
  // authority even without "//", and a pathname that defaults to "/".
  Result<void> compute_special() {
    const auto component = compile_component(component_text(), kDefaultOptions, encode_protocol);
    if (!component) {
      return fail(component.error().code, component.error().offset + component_offset());
    }
    special_ = matches_special_scheme(*component);
    return {};
  }

  // URLPattern: "change state": stores the component that ends here, and those that were skipped.
  void change_state(State next, std::size_t skip) {
    if (!is_one_of(state_, {State::Init, State::Authority, State::Done})) {
      const PatternComponent component = component_of(state_);
      result(component) = component_text();
      result_.starts[index_of(component)] = component_offset();
    }
    if (state_ != State::Init && next != State::Done) fill_skipped(next);
    state_ = next;
    at_ += skip;
    component_start_ = at_;
    increment_ = 0;
  }

  void fill_skipped(State next) {
    using enum State;
    const auto fill = [this](PatternComponent component, const char* value) {
      if (!result(component)) result(component) = value;
    };
    if (is_one_of(state_, {Protocol, Authority, Username, Password}) &&
        is_one_of(next, {Port, Pathname, Search, Hash})) {
      fill(PatternComponent::Hostname, "");
    }
    if (is_one_of(state_, {Protocol, Authority, Username, Password, Hostname, Port}) &&
        is_one_of(next, {Search, Hash})) {
      fill(PatternComponent::Pathname, special_ ? "/" : "");
    }
    if (state_ != Search && state_ != Hash && next == Hash) fill(PatternComponent::Search, "");
  }

  void rewind() {
    at_ = component_start_;
    increment_ = 0;
  }

  void rewind_to(State state) {
    rewind();
    state_ = state;
  }

  // URLPattern: "get a safe token".
  const Token& token(std::size_t index) const {
    return index < tokens_.size() ? tokens_[index] : tokens_.back();
  }

  // URLPattern: "is a non-special pattern char", `ahead` tokens from here.
  bool is_character(char c, std::size_t ahead = 0) const {
    const Token& t = token(at_ + ahead);
    if (t.value != std::string_view(&c, 1)) return false;
    return t.type == TokenType::Char || t.type == TokenType::EscapedChar ||
           t.type == TokenType::InvalidChar;
  }

  // URLPattern: "is a search prefix": "?" is a modifier only behind a group.
  bool is_search_prefix() const {
    if (is_character('?')) return true;
    if (tokens_[at_].value != "?") return false;
    if (at_ == 0) return true;
    const TokenType before = tokens_[at_ - 1].type;
    return before != TokenType::Name && before != TokenType::Regexp && before != TokenType::Close &&
           before != TokenType::Asterisk;
  }

  std::size_t component_offset() const { return token(component_start_).index; }

  // URLPattern: "make a component string".
  std::string component_text() const {
    CHECK(at_ < tokens_.size());
    const std::size_t start = component_offset();
    return std::string(input_.substr(start, tokens_[at_].index - start));
  }

  std::string_view input_;
  std::vector<Token> tokens_;
  ConstructorString result_;
  std::size_t component_start_ = 0;
  std::size_t at_ = 0;
  std::size_t increment_ = 1;
  std::size_t depth_ = 0;
  std::ptrdiff_t brackets_ = 0;
  bool special_ = false;
  State state_ = State::Init;
};

}  // namespace

Result<ConstructorString> parse_constructor_string(std::string_view input) {
  auto tokens = tokenize(input, TokenizePolicy::Lenient);
  if (!tokens) return fail(tokens.error());
  return ConstructorStringParser(input, std::move(*tokens)).run();
}

}  // namespace onward::url
