// SPDX-License-Identifier: MIT
// `onward map get`: what a server would find, by the same look-up, and the line of the file that
// the row came from.
#include "cli/map.h"
#include "cli/map_image_file.h"
#include "cli/options.h"
#include "rules/image/find.h"

#include <vector>

#include <boost/json.hpp>

namespace onward::cli {
namespace {

namespace json = boost::json;
using rules::ImageRow;

std::string place_of(const ImageRow& row) {
  return printable(row.origin) + ":" + std::to_string(row.line);
}

json::object to_json(const std::string& url, const std::optional<ImageRow>& row) {
  json::object out{{"url", printable(url)}, {"found", row.has_value()}};
  if (!row) return out;
  out["status"] = row->status == 0 ? json::value(nullptr) : json::value(row->status);
  out["to"] = printable(row->to);
  out["from"] = printable(row->from);
  out["file"] = printable(row->origin);
  out["line"] = row->line;
  return out;
}

void print(const std::string& url, const std::optional<ImageRow>& row, std::ostream& out) {
  out << printable(url) << ": ";
  if (!row) {
    out << "no row\n";
    return;
  }
  if (row->status != 0) {
    out << row->status << ' ';
  } else {
    out << "the rule's status, ";
  }
  out << printable(row->to) << " (" << place_of(*row) << ")\n";
}

}  // namespace

ExitCode run_map_get(Arguments arguments, const Streams& streams) {
  bool as_json = false;
  std::vector<std::string> operands;
  const OptionTable table{
      .command = "map get", .flags = {{"--json", &as_json}}, .operands = &operands};
  if (!read_options(table, arguments, streams.err)) return ExitCode::Usage;
  if (operands.size() < 2) {
    streams.err << "onward map get: an image and a URL are needed\nTry 'onward help map'.\n";
    return ExitCode::Usage;
  }
  const NamedImage named = open_named("map get", operands[0], streams.err);
  if (!named.image) return named.code;
  ExitCode code = ExitCode::Yes;
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const auto row = rules::find(*named.image, operands[i]);
    if (!row) {
      streams.err << "onward map get: " << printable(operands[i]) << ": "
                  << message(row.error().code) << '\n';
      code = ExitCode::Usage;
      continue;
    }
    if (!*row && code == ExitCode::Yes) code = ExitCode::No;
    if (as_json) {
      streams.out << json::serialize(to_json(operands[i], *row)) << '\n';
    } else {
      print(operands[i], *row, streams.out);
    }
  }
  return code;
}

}  // namespace onward::cli
