// SPDX-License-Identifier: MIT
// `onward pattern`, for people: a pattern and URLs on the command line. What JavaScript passes, as
// JSON lines, is in pattern_json.cc.
#include "cli/pattern.h"

#include "cli/json.h"
#include "cli/options.h"
#include "cli/pattern_json.h"
#include "cli/show.h"
#include "onward/url/pattern.h"
#include "onward/url/url.h"

#include <optional>
#include <ostream>
#include <vector>

#include <boost/json.hpp>

namespace onward::cli {
namespace {

using url::Pattern;

struct Request {
  bool as_json = false;
  bool ignore_case = false;
  std::optional<std::string> base;
  std::vector<std::string> operands;
};

void print_fault(const Request& request, const Error& error, const url::PatternFault& fault,
                 std::ostream& err) {
  err << "onward pattern: ";
  if (!fault.component && request.base == fault.text) {
    err << "--base is not a valid URL: " << base_message(error.code);
  } else {
    if (fault.component) err << name(*fault.component) << ": ";
    err << message(error.code);
  }
  err << '\n' << point_at(fault.text, error.offset);
  if (error.code == ErrorCode::PatternBaseMissing) {
    err << "Begin with '/' for a pathname or with a scheme, or give --base.\n";
  }
}

/// "/x" is a pathname for any host; it is what rules are made of.
Result<Pattern> compile(const Request& request, url::PatternFault& fault) {
  const std::string& text = request.operands[0];
  const url::PatternOptions options{.ignore_case = request.ignore_case};
  if (text.starts_with('/') && !request.base) {
    return Pattern::create({.pathname = text}, options, &fault);
  }
  return Pattern::create(text, request.base, options, &fault);
}

void print_components(const Pattern& pattern, std::ostream& out) {
  for (std::size_t i = 0; i < url::kPatternComponents; ++i) {
    const auto component = static_cast<url::PatternComponent>(i);
    const std::string_view label = name(component);
    out << label << std::string(10 - label.size(), ' ') << pattern.component(component) << '\n';
  }
}

void print_match(const url::PatternMatch& match, std::ostream& out) {
  for (std::size_t i = 0; i < url::kPatternComponents; ++i) {
    const auto component = static_cast<url::PatternComponent>(i);
    for (const auto& group : match[component].groups) {
      if (!group.value || group.value->empty()) continue;
      out << "  " << name(component) << ' ' << group.name << " = " << *group.value << '\n';
    }
  }
}

/// A string that is no URL does not match; a person should hear why.
void complain_if_invalid(const Request& request, const std::string& input, std::ostream& err) {
  const auto base = request.base ? url::parse(*request.base) : fail(ErrorCode::UrlRelative);
  const auto parsed = base ? url::resolve(input, *base) : url::parse(input);
  if (parsed) return;
  err << "onward pattern: not a valid URL: " << message(parsed.error().code) << '\n'
      << point_at(input, parsed.error().offset);
}

ExitCode match_urls(const Request& request, const Pattern& pattern, const Streams& streams) {
  ExitCode code = ExitCode::Yes;
  for (std::size_t i = 1; i < request.operands.size(); ++i) {
    const std::string& input = request.operands[i];
    const auto match = pattern.exec(input, request.base);
    if (!match) code = ExitCode::No;
    if (request.as_json) {
      streams.out << boost::json::serialize(describe_match(pattern, match, {input})) << '\n';
      continue;
    }
    streams.out << (match ? "match     " : "no match  ") << printable(input) << '\n';
    if (match) {
      print_match(*match, streams.out);
    } else {
      complain_if_invalid(request, input, streams.err);
    }
  }
  return code;
}

}  // namespace

ExitCode run_pattern(Arguments arguments, const Streams& streams) {
  Request request;
  const OptionTable table{
      .command = "pattern",
      .flags = {{"--json", &request.as_json}, {"--ignore-case", &request.ignore_case}},
      .options = {{"--base", &request.base}},
      .operands = &request.operands};
  if (!read_options(table, arguments, streams.err)) return ExitCode::Usage;

  const bool from_lines = request.operands == std::vector<std::string>{"-"};
  if (from_lines && request.as_json && !request.base && !request.ignore_case) {
    return match_json_lines(streams);
  }
  if (from_lines && request.as_json) {
    streams.err << "onward pattern: with '-', each line has its own base and options\n"
                   "Try 'onward help pattern'.\n";
    return ExitCode::Usage;
  }
  if (request.operands.empty() || request.operands[0] == "-") {
    streams.err << "onward pattern: needs a PATTERN, or --json and '-'\n"
                   "Try 'onward help pattern'.\n";
    return ExitCode::Usage;
  }
  url::PatternFault fault;
  const auto pattern = compile(request, fault);
  if (!pattern) {
    if (request.as_json) {
      streams.out << boost::json::serialize(describe_fault(pattern.error(), fault)) << '\n';
    } else {
      print_fault(request, pattern.error(), fault, streams.err);
    }
    return ExitCode::Usage;
  }
  if (!request.as_json) {
    print_components(*pattern, streams.out);
  } else if (request.operands.size() == 1) {
    streams.out << boost::json::serialize(describe_pattern(*pattern)) << '\n';
  }
  return match_urls(request, *pattern, streams);
}

}  // namespace onward::cli
