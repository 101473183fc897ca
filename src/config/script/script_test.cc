// SPDX-License-Identifier: MIT
// Scripts of Express and of Workers. Golden files (testdata/): a script, and how requests are
// answered; what it computes is said with its line.
#include "config/foreign.h"
#include "config/golden.h"
#include "config/script/syntax.h"
#include "support/files.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

TEST(Script, Golden) { check_golden_answers(test::golden_cases("src/config/script/testdata")); }

TEST(Script, Recognised) {
  EXPECT_EQ(recognise("app.get('/a', (q, res) => res.redirect('/b'))", "x.js"), Format::Express);
  EXPECT_EQ(recognise("export default { fetch() { return Response.redirect('http://a/') } }", "x"),
            Format::Worker);
  EXPECT_EQ(recognise("addEventListener('fetch', e => e.respondWith(new Response('')))", "x.ts"),
            Format::Worker);
}

// Every redirect of a script is a rule or in the report.
TEST(Script, NothingIsSilent) {
  const char* const scripts[] = {
      "class A { go(req, res) { res.redirect('/a') } }",
      "exports.a = (req, res) => { res.redirect('/a') }",
      "db.find(x, () => { res.redirect('/a') })",
      "app.get(path, (req, res) => res.redirect('/a'))",
      "for (;;) { res.redirect('/a') }",
  };
  for (const char* script : scripts) {
    const Configuration read = open_text("file", script, Format::Express);
    EXPECT_EQ(read.takeover.redirects, 1U) << script;
    EXPECT_EQ(read.takeover.lost, 1U) << script;
    EXPECT_TRUE(read.table == nullptr || read.table->rules().empty()) << script;
    EXPECT_FALSE(read.diagnostics.empty()) << script;
  }
}

// More rounds than a list of so short a script could have: what stands behind them is lost.
TEST(Script, RoundsAreBounded) {
  const std::string script =
      "const app = require('express')();\n"
      "for (let i = 0; i < 9000; i++) app.get('/' + i, (req, res) => res.redirect('/a'));\n";
  const Configuration read = open_text("file", script, Format::Express);
  EXPECT_EQ(read.takeover.redirects, 1U);
  EXPECT_TRUE(std::ranges::any_of(read.diagnostics, [](const rules::Diagnostic& diagnostic) {
    return diagnostic.message.find("goes on after") != std::string::npos;
  }));
}

TEST(Script, DepthIsBounded) {
  for (const char* piece : {"(", "[", "{a:", "!", "a?", "if(a)", "`${", "a=>", "x.", "1+", "f("}) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += piece;
    Report report(0);
    static_cast<void>(parse_script(text, report));
  }
}

}  // namespace
}  // namespace onward::config
