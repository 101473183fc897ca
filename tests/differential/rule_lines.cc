// SPDX-License-Identifier: MIT
// Answers for the drivers in this folder: rule_lines FILE [FORMAT]. The first line of the output is
// {"redirects", "lost", "diagnostics": […]}; then, for each line of the input
// {"method", "url", "fields": ["Name: value", …]}, {"status", "location"}.
#include "config/testing.h"
#include "onward/base/error.h"
#include "onward/rules/answer.h"
#include "onward/url/url.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include <boost/json.hpp>

namespace {

using boost::json::array;
using boost::json::object;
using namespace onward;

object summary(const config::Configuration& configuration) {
  array diagnostics;
  for (const auto& one : configuration.diagnostics) {
    constexpr const char* kNames[] = {"error", "warning", "note"};
    diagnostics.push_back(object{{"severity", kNames[static_cast<int>(one.severity)]},
                                 {"line", one.place.line},
                                 {"message", one.message}});
  }
  return {{"redirects", configuration.takeover.redirects},
          {"lost", configuration.takeover.lost},
          {"serves", configuration.table != nullptr},
          {"diagnostics", diagnostics}};
}

object answer(const rules::Table& table, const object& question, rules::Workspace& workspace) {
  // The target goes out as it stands: what a URL parser would change is part of the question.
  const std::string text(question.at("url").as_string());
  const std::size_t host = text.find("://") + 3;
  const std::size_t slash = std::min(text.find('/', host), text.size());
  std::string wire(question.at("method").as_string());
  wire += " " + (slash < text.size() ? text.substr(slash) : "/") + " HTTP/1.1\r\nHost: ";
  wire += text.substr(host, slash - host) + "\r\n";
  if (const auto* fields = question.if_contains("fields")) {
    for (const auto& field : fields->as_array()) wire += std::string(field.as_string()) + "\r\n";
  }
  wire += "\r\n";
  http::RequestReader reader;
  if (!reader.read(wire)) return {{"status", 400}, {"location", ""}};
  rules::Origin origin;
  origin.scheme = text.substr(0, host - 3);
  const auto response =
      rules::answer(table, {reader.head(), origin, {}}, std::chrono::sys_seconds{}, workspace);
  return {{"status", response.status.code()}, {"location", response.location}};
}

/// Files of the disk, and shell patterns of names in one folder.
class FileReader : public config::SourceReader {
 public:
  Result<std::string> read(std::string_view path) override {
    std::ifstream file(std::string(path), std::ios::binary);
    if (!file) return fail(ErrorCode::FileNotFound);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto format = argc > 2 ? config::format_named(argv[2]) : std::nullopt;
  FileReader reader;
  const auto configuration = config::open(argv[1], {format}, reader);
  std::cout << boost::json::serialize(summary(configuration)) << std::endl;
  if (configuration.table == nullptr) return 1;
  rules::Workspace workspace;
  for (std::string line; std::getline(std::cin, line);) {
    const object question = boost::json::parse(line).as_object();
    std::cout << boost::json::serialize(answer(*configuration.table, question, workspace)) << '\n';
  }
  return 0;
}
