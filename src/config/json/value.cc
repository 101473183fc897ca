// SPDX-License-Identifier: MIT
// The only file that includes Boost.JSON's parser of events. It tells no places, so the text is fed
// to it in pieces that end behind a quote, a bracket, a comma, a colon or a line: what an event is
// about then begins at a byte that is known. Nesting is kept on a stack of our own.
#include "config/json/value.h"

#include "config/lines.h"

#include <algorithm>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>

namespace onward::config {
namespace {

using boost::json::error_code;
using boost::json::string_view;

constexpr std::string_view kPieceEnds = "\"{}[],:\n";
constexpr std::string_view kSpace = " \t\r\n,:";

/// Takes the parser's events. Its names are what Boost.JSON calls.
class Builder {
 public:
  static constexpr std::size_t max_object_size = kMaxJsonValues;
  static constexpr std::size_t max_array_size = kMaxJsonValues;
  static constexpr std::size_t max_key_size = kMaxJsonBytes;
  static constexpr std::size_t max_string_size = kMaxJsonBytes;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return open(JsonValue::Kind::Object, ec); }
  bool on_object_end(std::size_t, error_code& ec) { return close(ec); }
  bool on_array_begin(error_code& ec) { return open(JsonValue::Kind::Array, ec); }
  bool on_array_end(std::size_t, error_code& ec) { return close(ec); }
  bool on_key_part(string_view part, std::size_t, error_code&) { return append(part); }
  bool on_key(string_view part, std::size_t, error_code&) {
    append(part);
    in_string = false;
    keys_.back() = {std::exchange(text_, {}), place, {}};
    return true;
  }
  bool on_string_part(string_view part, std::size_t, error_code&) { return append(part); }
  bool on_string(string_view part, std::size_t, error_code& ec) {
    append(part);
    in_string = false;
    JsonValue value = value_of(JsonValue::Kind::String);
    value.string = std::exchange(text_, {});
    return add(std::move(value), ec);
  }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, string_view, error_code& ec) {
    return add_number(static_cast<double>(number), ec);
  }
  bool on_uint64(std::uint64_t number, string_view, error_code& ec) {
    return add_number(static_cast<double>(number), ec);
  }
  bool on_double(double number, string_view, error_code& ec) { return add_number(number, ec); }
  bool on_bool(bool boolean, error_code& ec) {
    JsonValue value = value_of(JsonValue::Kind::Boolean);
    value.boolean = boolean;
    return add(std::move(value), ec);
  }
  bool on_null(error_code& ec) { return add(value_of(JsonValue::Kind::Null), ec); }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) {
    in_string = false;
    return true;
  }

  rules::Place place;      ///< where the token begins that comes next
  bool in_string = false;  ///< a quote was met and not the one that ends it
  JsonValue document;

 private:
  JsonValue value_of(JsonValue::Kind kind) const {
    JsonValue value;
    value.kind = kind;
    value.place = place;
    return value;
  }

  bool append(string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool add_number(double number, error_code& ec) {
    JsonValue value = value_of(JsonValue::Kind::Number);
    value.number = number;
    return add(std::move(value), ec);
  }

  bool open(JsonValue::Kind kind, error_code& ec) {
    stack_.push_back(value_of(kind));
    keys_.emplace_back();
    return count(ec);
  }

  bool close(error_code& ec) {
    JsonValue value = std::move(stack_.back());
    stack_.pop_back();
    keys_.pop_back();
    return add(std::move(value), ec);
  }

  bool add(JsonValue value, error_code& ec) {
    if (stack_.empty()) {
      document = std::move(value);
    } else if (stack_.back().kind == JsonValue::Kind::Array) {
      stack_.back().items.push_back(std::move(value));
    } else {
      keys_.back().value = std::move(value);
      stack_.back().members.push_back(std::move(keys_.back()));
    }
    return count(ec);
  }

  bool count(error_code& ec) {
    if (++values_ <= kMaxJsonValues) return true;
    ec = boost::json::error::array_too_large;
    return false;
  }

  std::vector<JsonValue> stack_;
  std::vector<JsonMember> keys_;  ///< the key that waits for its value, one for each of stack_
  std::string text_;
  std::size_t values_ = 0;
};

std::string reason(const error_code& ec) {
  switch (static_cast<boost::json::error>(ec.value())) {
    case boost::json::error::incomplete:
      return "the text ends too early";
    case boost::json::error::extra_data:
      return "something stands behind the end of the document";
    case boost::json::error::too_deep:
      return "more than 32 brackets are nested";
    case boost::json::error::array_too_large:
    case boost::json::error::object_too_large:
      return "more than 2,000,000 values";
    default:
      return "this is not expected here";
  }
}

