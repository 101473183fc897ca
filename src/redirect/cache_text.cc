// SPDX-License-Identifier: MIT
// The cache as text, and back. Lines, each ended by LF, whose first word says what they are:
//
//   text    = "onward-redirect-cache 1" LF *entry "end " count LF
//   entry   = "entry " ( "GET" / "HEAD" ) " " url LF "status " 3DIGIT LF
//             "times " seconds " " seconds LF *select *field
//   select  = ( "vary " name ": " value / "without " name ) LF
//   field   = "field " name ": " value LF
//
// What would not be written so is not read: a damaged file must not send a request anywhere.
#include "onward/redirect/cache.h"
#include "redirect/cache_state.h"

#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <utility>

namespace onward::redirect {
namespace {

constexpr std::string_view kFirstLine = "onward-redirect-cache 1";

/// Seconds since 1970 of the last day of the year 9999, the last time that HTTP can write.
constexpr std::int64_t kLastSecond = 253'402'300'799;

void append_line(std::string& text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) text += word;
  text += '\n';
}

void append_entry(std::string& text, const Entry& entry) {
  const auto seconds = [](std::chrono::sys_seconds time) {
    return std::to_string(time.time_since_epoch().count());
  };
  append_line(text, {"entry ", entry.method.name(), " ", entry.url});
  append_line(text, {"status ", std::to_string(entry.status.code())});
  append_line(text, {"times ", seconds(entry.times.requested), " ", seconds(entry.times.received)});
  for (const Selecting& field : entry.selecting) {
    if (field.value) {
      append_line(text, {"vary ", field.name, ": ", *field.value});
    } else {
      append_line(text, {"without ", field.name});
    }
  }
  for (const http::Field field : entry.fields.view()) {
    append_line(text, {"field ", field.name, ": ", field.value});
  }
}

/// A number as std::to_string writes it, and nothing else.
std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  if (number < 0 || number > kLastSecond || std::to_string(number) != text) return {};
  return number;
}

/// "Name: value".
std::optional<http::Field> read_field(std::string_view text) {
  const std::size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return {};
  const http::Field field{text.substr(0, colon), text.substr(colon + 2)};
  if (!http::is_token(field.name) || !http::is_field_value(field.value)) return {};
  return field;
}

/// Reads line by line; what a line means is taken off its front by its word.
class CacheReader {
 public:
  explicit CacheReader(std::string_view text) : text_(text) {}

  /// On to the next line; false where no line ends.
  bool next() {
    line_begin_ = next_begin_;
    const std::size_t end = text_.find('\n', line_begin_);
    if (end == std::string_view::npos) return false;
    line_ = text_.substr(line_begin_, end - line_begin_);
    next_begin_ = end + 1;
    return true;
  }
  /// What stands behind `word` in this line; nullopt where it is another line.
  std::optional<std::string_view> behind(std::string_view word) const {
    if (!line_.starts_with(word)) return {};
    return line_.substr(word.size());
  }
  std::string_view line() const { return line_; }
  bool at_end() const { return next_begin_ == text_.size(); }
  tl::unexpected<Error> refuse(ErrorCode code) const { return fail(code, line_begin_); }

 private:
  std::string_view text_;
  std::string_view line_;
  std::size_t line_begin_ = 0;
  std::size_t next_begin_ = 0;
};

/// "GET https://…", with a URL that is written as the cache writes it.
std::optional<Entry> read_subject(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return {};
  const auto method = http::Method::parse(text.substr(0, space));
  const auto url = url::parse(text.substr(space + 1));
  if (!method || !url || !is_get_or_head(*method)) return {};
  if (cache_url(*url) != text.substr(space + 1)) return {};
  return Entry{.method = *method,
               .url = std::string(url->href()),
               .status = http::Status(307),
               .fields = {},
               .times = {},
               .selecting = {},
               .freshness = {},
               .is_asked_each_time = false};
}

bool read_times(std::string_view text, ExchangeTimes& times) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return false;
  const auto requested = read_number(text.substr(0, space));
  const auto received = read_number(text.substr(space + 1));
  if (!requested || !received) return false;
  times.requested = std::chrono::sys_seconds{std::chrono::seconds{*requested}};
  times.received = std::chrono::sys_seconds{std::chrono::seconds{*received}};
  return true;
}

