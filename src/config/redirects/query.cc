// SPDX-License-Identifier: MIT
// A condition on the query takes captures from it, which patterns of paths cannot: such a line
// becomes regular expressions over scheme, host, path and query.
#include "config/redirects/query.h"

#include <algorithm>

namespace onward::config {
namespace {

std::string path_expression(const std::vector<SourcePiece>& path) {
  std::string expression;
  bool is_behind_splat = false;
  for (const SourcePiece& piece : path) {
    switch (piece.kind) {
      case SourcePiece::Kind::Literal:
        expression += escape_regex(piece.text);
        break;
      case SourcePiece::Kind::Placeholder:
        // The pattern of the path, which ends at the splat, has captured those before it.
        expression += is_behind_splat ? "(?P<" + std::string(piece.text) + ">[^/?]+)" : "[^/?]+";
        break;
      case SourcePiece::Kind::Splat:
        is_behind_splat = true;
        if (expression.ends_with('/') && expression.size() > 1) {
          expression.pop_back();
          expression += "(?:/(?P<splat>[^?]*))?";
        } else {
          expression += "(?P<splat>[^?]*)";
        }
        break;
    }
  }
  if (expression.ends_with('/') && expression.size() > 1) expression.pop_back();
  return expression.ends_with('/') ? expression : expression + "/?";
}

std::string parameter_expression(const std::pair<std::string, std::string>& parameter) {
  const auto& [name, value] = parameter;
  if (value.empty()) return escape_regex(name) + "=?";
  if (value.starts_with(':') && value.size() > 1) {
    return escape_regex(name) + "=(?P<" + value.substr(1) + ">[^&]+)";
  }
  return escape_regex(name) + "=" + escape_regex(value);
}

}  // namespace

std::vector<std::string> query_expressions(std::string_view authority,
                                           const std::vector<SourcePiece>& path,
                                           const RedirectLine& line) {
  const std::string host = authority.empty() ? "[^/]*" : escape_regex(authority);
  const std::string before = "^https?://" + host + path_expression(path) + "\\?";
  std::vector<std::string> parameters;
  parameters.reserve(line.query.size());
  for (const auto& parameter : line.query) parameters.push_back(parameter_expression(parameter));
  std::ranges::sort(parameters);
  std::vector<std::string> expressions;
  do {
    std::string query;
    for (const std::string& parameter : parameters) {
      query += (query.empty() ? "" : "&") + parameter;
    }
    expressions.push_back(before + query + "$");
  } while (std::next_permutation(parameters.begin(), parameters.end()));
  return expressions;
}

void set_query_filter(const std::string& authority, const std::vector<SourcePiece>& path,
                      const RedirectLine& line, rules::Rule& rule) {
  const auto splat = std::ranges::find(path, SourcePiece::Kind::Splat, &SourcePiece::kind);
  const bool has_splat = splat != path.end();
  std::string pattern = to_pattern({path.begin(), has_splat ? splat + 1 : splat});
  if (!has_splat && pattern.size() > 1 && pattern.ends_with('/')) pattern.pop_back();
  rule.when.match = {pattern, rule.place};
  rule.comparison.ignore_trailing_slash = true;
  if (!authority.empty() && authority.find(':') == std::string::npos) {
    rule.when.hosts = {{escape_pattern(authority), rule.place}};
  }
  for (const auto& [name, value] : line.query) {
    if (name.empty() || name.find_first_of("&=#") != std::string::npos) continue;
    const bool is_literal = !value.empty() && (!value.starts_with(':') || value.size() == 1);
    rule.when.query.push_back(
        {{name, rule.place},
         is_literal ? rules::ValueTest::Kind::Equals : rules::ValueTest::Kind::Present,
         {is_literal ? value : "", rule.place}});
  }
}

}  // namespace onward::config
