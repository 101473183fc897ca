// SPDX-License-Identifier: MIT
// RFC 4180, and what spreadsheets and people make of it: CR LF or LF, a byte order mark, white
// space around cells, rows of different lengths.
//
//   record = cell *( separator cell ) ( LF / CR LF / end )
//   cell   = *byte  /  DQUOTE *( byte / DQUOTE DQUOTE ) DQUOTE
#include "config/csv/csv.h"

#include "config/lines.h"

#include <algorithm>

namespace onward::config {

CsvReader::CsvReader(std::string_view text, char separator)
    : text_(without_mark(text)), separator_(separator) {}

RecordStatus CsvReader::next(Record& record) {
  while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) {
    if (text_[at_++] == '\n') line_start_ = at_, ++line_;
  }
  if (at_ == text_.size()) return RecordStatus::End;
  record.cells.clear();
  record.line = line_;
  record_start_ = at_;
  const std::size_t first_line_start = line_start_;
  while (take_cell(record)) {
    if (at_ == text_.size() || text_[at_] != separator_) {
      skip_line();
      return RecordStatus::Read;
    }
    ++at_;
  }
  at_ = record_start_;
  line_ = record.line;
  line_start_ = first_line_start;
  skip_line();
  return RecordStatus::Unclosed;
}

/// False where a quote is not closed. Afterwards a separator, a line end or the end is next.
bool CsvReader::take_cell(Record& record) {
  Cell& cell = record.cells.emplace_back();
  const std::size_t quote = text_.find_first_not_of(separator_ == '\t' ? " " : " \t", at_);
  if (quote != std::string_view::npos && text_[quote] == '"') {
    at_ = quote;
    cell.column = at_ - line_start_ + 1;
    cell.is_quoted = true;
    if (!take_quoted(cell)) return false;
  }
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n') ++at_;
  const std::string_view rest = text_.substr(start, at_ - start);
  if (!cell.is_quoted) {
    const std::size_t shift = std::min(rest.find_first_not_of(" \t\r"), rest.size());
    cell.column = start + shift - line_start_ + 1;
  }
  cell.text += trimmed(rest);
  return true;
}

/// From the opening quote to behind the closing one; "" inside is one quote.
bool CsvReader::take_quoted(Cell& cell) {
  const std::size_t limit = std::min(text_.size(), record_start_ + kMaxRecordBytes);
  for (++at_; at_ < limit; ++at_) {
    if (text_[at_] == '\n') {
      ++line_;
      line_start_ = at_ + 1;
    }
    if (text_[at_] == '"') {
      if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') {
        ++at_;
        return true;
      }
      ++at_;
    }
    cell.text += text_[at_];
  }
  return false;
}

void CsvReader::skip_line() {
  at_ = std::min(text_.find('\n', at_), text_.size());
  if (at_ == text_.size()) return;
  line_start_ = ++at_;
  ++line_;
}

}  // namespace onward::config
