// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <boost/json.hpp>

// The tests of http-tests/cache-tests (npm: http-cache-tests, https://cache-tests.fyi/), which are
// data, run against the redirect cache in one process: its client and its server are rebuilt here,
// and a pause costs no time.
namespace onward::test {

/// As its harness judges: a test whose preparations went wrong says nothing of what it is about.
enum class Verdict { Pass, Fail, SetupFailed };

struct SuiteResult {
  Verdict verdict = Verdict::Pass;
  std::string why = {};
};

/// Runs one test of the suite with a cache of its own. `default_status` is what its server answers
/// where a test names no status: 200 in the suite; 307 (with a Location) makes of every test one of
/// a redirect.
SuiteResult run_suite_test(const boost::json::object& test, int default_status);

}  // namespace onward::test
