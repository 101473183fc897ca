// SPDX-License-Identifier: MIT
// Answers by rules inside a program of your own: rules are read from a text, requests come as
// bytes, answers are values. The same function answers in `onward serve`.
#include <chrono>
#include <iostream>
#include <onward/config/configuration.h>
#include <onward/http/reader.h>
#include <onward/rules/answer.h>

namespace {

constexpr const char* kRules = R"(
[[rule]]
name  = "orders move to version 2"
match = "/api/v1/*"
to    = "https://api.example/v2/{0}"

[[rule]]
match  = "/old/:page"
to     = "/new/{page}"
status = 308
)";

/// Where texts come from: here there is one, and it stands above.
class OneText : public onward::config::SourceReader {
 public:
  onward::Result<std::string> read(std::string_view path) override {
    if (path != "onward.toml") return onward::fail(onward::ErrorCode::FileNotFound);
    return std::string(kRules);
  }
};

void answer(const onward::rules::Table& table, std::string_view bytes) {
  onward::http::RequestReader reader;
  if (!reader.read(bytes)) {
    std::cout << "no request\n";
    return;
  }
  const onward::rules::Origin origin;
  onward::rules::Workspace workspace;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto response = onward::rules::answer(table, {reader.head(), origin}, now, workspace);
  std::cout << response.status.code() << ' ' << response.location << '\n';
}

}  // namespace

int main() {
  OneText texts;
  const auto configuration = onward::config::open("onward.toml", {}, texts);
  for (const auto& diagnostic : configuration.diagnostics) {
    std::cerr << onward::config::to_text(diagnostic, configuration);
  }
  if (!configuration.table) return 1;
  answer(*configuration.table, "POST /api/v1/orders?x=1 HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  answer(*configuration.table, "GET /old/about HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  answer(*configuration.table, "GET /other HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  return 0;
}
