// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "config/report.h"

#include <string>

namespace onward::config {

/// What the reader of one file has gathered so far. One thread.
///
///   Imported imported(text);
///   imported.redirect();                       // one more directive that redirects
///   imported.lost(place, "…", "…");            // it is lost, and this is why
///   return imported.take();
class Imported {
 public:
  explicit Imported(const ForeignText& text) : report_(text.file) {}

  /// Counts a directive of the file that redirects.
  void redirect() { ++read_.takeover.redirects; }
  /// The same, and that it is lost.
  void lost(const rules::Place& place, std::string message, std::string hint = "",
            rules::About about = rules::About::Other);
  void warning(const rules::Place& place, std::string message, std::string hint = "");
  void note(const rules::Place& place, std::string message, std::string hint = "");

  void add(rules::Rule rule) { read_.rules.push_back(std::move(rule)); }

  ForeignRules& read() { return read_; }
  Report& report() { return report_; }

  /// Everything, the diagnostics in the order of lines.
  ForeignRules take();

 private:
  ForeignRules read_;
  Report report_;
};

/// A rule that stands at `place` and answers with this status.
rules::Rule redirect_rule(const rules::Place& place, int status);

/// A rule that ends matching at `place`, as if none had matched.
rules::Rule pass_rule(const rules::Place& place);

/// Whether rules can answer a redirect with this status: 301, 302, 303, 307, 308.
bool is_redirect_status(int status);

/// Tests that an expression fits the whole value of a field, cookie or parameter, or that it is
/// there at all.
rules::ValueTest value_test(const rules::Place& place, std::string name,
                            const std::string* expression);

}  // namespace onward::config
