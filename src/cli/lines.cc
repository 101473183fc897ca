// SPDX-License-Identifier: MIT
// Lines from a stream, with a limit: std::getline has none, and flushes the output it is tied to
// for each line, which costs a system call an answer.
#include "cli/lines.h"

#include <exception>
#include <istream>
#include <ostream>

namespace onward::cli {

namespace {

LineStatus read_buffered_line(std::istream& in, std::ostream& out, std::string& line) {
  using Traits = std::istream::traits_type;
  line.clear();
  std::streambuf& buffer = *in.rdbuf();
  if (buffer.in_avail() <= 0) out.flush();
  if (!out) return LineStatus::End;  // nobody could get an answer

  bool too_long = false;
  Traits::int_type next = buffer.sbumpc();
  if (Traits::eq_int_type(next, Traits::eof())) return LineStatus::End;
  for (; !Traits::eq_int_type(next, Traits::eof()); next = buffer.sbumpc()) {
    const char c = Traits::to_char_type(next);
    if (c == '\n') break;
    if (line.size() < kMaxLineBytes) {
      line += c;
    } else {
      too_long = true;
    }
  }
  if (too_long) return LineStatus::TooLong;
  if (line.ends_with('\r')) line.pop_back();
  return LineStatus::Read;
}

}  // namespace

LineStatus read_line(std::istream& in, std::ostream& out, std::string& line) {
  try {
    return read_buffered_line(in, out, line);
    // house: catch, because a file's buffer throws where read() fails
  } catch (const std::exception&) {
    in.setstate(std::ios::badbit);
    return LineStatus::End;
  }
}

}  // namespace onward::cli
