// SPDX-License-Identifier: MIT
// A condition on the query takes captures from it, which patterns of paths cannot: such a line
// becomes regular expressions over scheme, host, path and query.
#include "config/redirects_query.h"

#include <algorithm>

namespace onward::config {
namespace {

std::string path_expression(const std::vector<SourcePiece>& path) {
  std::string expression;
  for (const SourcePiece& piece : path) {
    switch (piece.kind) {
      case SourcePiece::Kind::Literal:
        expression += escape_regex(piece.text);
        break;
      case SourcePiece::Kind::Placeholder:
        expression += "(?P<" + std::string(piece.text) + ">[^/?]+)";
        break;
      case SourcePiece::Kind::Splat:
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

}  // namespace onward::config
