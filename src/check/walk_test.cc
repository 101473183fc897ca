// SPDX-License-Identifier: MIT
// The walk, which asks each request once, against a naive one that follows each request by itself
// with answer() alone: on generated rule sets, and on files from the wild.
#include "check/walk.h"

#include "base/random.h"
#include "check/testing.h"
#include "onward/url/url.h"
#include "rules/written_request.h"
#include "support/files.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::check {
namespace {

/// What becomes of a client that follows up to 20 redirects.
struct Naive {
  Fate fate = Fate::Ends;
  std::size_t hops = 0;
};

Naive follow(const Subject& subject, const rules::SampleRequest& first) {
  rules::Workspace workspace;
  rules::SampleRequest at = first;
  std::set<std::string> seen;
  for (std::size_t hops = 0;; ++hops) {
    const std::string url = at.scheme + "://" + at.authority + at.target;
    if (!seen.insert(at.method + " " + url).second) return {Fate::Circle, hops};
    if (hops == kMaxHops) return {Fate::Endless, hops};
    rules::WrittenRequest written;
    if (!written.write({at.method, at.target, at.authority, at.fields})) return {Fate::Ends, hops};
    rules::Origin origin;
    origin.scheme = at.scheme;
    const auto response =
        answer(subject.table, {written.head(), origin, at.client}, at.now, workspace);
    const auto base = url::parse(url);
    const auto to = base ? url::resolve(response.location, *base) : base;
    if (response.location.empty() || !to) return {Fate::Ends, hops};
    if (subject.site.origin(to->scheme(), to->host()) == nullptr) return {Fate::Ends, hops + 1};
    if (at.method == "POST" && response.status.code() < 304) at.method = "GET";
    at.scheme = to->scheme();
    at.authority = to->host();
    at.target = std::string(to->pathname()).append(to->search());
  }
}

/// How many starts were compared; a difference is a failure of the test.
std::size_t compare(const config::Configuration& configuration) {
  if (!configuration.table) return 0;
  Inside inside(configuration);
  Subject& subject = inside.subject;
  const Walk& walk = inside.walk;
  find_starts(subject);
  aim_starts(subject);
  std::size_t compared = 0;
  for (const Start& start : subject.starts) {
    if (start.node == 0) continue;
    const Node& node = walk.node(start.node);
    const Naive naive = follow(subject, walk.request(node));
    ++compared;
    // A chain of more than 20 that ends is what a client takes for one without an end.
    if (naive.fate == Fate::Endless && node.fate == Fate::Ends && node.hops >= kMaxHops) continue;
    EXPECT_EQ(node.fate, naive.fate) << walk.url(node);
    if (naive.fate == Fate::Ends) {
      EXPECT_EQ(node.hops, naive.hops) << walk.url(node);
    }
    if (testing::Test::HasFailure()) return compared;
  }
  return compared;
}

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string rules() {
    std::string text;
    const std::size_t count = 1 + below(12);
    for (std::size_t i = 0; i < count; ++i) text += rule();
    return text;
  }

  std::string rows() {
    std::string text;
    const std::size_t count = 1 + below(20);
    for (std::size_t i = 0; i < count; ++i)
      text += path(1 + below(2)) + "," + path(1 + below(2)) + "\n";
    return text;
  }

 private:
  std::size_t below(std::size_t limit) {
    std::array<std::byte, 4> bytes{};
    random_.fill(bytes);
    return (std::to_integer<std::size_t>(bytes[0]) << 8 | std::to_integer<std::size_t>(bytes[1])) %
           limit;
  }
  std::string path(std::size_t segments) {
    std::string text;
    for (std::size_t i = 0; i < segments; ++i) text.append("/").append(1, "abc"[below(3)]);
    return text;
  }

  std::string rule() {
    std::string match = path(below(3));
    std::string group;
    switch (below(4)) {
      case 0:
        match += "/*";
        group = "/{0}";
        break;
      case 1:
        match += "/:x";
        group = "/{x}";
        break;
      case 2:
        match += "/:x/" + std::string(1, "abc"[below(3)]);
        group = "/{x}";
        break;
      default:
        if (match.empty()) match = "/";
    }
    std::string to = path(below(3)) + (below(3) == 0 ? "" : group);
    if (below(4) == 0) to += path(1);
    if (to.empty()) to = "/";
    std::string text = "[[rule]]\nmatch = \"" + match + "\"\nto = \"" + to + "\"\n";
    if (below(5) == 0)
      text += "methods = \"POST\"\nstatus = " + std::string(below(2) == 0 ? "303" : "302") + "\n";
    return text;
  }

  base::SeededRandom random_;
};

TEST(Walk, AgreesWithFollowingEachRequest) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 1'500; ++seed) {
    Generator generator(seed);
    const std::string rules = generator.rules();
    compared += compare(open_text("r.toml", rules));
    ASSERT_FALSE(HasFailure()) << seed << "\n" << rules;
    const std::string rows = generator.rows();
    compared += compare(open_text("a.csv", rows));
    ASSERT_FALSE(HasFailure()) << seed << "\n" << rows;
  }
  EXPECT_GT(compared, 20'000U);
}

struct Folder {
  const char* name;
  std::optional<config::Format> format{};  ///< none: recognised
};

constexpr Folder kFolders[]{{"apache_htaccess", config::Format::Htaccess},
                            {"apache_vhost", config::Format::Apache},
                            {"caddy", config::Format::Caddy},
                            {"cf_bulk_csv"},
                            {"csv_map"},
                            {"express"},
                            {"firebase_json"},
                            {"gateway_api"},
                            {"haproxy"},
                            {"iis"},
                            {"mdn_redirects"},
                            {"ms_openpublishing"},
                            {"netlify_redirects"},
                            {"netlify_toml"},
                            {"nginx", config::Format::Nginx},
                            {"nginx_map"},
                            {"traefik"},
                            {"vercel_json"},
                            {"worker"}};

TEST(Walk, AgreesOnFilesFromTheWild) {
  std::size_t compared = 0;
  for (const Folder& folder : kFolders) {
    for (const auto& [name, text] : test::corpus_files(std::string("configs/") + folder.name)) {
      if (text.size() > 1'000'000) continue;
      compared += compare(check::open_text(name, text, folder.format));
      ASSERT_FALSE(HasFailure()) << folder.name << "/" << name;
    }
  }
  if (compared == 0) GTEST_SKIP() << "corpora not found; set ONWARD_CORPORA to their folder";
  EXPECT_GT(compared, 50'000U);
}

}  // namespace
}  // namespace onward::check
