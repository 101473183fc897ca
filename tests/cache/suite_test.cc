// SPDX-License-Identifier: MIT
// http-tests/cache-tests against the redirect cache: with every default answer a 307, so that all
// tests are of redirects; and its tests of 301 to 308 as they are. A required test that fails
// stands in a table here with the reason; docs/conformance.md has the score. Left out are tests of
// CDNs.
#include "cache/suite.h"

#include "support/corpora.h"

#include <cstdio>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace onward::test {
namespace {

struct Judged {
  const boost::json::object* test;
  SuiteResult result;
};

class Suite {
 public:
  Suite(const boost::json::value& groups, int default_status) {
    for (const auto& group : groups.as_array()) {
      for (const auto& test : group.as_object().at("tests").as_array()) {
        const auto& object = test.as_object();
        if (object.contains("browser_only") || object.contains("cdn_only")) continue;
        judged_[std::string(object.at("id").as_string())] = {
            &object, run_suite_test(object, default_status)};
      }
    }
  }

  bool holds(const std::string& id) const {
    const auto found = judged_.find(id);
    return found != judged_.end() && found->second.result.verdict == Verdict::Pass;
  }
  bool passes(const std::string& id) const {
    return holds(id) && depends_pass(*judged_.at(id).test);
  }
  /// As the suite's own report: a test counts where all that it builds upon holds.
  bool depends_pass(const boost::json::object& test) const {
    const auto* depends = test.if_contains("depends_on");
    if (depends == nullptr) return true;
    for (const auto& id : depends->as_array()) {
      if (!passes(std::string(id.as_string()))) return false;
    }
    return true;
  }
  static std::string kind(const boost::json::object& test) {
    const auto* kind = test.if_contains("kind");
    return kind == nullptr ? "required" : std::string(kind->as_string());
  }
  /// Prints counts by kind; gives the required tests that fail, and why.
  std::map<std::string, std::string> report() const {
    std::map<std::string, std::map<std::string, int>> counts;
    std::map<std::string, std::string> failed;
    for (const auto& [id, judged] : judged_) {
      const char* outcome = !depends_pass(*judged.test)                     ? "not applicable"
                            : judged.result.verdict == Verdict::Pass        ? "pass"
                            : judged.result.verdict == Verdict::SetupFailed ? "set-up failed"
                                                                            : "fail";
      ++counts[kind(*judged.test)][outcome];
      if (std::string(outcome) != "fail" || kind(*judged.test) != "required") continue;
      failed[id] = judged.result.why;
    }
    for (const auto& [kind, outcomes] : counts) {
      for (const auto& [outcome, count] : outcomes) {
        std::printf("%s: %s: %d\n", kind.c_str(), outcome.c_str(), count);
      }
    }
    return failed;
  }

 private:
  std::map<std::string, Judged> judged_;
};

/// Required of caches of another kind than this one.
const std::map<std::string, std::string> kNotForUs{
    {"cc-resp-private-shared", "of shared caches: this one is private"},
    {"freshness-s-maxage-shared", "of shared caches: s-maxage is not for a private one"},
};

TEST(HttpCacheTests, EveryAnswerA307) {
  const auto groups = corpus("cache-tests/tests.json");
  if (!groups) GTEST_SKIP() << kCorpusAbsent;
  const std::map<std::string, std::string> failed = Suite(*groups, 307).report();
  for (const auto& [id, why] : failed) EXPECT_TRUE(kNotForUs.contains(id)) << id << ": " << why;
  for (const auto& [id, why] : kNotForUs) EXPECT_TRUE(failed.contains(id)) << id << " passes";
}

TEST(HttpCacheTests, RedirectsAsTheyAre) {
  const auto groups = corpus("cache-tests/tests.json");
  if (!groups) GTEST_SKIP() << kCorpusAbsent;
  const Suite suite(*groups, 200);
  for (const char* status : {"301", "302", "303", "307", "308"}) {
    for (const char* state : {"fresh", "stale"}) {
      const std::string id = std::string("status-").append(status).append("-").append(state);
      EXPECT_TRUE(suite.holds(id)) << id;
    }
  }
}

}  // namespace
}  // namespace onward::test
