// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace onward::config {

/// So many diagnostics of one file are kept; then one more says how many there would be. A file of
/// a million wrong lines must not fill the memory with their descriptions.
inline constexpr std::size_t kMaxDiagnostics = 10'000;

/// Collects what is wrong with one file. One thread.
///
///   Report report(file);
///   report.error({.line = 3, .column = 9}, "the status 418 is no redirect");
///   diagnostics = report.take();
class Report {
 public:
  struct At {
    std::size_t line = 0;
    std::size_t column = 1;
  };

  explicit Report(std::uint32_t file) : file_(file) {}

  using About = rules::About;

  void error(At at, std::string message, std::string hint = "", About about = About::Other) {
    error_at(place(at), std::move(message), std::move(hint), about);
  }
  void warning(At at, std::string message, std::string hint = "", About about = About::Other) {
    warning_at(place(at), std::move(message), std::move(hint), about);
  }
  void note(At at, std::string message, std::string hint = "") {
    note_at(place(at), std::move(message), std::move(hint));
  }
  /// The same for a place that is known as such.
  void error_at(const rules::Place& place, std::string message, std::string hint = "",
                About about = About::Other);
  void warning_at(const rules::Place& place, std::string message, std::string hint = "",
                  About about = About::Other);
  void note_at(const rules::Place& place, std::string message, std::string hint = "");

  rules::Place place(At at) const;
  std::uint32_t file() const { return file_; }
  /// How many there were, kept or not.
  std::size_t count() const { return count_; }
  /// How many of them are errors.
  std::size_t errors() const { return errors_; }

  /// What was collected, in the order of the calls.
  rules::Diagnostics take();

 private:
  void add(rules::Diagnostic diagnostic);

  std::uint32_t file_;
  std::size_t count_ = 0;
  std::size_t errors_ = 0;
  rules::Diagnostics diagnostics_;
};

}  // namespace onward::config