bool read_status(std::string_view text, http::Status& status) {
  const auto parsed = http::Status::parse(text);
  if (!parsed || !is_kept(*parsed)) return false;
  status = *parsed;
  return true;
}

/// One line of those that may stand several times; false for any other, and for a "vary" behind
/// the first "field".
bool read_listed(const CacheReader& reader, Entry& entry) {
  if (const auto text = reader.behind("field ")) {
    const auto field = read_field(*text);
    if (!field) return false;
    return entry.fields
        .add(http::FieldName::parse(field->name).value(),
             http::FieldValue::parse(field->value).value())
        .has_value();
  }
  if (entry.fields.size() != 0) return false;
  if (const auto text = reader.behind("without ")) {
    entry.selecting.push_back({std::string(*text), {}});
    return http::is_token(*text);
  }
  const auto text = reader.behind("vary ");
  const auto field = text ? read_field(*text) : std::nullopt;
  if (!field) return false;
  entry.selecting.push_back({std::string(field->name), std::string(field->value)});
  return true;
}

/// Whether it says of each field that Vary names what the request had, and of no other; and holds
/// nothing that is not written.
bool is_whole(const Entry& entry) {
  const std::string vary = entry.fields.view().combined("Vary").value_or("");
  http::ListElements names(vary);
  for (const Selecting& field : entry.selecting) {
    if (!names.next() || names.element() != field.name) return false;
  }
  return !names.next() && entry.may_be_written();
}

/// The entry whose first line was read; ends on the first line behind it.
Result<Entry> read_entry(CacheReader& reader) {
  auto entry = read_subject(reader.behind("entry ").value_or(""));
  if (!entry) return reader.refuse(ErrorCode::CacheLineInvalid);
  if (!reader.next()) return reader.refuse(ErrorCode::CacheUnfinished);
  if (!read_status(reader.behind("status ").value_or(""), entry->status)) {
    return reader.refuse(ErrorCode::CacheLineInvalid);
  }
  if (!reader.next()) return reader.refuse(ErrorCode::CacheUnfinished);
  if (!read_times(reader.behind("times ").value_or(""), entry->times)) {
    return reader.refuse(ErrorCode::CacheLineInvalid);
  }
  while (reader.next()) {
    if (reader.behind("entry ") || reader.behind("end ")) {
      if (!is_whole(*entry)) return reader.refuse(ErrorCode::CacheLineInvalid);
      return *std::move(entry);
    }
    if (!read_listed(reader, *entry)) return reader.refuse(ErrorCode::CacheLineInvalid);
  }
  return reader.refuse(ErrorCode::CacheUnfinished);
}

}  // namespace

std::string Cache::to_text() const {
  std::string text;
  append_line(text, {kFirstLine});
  std::size_t count = 0;
  for (const Entry& entry : state_->entries()) {
    if (!entry.may_be_written()) continue;
    append_entry(text, entry);
    ++count;
  }
  append_line(text, {"end ", std::to_string(count)});
  return text;
}

Result<Cache> Cache::parse(std::string_view text, const CacheSettings& settings) {
  CacheReader reader(text);
  if (!reader.next() || reader.line() != kFirstLine) {
    return reader.refuse(ErrorCode::CacheVersionUnknown);
  }
  if (!reader.next()) return reader.refuse(ErrorCode::CacheUnfinished);
  Cache cache(settings);
  std::int64_t count = 0;
  for (; reader.behind("entry "); ++count) {
    auto entry = read_entry(reader);
    if (!entry) return fail(entry.error());
    // What these settings would not have kept is no mistake of the text.
    if (complete(*entry, settings)) cache.state_->insert(*std::move(entry));
  }
  const auto promised = reader.behind("end ");
  if (!promised || read_number(*promised) != count || !reader.at_end()) {
    return reader.refuse(ErrorCode::CacheLineInvalid);
  }
  return cache;
}

}  // namespace onward::redirect
