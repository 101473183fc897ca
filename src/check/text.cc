// SPDX-License-Identifier: MIT
// For a terminal: a finding in the form of a compiler's message, then what shows it and what to do.
//
//   moved.csv:12:1: warning: takes 2 redirects: /a → /b → /c [chain]
//     curl -iL --max-redirs 20 'http://localhost/a'
//     lead to '/c' at once
#include "config/printable.h"
#include "onward/check/report.h"

#include <array>
#include <map>

namespace onward::check {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kFaint = "\x1b[2m";

std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "\x1b[1;31m";
    case Severity::Warning:
      return "\x1b[1;33m";
    case Severity::Note:
      break;
  }
  return "\x1b[1;36m";
}

class Writer {
 public:
  Writer(const Report& report, const TextOptions& options) : report_(report), options_(options) {}

  std::string run() {
    for (const Finding& finding : report_.findings) {
      ++totals_[static_cast<std::size_t>(finding.severity)];
      if (++shown_[finding.id] > options_.each) {
        ++hidden_[finding.id];
      } else {
        write(finding);
      }
    }
    for (const auto& [id, count] : hidden_) {
      text_ += "... and " + std::to_string(count) + " more [" + std::string(id) +
               "]; --all shows them\n";
    }
    summary();
    return std::move(text_);
  }

 private:
  void paint(std::string_view colour, std::string_view text) {
    if (options_.colours) text_ += colour;
    text_ += text;
    if (options_.colours) text_ += kReset;
  }

  void write(const Finding& finding) {
    paint(kBold, place_of(finding));
    if (!place_of(finding).empty()) text_ += ": ";
    paint(colour_of(finding.severity), std::string(name(finding.severity)) + ":");
    text_ += " " + config::printable(finding.message) + " ";
    paint(kFaint, "[" + std::string(finding.id) + "]");
    text_ += "\n";
    if (const std::string curl = finding.request.curl(); !curl.empty()) {
      text_ += "  ";
      paint(kFaint, config::printable(curl));
      text_ += "\n";
    }
    if (!finding.fix.empty()) text_ += "  " + config::printable(finding.fix) + "\n";
  }

  std::string place_of(const Finding& finding) const {
    if (!finding.url.empty()) return config::printable(finding.url);
    if (finding.place.file >= report_.files.size()) return "";
    std::string text = config::printable(report_.files[finding.place.file]);
    if (finding.place.line == 0) return text;
    text += ":" + std::to_string(finding.place.line);
    if (finding.place.column != 0) text += ":" + std::to_string(finding.place.column);
    return text;
  }

  void summary() {
    const Counts& counts = report_.counts;
    const auto counted = [](std::size_t count, std::string_view what) {
      return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
    };
    text_ += counted(totals_[0], "error") + ", " + counted(totals_[1], "warning") + ", " +
             counted(totals_[2], "note") + " in " + counted(counts.rules, "rule");
    if (counts.rows != 0) text_ += " and " + counted(counts.rows, "row");
    text_ += "; " + counted(counts.requests, "request") + " asked";
    if (counts.in_chains != 0) {
      text_ += ", " + counted(counts.in_chains, "source") + " in chains";
    }
    if (counts.in_loops != 0) text_ += ", " + counted(counts.in_loops, "source") + " in loops";
    if (counts.unasked != 0) {
      text_ += "; for " + counted(counts.unasked, "rule") + " no request was found";
    }
    if (counts.left_out != 0) text_ += "; " + counted(counts.left_out, "finding") + " left out";
    text_ += "\n";
  }

  const Report& report_;
  const TextOptions& options_;
  std::string text_;
  std::array<std::size_t, 3> totals_{};
  std::map<std::string_view, std::size_t> shown_;
  std::map<std::string_view, std::size_t> hidden_;
};

}  // namespace

std::string to_text(const Report& report, const TextOptions& options) {
  return Writer(report, options).run();
}

}  // namespace onward::check
