// SPDX-License-Identifier: MIT
// `onward map info`: what an image says of itself, and whether it is whole, for which all of it is
// read.
#include "cli/map.h"
#include "cli/map_image_file.h"
#include "cli/options.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <vector>

#include <boost/json.hpp>

namespace onward::cli {
namespace {

namespace json = boost::json;
using rules::ImageHeader;

std::string time_of(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  if (::gmtime_r(&time, &parts) == nullptr) return "?";
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

std::string comparison_of(const ImageHeader& header) {
  std::string text;
  const auto add = [&text](bool is_so, std::string_view what) {
    if (is_so) text.append(text.empty() ? "" : ", ").append(what);
  };
  add(header.comparison.ignore_case, "ignores case");
  add(header.comparison.merge_slashes, "merges slashes");
  add(header.comparison.ignore_trailing_slash, "ignores the slash at the end");
  add(header.comparison.keep_escapes, "keeps escapes");
  add(header.comparison.keep_dots, "keeps dot segments");
  add(header.is_literal, "'?' is a byte of the path");
  return text.empty() ? "by byte" : text;
}

std::string bytes_a_row(const ImageHeader& header) {
  std::array<char, 32> text{};
  const double each = static_cast<double>(header.file_size) /
                      static_cast<double>(header.rows == 0 ? 1 : header.rows);
  std::snprintf(text.data(), text.size(), "%.1f", each);
  return text.data();
}

void print(const std::string& path, const rules::MapImage& image, const Result<void>& whole,
           std::ostream& out) {
  const ImageHeader& header = image.header();
  out << printable(path) << ": the image of a map\n"
      << "  rows           " << header.rows << '\n'
      << "  size           " << header.file_size << " bytes, " << bytes_a_row(header) << " a row\n"
      << "  built          " << time_of(header.built_at) << '\n'
      << "  compared       " << comparison_of(header) << '\n'
      << "  slots          " << header.homes << ", a key at most " << header.longest_probe
      << " from its home\n";
  for (const rules::ImageOrigin& origin : image.origins()) {
    out << "  from           " << printable(origin.name) << '\n';
  }
  out << "  check          " << (whole ? "whole" : message(whole.error().code)) << '\n';
}

json::object to_json(const std::string& path, const rules::MapImage& image,
                     const Result<void>& whole) {
  const ImageHeader& header = image.header();
  json::array origins;
  for (const auto& origin : image.origins())
    origins.push_back(json::string(printable(origin.name)));
  return {{"path", printable(path)},
          {"version", 1},
          {"rows", header.rows},
          {"bytes", header.file_size},
          {"built", time_of(header.built_at)},
          {"ignore_case", header.comparison.ignore_case},
          {"merge_slashes", header.comparison.merge_slashes},
          {"ignore_trailing_slash", header.comparison.ignore_trailing_slash},
          {"keep_escapes", header.comparison.keep_escapes},
          {"keep_dots", header.comparison.keep_dots},
          {"literal", header.is_literal},
          {"slots", header.homes},
          {"longest_probe", header.longest_probe},
          {"files", std::move(origins)},
          {"whole", whole.has_value()}};
}

}  // namespace

ExitCode run_map_report(Arguments arguments, const Streams& streams) {
  bool as_json = false;
  bool looks_at_rows = false;
  std::vector<std::string> operands;
  const OptionTable table{.command = "map info",
                          .flags = {{"--json", &as_json}, {"--rows", &looks_at_rows}},
                          .operands = &operands};
  if (!read_options(table, arguments, streams.err)) return ExitCode::Usage;
  if (operands.size() != 1) {
    streams.err << "onward map info: one image at a time\nTry 'onward help map'.\n";
    return ExitCode::Usage;
  }
  const NamedImage named = open_named("map info", operands[0], streams.err);
  if (!named.image) return named.code;
  const Result<void> whole = looks_at_rows ? named.image->check_rows() : check_image(*named.image);
  if (as_json) {
    streams.out << json::serialize(to_json(operands[0], *named.image, whole)) << '\n';
  } else {
    print(operands[0], *named.image, whole, streams.out);
  }
  return whole ? ExitCode::Yes : ExitCode::Usage;
}

}  // namespace onward::cli
