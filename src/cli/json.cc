// SPDX-License-Identifier: MIT
// The loop around JSON lines: every line is answered, in its place, whatever it held.
// Boost.JSON limits the nesting of a value; read_line its length.
#include "cli/json.h"

#include "cli/lines.h"
#include "url/utf8.h"

#include <ostream>

namespace onward::cli {
namespace json = boost::json;

namespace {

Answer not_json(const std::string& reason) { return {malformed("not JSON: " + reason), false}; }

/// Boost.JSON says what, and how far it came.
Answer answer_line(LineStatus status, std::string_view line,
                   const std::function<Answer(const json::value&)>& answer) {
  if (status == LineStatus::TooLong) return not_json("the line is longer than 16 MiB");
  if (const std::size_t at = url::find_ill_formed_utf8(line); at != line.npos) {
    return not_json("no UTF-8 at byte " + std::to_string(at));
  }
  json::stream_parser parser;
  json::error_code error;
  const std::size_t read = parser.write_some(line.data(), line.size(), error);
  if (!error && read == line.size()) parser.finish(error);
  if (error) return not_json(error.message() + " at byte " + std::to_string(read));
  if (read != line.size()) return not_json("more than one value, at byte " + std::to_string(read));
  return answer(parser.release());
}

}  // namespace

json::object failure(const Error& error) {
  return {{"failure", true},
          {"error", name(error.code)},
          {"reason", message(error.code)},
          {"offset", error.offset}};
}

json::object base_failure(const Error& error) {
  json::object object = failure(error);
  object["reason"] = std::string("base URL: ").append(base_message(error.code));
  return object;
}

std::string_view base_message(ErrorCode code) {
  return code == ErrorCode::UrlRelative ? "it has no scheme, and a base must be absolute"
                                        : message(code);
}

json::object malformed(std::string_view reason) {
  return {{"failure", true}, {"error", "malformed-line"}, {"reason", reason}};
}

ExitCode answer_json_lines(const Streams& streams,
                           const std::function<Answer(const json::value&)>& answer) {
  ExitCode code = ExitCode::Yes;
  std::string line;
  std::size_t number = 0;
  for (LineStatus status; (status = read_line(streams.in, streams.out, line)) != LineStatus::End;) {
    ++number;
    if (status == LineStatus::Read && line.find_first_not_of(" \t") == std::string::npos) continue;
    Answer answered = answer_line(status, line, answer);
    if (!answered.understood) {
      code = ExitCode::Usage;
      answered.object["line"] = number;
    }
    streams.out << json::serialize(answered.object) << '\n';
  }
  return code;
}

}  // namespace onward::cli
