// SPDX-License-Identifier: MIT
// Quantifiers, and the order in which pieces try "" and other things. Each piece's attempts are
// thought of as a list, first to last; prefers_empty says that "" may stand before something else.
#include "url/regexp/shape.h"

namespace onward::url {
namespace {

// "{" n "}", "{" n ",}" or "{" n "," m "}".
std::optional<Quantifier> read_braces(RegexpCursor& cursor) {
  const auto minimum = read_number(cursor);
  if (!minimum) return std::nullopt;
  Quantifier q{.minimum = *minimum, .maximum = *minimum};
  if (cursor.consume(",")) q.maximum = read_number(cursor).value_or(kNoMaximum);
  if (!cursor.consume("}") || q.maximum < q.minimum) return std::nullopt;
  return q;
}

}  // namespace

std::optional<std::uint64_t> read_number(RegexpCursor& cursor) {
  const std::size_t start = cursor.at;
  std::uint64_t value = 0;
  while (cursor.peek() >= '0' && cursor.peek() <= '9') {
    const auto digit = static_cast<std::uint64_t>(cursor.peek() - '0');
    value = value > kNoMaximum / 16 ? kNoMaximum - 1 : value * 10 + digit;
    ++cursor.at;
  }
  if (cursor.at == start) return std::nullopt;
  return value;
}

Result<std::optional<Quantifier>> read_quantifier(RegexpCursor& cursor) {
  const std::size_t start = cursor.at;
  std::optional<Quantifier> q;
  if (cursor.consume("*")) {
    q = Quantifier{};
  } else if (cursor.consume("+")) {
    q = Quantifier{.minimum = 1};
  } else if (cursor.consume("?")) {
    q = Quantifier{.maximum = 1};
  } else if (cursor.consume("{")) {
    q = read_braces(cursor);
    if (!q) return fail(ErrorCode::PatternRegexpSyntax, start);
  } else {
    return q;
  }
  q->lazy = cursor.consume("?");
  if (q->minimum > kMaxRegexpRepeat || (q->bounded() && q->maximum > kMaxRegexpRepeat)) {
    return fail(ErrorCode::PatternTooComplex, start);
  }
  return q;
}

std::string to_re2(const Quantifier& q) {
  std::string result;
  if (q.minimum == 0 && q.maximum == 1) {
    result = "?";
  } else if (!q.bounded() && q.minimum <= 1) {
    result = q.minimum == 0 ? "*" : "+";
  } else {
    result = '{' + std::to_string(q.minimum);
    if (q.may_vary()) result += ',' + (q.bounded() ? std::to_string(q.maximum) : "");
    result += '}';
  }
  if (q.lazy) result += '?';
  return result;
}

// "" comes before something else only if it does so in either of them.
MatchShape concatenated(const MatchShape& a, const MatchShape& b) {
  MatchShape both;
  both.empty = a.empty && b.empty;
  both.nonempty = a.nonempty || b.nonempty;
  both.prefers_empty = both.empty && (a.prefers_empty || b.prefers_empty);
  return both;
}

MatchShape alternated(const MatchShape& a, const MatchShape& b) {
  MatchShape either;
  either.empty = a.empty || b.empty;
  either.nonempty = a.nonempty || b.nonempty;
  either.prefers_empty = a.prefers_empty || b.prefers_empty || (a.empty && b.nonempty);
  return either;
}

MatchShape repeated(const MatchShape& body, const Quantifier& q) {
  if (q.maximum == 0) return kOnlyEmpty;
  MatchShape shape;
  shape.nonempty = body.nonempty;
  shape.empty = q.minimum == 0 || body.empty;
  if (!shape.empty) return shape;
  const bool stops_first = q.lazy && q.may_vary() && body.nonempty;
  shape.prefers_empty = stops_first || (q.minimum > 0 && body.prefers_empty);
  return shape;
}

}  // namespace onward::url
