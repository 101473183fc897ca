// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/content.h"
#include "onward/http/limits.h"
#include "onward/http/reader_state.h"

#include <span>
#include <string_view>

// The lines of a head or of a trailer section: grammar only. Each function takes up where it
// stopped, at the beginning of a line, so that a byte is looked at more than once only while its
// line is not whole.
namespace onward::http {

/// Reads the line that begins at bytes[at] into lines.start and lines.version. Answers where the
/// next one begins, or 0 where more bytes are needed. Offsets of errors are in `bytes`.
///   request-line = method SP request-target SP HTTP-version CRLF
Result<std::size_t> read_request_line(std::string_view bytes, std::size_t at, const Limits& limits,
                                      HeadLines& lines);
///   status-line = HTTP-version SP status-code SP [ reason-phrase ] CRLF
Result<std::size_t> read_status_line(std::string_view bytes, std::size_t at, HeadLines& lines);

/// *( field-line CRLF ) CRLF, from progress.at on. Answers true once the empty line is read;
/// progress.at is then behind it. `bytes` has at most kMaxFieldBytes, and slices count from its
/// begin. Error besides the grammar's: HttpTooManyFields when `room` is full.
Result<bool> read_field_lines(std::string_view bytes, LinesProgress& progress,
                              std::span<FieldSlice> room);

}  // namespace onward::http
