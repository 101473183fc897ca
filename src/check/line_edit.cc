// SPDX-License-Identifier: MIT
// Each format has one plain way to write a target; what is written in another way (an escape in a
// TOML string, a quoted cell with quotes in it) is for a person.
#include "check/line_edit.h"

#include "config/csv/columns.h"
#include "config/csv/csv.h"
#include "config/lines.h"
#include "rules/target.h"

#include <algorithm>

namespace onward::check {
namespace {

using config::Format;

/// A TOML string without escapes. `column` is that of its first byte behind the quote.
std::optional<Edit> edit_of_string(const LineIndex::Found& line, std::size_t column,
                                   std::string_view was, const std::string& target) {
  if (column == 0) return std::nullopt;
  const char quote = line.text[column - 1];
  const std::string_view rest = line.text.substr(column);
  if ((quote != '"' && quote != '\'') || !rest.starts_with(was)) return std::nullopt;
  if (rest.size() <= was.size() || rest[was.size()] != quote) return std::nullopt;
  if (target.find(quote) != target.npos) return std::nullopt;
  return Edit{line.at + column, was.size(), target};
}

std::optional<Edit> edit_of_word(const LineIndex::Found& line, std::size_t column,
                                 const std::string& target) {
  const std::string_view rest = line.text.substr(column);
  const std::size_t end = std::min(rest.find_first_of(" \t\r"), rest.size());
  return Edit{line.at + column, end, target};
}

/// The only cell that leads where the row leads.
std::optional<Edit> edit_of_cell(const LineIndex::Found& line, char separator, std::string_view was,
                                 const std::string& target) {
  config::CsvReader reader(line.text, separator);
  config::Record record;
  if (reader.next(record) != config::RecordStatus::Read) return std::nullopt;
  std::optional<Edit> edit;
  for (const config::Cell& cell : record.cells) {
    std::string why;
    if (rules::serialize_target(cell.text, false, why) != was) continue;
    // Behind the opening quote, if there is one, the cell must stand as it is.
    const std::size_t at = line.text.find(cell.text, cell.column - 1);
    if (edit || at == line.text.npos || at > cell.column) return std::nullopt;
    const bool needs_quotes = !cell.is_quoted && target.find(separator) != std::string::npos;
    edit = Edit{line.at + at, cell.text.size(), needs_quotes ? "\"" + target + "\"" : target};
  }
  return edit;
}

}  // namespace

LineIndex::LineIndex(const config::SourceFile& file) : file_(file) {
  config::LineReader lines(file.text);
  for (config::Line line; lines.next(line);) {
    lines_.push_back({static_cast<std::size_t>(line.text.data() - file.text.data()), line.text});
  }
}

std::optional<LineIndex::Found> LineIndex::find(std::uint32_t number) const {
  if (number == 0 || number > lines_.size()) return std::nullopt;
  return lines_[number - 1];
}

std::optional<Edit> edit_of_target(const LineIndex& lines, const rules::Place& place,
                                   std::string_view was, const std::string& target) {
  const auto line = lines.find(place.line);
  if (!line || place.column == 0 || place.column > line->text.size()) return std::nullopt;
  switch (lines.file().format) {
    case Format::Toml:
      return edit_of_string(*line, place.column - 1, was, target);
    case Format::NetlifyRedirects:
    case Format::CloudflareRedirects:
      return edit_of_word(*line, place.column - 1, target);
    default:
      return std::nullopt;
  }
}

std::optional<Edit> edit_of_row(const LineIndex& lines, std::uint32_t number, std::string_view was,
                                const std::string& target) {
  const auto line = lines.find(number);
  const config::SourceFile& file = lines.file();
  if (!line) return std::nullopt;
  if (file.format == Format::Csv) {
    return edit_of_cell(*line, config::separator_of(file.text), was, target);
  }
  if (file.format == Format::Tsv) return edit_of_cell(*line, '\t', was, target);
  if (file.format != Format::MdnRedirects) return std::nullopt;
  const std::size_t tab = line->text.find('\t');
  if (tab == line->text.npos) return std::nullopt;
  return Edit{line->at + tab + 1, line->text.size() - tab - 1, target};
}

std::string with_edits(std::string_view text, std::vector<Edit> edits) {
  std::ranges::sort(edits, {}, &Edit::at);
  std::string out;
  std::size_t from = 0;
  for (const Edit& edit : edits) {
    out.append(text.substr(from, edit.at - from)).append(edit.text);
    from = edit.at + edit.size;
  }
  return out.append(text.substr(from));
}

}  // namespace onward::check
