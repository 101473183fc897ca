// SPDX-License-Identifier: MIT
// The loop around JSON lines: every line is answered, in its place, whatever it held.
// Boost.JSON limits the nesting of a value; read_line its length.
#include "cli/json.h"

#include "cli/lines.h"

#include <ostream>

namespace onward::cli {
namespace json = boost::json;

namespace {

Answer not_json(std::string_view reason) {
  return {malformed(std::string("not JSON: ").append(reason)), false};
}

Answer answer_line(LineStatus status, std::string_view line,
                   const std::function<Answer(const json::value&)>& answer) {
  if (status == LineStatus::TooLong) return not_json("the line is longer than 16 MiB");
  json::error_code error;
  const json::value value = json::parse(line, error);
  return error ? not_json(error.message()) : answer(value);
}

}  // namespace

json::object failure(const Error& error, std::string_view where) {
  return {{"failure", true},
          {"error", name(error.code)},
          {"reason", std::string(where).append(message(error.code))},
          {"offset", error.offset}};
}

json::object malformed(std::string_view reason) {
  return {{"failure", true}, {"error", "malformed-line"}, {"reason", reason}};
}

ExitCode answer_json_lines(const Streams& streams,
                           const std::function<Answer(const json::value&)>& answer) {
  ExitCode code = ExitCode::Yes;
  std::string line;
  for (LineStatus status; (status = read_line(streams.in, streams.out, line)) != LineStatus::End;) {
    if (status == LineStatus::Read && line.find_first_not_of(" \t") == std::string::npos) continue;
    const Answer answered = answer_line(status, line, answer);
    if (!answered.understood) code = ExitCode::Usage;
    streams.out << json::serialize(answered.object) << '\n';
  }
  return code;
}

}  // namespace onward::cli
