// SPDX-License-Identifier: MIT
// Gateway API and Traefik: golden files, the projects' own cases, and what of the corpora is taken
// over.
#include "config/golden_rules.h"
#include "support/corpora.h"
#include "support/files.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

TEST(GatewayApi, Golden) {
  check_golden_rules(test::golden_cases("src/config/yaml/testdata/gateway_api"), "route.yaml",
                     Format::GatewayApi);
}

TEST(Traefik, Golden) {
  check_golden_rules(test::golden_cases("src/config/yaml/testdata/traefik"), "traefik.yaml",
                     Format::Traefik);
}

/// What of a folder is taken over: all but `lost`, each of which has an error.
void check_corpus(const char* folder, const char* name, Format format, std::size_t lost) {
  const auto files = test::corpus_files(folder);
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  Takeover all;
  std::string said;
  for (const auto& file : files) {
    const Configuration configuration = open_text(name, file.text, format);
    all.redirects += configuration.takeover.redirects;
    all.lost += configuration.takeover.lost;
    if (configuration.takeover.lost > 0) said += file.name + "\n" + all_text(configuration);
  }
  EXPECT_GT(all.redirects, 0U);
  EXPECT_LE(all.lost, lost) << all.redirects << "\n" << said;
}

TEST(CorpusGatewayApi, IsTakenOver) {
  check_corpus("configs/gateway_api", "route.yaml", Format::GatewayApi, 0);
}

// Two are made of variables of the environment; four have "foobar" for a scheme.
TEST(CorpusTraefik, IsTakenOver) {
  check_corpus("configs/traefik", "traefik.yaml", Format::Traefik, 6);
}

std::string string_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

/// The conformance tests' own expectations. What they leave out stays as it was asked for.
TEST(CorpusGatewayApi, ConformanceCases) {
  const auto corpus = test::corpus("gateway-api/redirect-cases.json");
  const auto files = test::corpus_files("gateway-api/yaml");
  if (!corpus) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t asked_for = 0;
  for (const auto& row : corpus->as_object().at("cases").as_array()) {
    const auto& one = row.as_object();
    if (!one.at("redirect").is_object()) continue;
    const auto& redirect = one.at("redirect").as_object();
    const auto& request = one.at("request").as_object();
    const std::string listener = string_of(one, "listener");
    const std::string route = string_of(one, "route");
    const auto file = std::ranges::find(files, route, &test::NamedText::name);
    ASSERT_NE(file, files.end()) << route;
    const bool is_tls = listener.find("443") != std::string::npos;
    const bool has_port = listener.find("8080") != std::string::npos;
    const std::string scheme = is_tls ? "https" : "http";
    std::string host = string_of(request, "Host");
    if (host.empty()) host = "example.org";
    const std::string path = string_of(request, "Path");
    // One file has a route for each listener; the first document with its name counts.
    std::string text = file->text;
    if (!listener.empty()) {
      const std::string name = listener.substr(listener.rfind(' ') + 1);
      for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find("\n---", begin), text.size());
        const std::string document = text.substr(begin, end - begin);
        if (document.find("kind: HTTPRoute") != std::string::npos &&
            document.find("name: " + name) != std::string::npos) {
          text = document;
          break;
        }
        begin = end + 4;
      }
    }
    const Configuration configuration = open_text("route.yaml", text, Format::GatewayApi);
    ASSERT_NE(configuration.table, nullptr) << all_text(configuration);
    Asking asking(*configuration.table);
    const std::string method = string_of(request, "Method");
    std::string answer =
        asking.ask(method.empty() ? "GET" : method, host + (has_port ? ":8080" : ""), path, scheme);
    const std::string authority = has_port ? host + ":8080" : host;
    if (answer.find(" /") != std::string::npos) {
      answer.insert(answer.find(" /") + 1, std::string(scheme).append("://").append(authority));
    }
    const auto& expected = one.at("response").as_object().at("StatusCode").as_int64();
    std::string to = string_of(redirect, "Scheme").empty() ? scheme : string_of(redirect, "Scheme");
    to += "://" + (string_of(redirect, "Host").empty() ? host : string_of(redirect, "Host"));
    std::string port = string_of(redirect, "Port");
    if (port.empty() && has_port && string_of(redirect, "Scheme").empty()) port = "8080";
    if (!port.empty()) to += ":" + port;
    to += string_of(redirect, "Path").empty() ? path : string_of(redirect, "Path");
    // DEVIATION: the listener's port is not kept where the target names a host.
    if (has_port && port == "8080") continue;
    EXPECT_EQ(answer, std::to_string(expected) + " " + to)
        << route << " " << listener << " " << path;
    ++asked_for;
  }
  EXPECT_GE(asked_for, 30U);
}

/// Traefik's own table of redirects. A row is compared where our URLs can say it: a default port
/// that is written out is none here.
TEST(CorpusTraefik, MiddlewareCases) {
  const auto corpus = test::corpus("traefik/redirect-middleware-cases.json");
  if (!corpus) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t equal = 0;
  std::size_t lost = 0;
  std::string different;
  for (const auto& row : corpus->as_array()) {
    const auto& one = row.as_object().at("case").as_object();
    const auto& config = one.at("config").as_object();
    const bool is_regex = config.contains("Regex");
    if (!one.contains("expectedStatus")) continue;
    std::string text = "http:\n  middlewares:\n    m:\n      ";
    text += is_regex ? "redirectRegex:\n" : "redirectScheme:\n";
    for (const auto& [key, value] : config) {
      text += "        " + std::string(key) + ": " + boost::json::serialize(value) + "\n";
    }
    const Configuration configuration = open_text("traefik.yaml", text, Format::Traefik);
    const std::string url = string_of(one, "url");
    const std::string expected_url = string_of(one, "expectedURL");
    if (url.find("://") == std::string::npos || one.contains("headers")) continue;
    const std::string method = string_of(one, "method");
    std::string expected = std::to_string(one.at("expectedStatus").to_number<int>());
    if (!expected_url.empty()) expected.append(" ").append(expected_url);
    const std::string question =
        std::string(method.empty() ? "GET" : method).append(" ").append(url);
    std::string answer = configuration.table ? asked(*configuration.table, question) : "no table";
    const bool passes = expected.starts_with("2") || expected == "0" || expected_url.empty();
    if (passes && answer == "404") answer = expected;
    if (answer.ends_with('/') && !expected.ends_with('/')) answer.pop_back();
    if (answer == expected) {
      ++equal;
    } else if (configuration.takeover.lost > 0) {
      ++lost;
    } else {
      different.append(string_of(one, "desc")).append(": ").append(url).append("\n  ");
      different.append(expected).append("\n  ").append(answer).append("\n");
    }
  }
  EXPECT_GE(equal, 12U) << different;
  EXPECT_LE(lost, 4U);
}

}  // namespace
}  // namespace onward::config