/// Feeds a text piece by piece.
class Feed {
 public:
  Feed(std::string_view text, JsonDialect dialect, std::uint32_t file)
      : text_(text), parser_(options(dialect)) {
    builder().place = {file, 1, 1};
    here_ = {file, 1, 1};
  }

  /// Where the text stops to be JSON, and why; nullopt where it does not.
  std::optional<std::pair<rules::Place, std::string>> run() {
    while (at_ < text_.size()) {
      const std::size_t size = piece_size();
      if (auto fault = feed(text_.substr(at_, size))) return fault;
    }
    error_code ec;
    parser_.write_some(false, "", 0, ec);
    if (ec) return std::pair(here_, reason(ec));
    return {};
  }

  Builder& builder() { return parser_.handler(); }

 private:
  static boost::json::parse_options options(JsonDialect dialect) {
    boost::json::parse_options options;
    options.max_depth = kMaxJsonDepth;
    options.allow_comments = dialect == JsonDialect::Lenient;
    options.allow_trailing_commas = dialect == JsonDialect::Lenient;
    return options;
  }

  /// How long the next piece is. A comment is one of its own: its quotes are none.
  std::size_t piece_size() {
    const std::size_t end = text_.find_first_of(kPieceEnds, at_);
    const std::size_t size = (end == std::string_view::npos ? text_.size() : end + 1) - at_;
    if (builder().in_string) return size;
    const std::size_t slash = text_.substr(at_, size).find('/');
    if (slash == std::string_view::npos) return size;
    if (slash > 0) return slash;
    const bool is_block = text_.substr(at_).starts_with("/*");
    const std::string_view mark = is_block ? "*/" : "\n";
    const std::size_t close = text_.find(mark, at_);
    return (close == std::string_view::npos ? text_.size() : close + mark.size()) - at_;
  }

  /// The place of a byte of the piece that begins here.
  rules::Place place_of(std::size_t offset) const {
    return {here_.file, here_.line, here_.column + static_cast<std::uint32_t>(offset)};
  }

  std::optional<std::pair<rules::Place, std::string>> feed(std::string_view piece) {
    const char last = piece.back();
    if (!builder().in_string && piece[0] != '/') {
      const std::size_t first = std::min(piece.find_first_not_of(kSpace), piece.size() - 1);
      const bool opens = last == '"' || last == '{' || last == '[';
      builder().place = place_of(opens ? piece.size() - 1 : first);
      builder().in_string = last == '"';
    }
    error_code ec;
    const std::size_t taken = parser_.write_some(true, piece.data(), piece.size(), ec);
    if (!ec && taken < piece.size() &&
        piece.find_first_not_of(" \t\r\n", taken) != std::string_view::npos) {
      ec = boost::json::error::extra_data;
    }
    if (ec) return std::pair(place_of(std::min(taken, piece.size() - 1)), reason(ec));
    at_ += piece.size();
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(piece, '\n'));
    const std::size_t behind = piece.size() - (piece.rfind('\n') + 1);
    here_ = lines == 0 ? place_of(piece.size())
                       : rules::Place{here_.file, here_.line + lines,
                                      static_cast<std::uint32_t>(behind) + 1};
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  rules::Place here_;
  boost::json::basic_parser<Builder> parser_;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    if (member->key == key) return &member->value;
  }
  return nullptr;
}

const JsonValue* JsonValue::string_of(std::string_view key) const {
  const JsonValue* value = find(key);
  return value != nullptr && value->is(Kind::String) ? value : nullptr;
}

std::optional<JsonValue> parse_json(std::string_view text, JsonDialect dialect, Report& report) {
  if (text.size() > kMaxJsonBytes) {
    report.error({}, "the file is longer than 64 MiB");
    return {};
  }
  Feed feed(without_mark(text), dialect, report.file());
  if (auto fault = feed.run()) {
    report.error_at(fault->first, "not valid JSON: " + fault->second);
    return {};
  }
  return std::move(feed.builder().document);
}

bool has_json_key(std::string_view text, std::string_view key) {
  constexpr std::size_t kLookedAt = std::size_t{64} * 1024;
  text = without_mark(text).substr(0, kLookedAt);
  if (!trimmed(text.substr(0, 256)).starts_with('{')) return false;
  int depth = 0;
  bool wants_key = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '{' || c == '[') wants_key = ++depth == 1;
    if (c == '}' || c == ']') --depth;
    if (c == ',') wants_key = depth == 1;
    if (c != '"') continue;
    const std::size_t begin = i + 1;
    for (++i; i < text.size() && text[i] != '"'; ++i) {
      if (text[i] == '\\') ++i;
    }
    if (wants_key && text.substr(begin, std::min(i, text.size()) - begin) == key) return true;
    wants_key = false;
  }
  return false;
}

}  // namespace onward::config
