// SPDX-License-Identifier: MIT
// What platforms allow, as their documentation says: how many rules, how long, which statuses. A
// rule that became several of ours counts once, by its line.
#include "check/subject.h"
#include "config/lines.h"

#include <algorithm>
#include <array>
#include <map>

namespace onward::check {
namespace {

struct Platform {
  std::string_view name;
  std::string_view title;
  std::size_t rules = 0;     ///< with fixed sources; 0: no limit is known
  std::size_t patterns = 0;  ///< with wildcards; 0: they count as the others
  std::size_t line_bytes = 0;
  std::string_view statuses{};  ///< those that it has; "": all five
};

constexpr std::array kPlatforms{
    // Cloudflare Pages and Workers: "2,000 static redirects and 100 dynamic redirects", "1,000
    // characters" a line.
    Platform{"cloudflare", "Cloudflare's _redirects", 2'000, 100, 1'000},
    // Cloudflare Bulk Redirects: 10,000 on a free plan.
    Platform{"cloudflare-bulk", "Cloudflare's bulk redirects", 10'000, 0, 0, "301 302 307 308"},
    // Netlify: "302: … use this status code instead of 307, which is currently unsupported".
    Platform{"netlify", "Netlify", 10'000, 0, 0, "301 302"},
    Platform{"vercel", "vercel.json", 2'048, 0, 0},
    // GitLab Pages: 1,000 rules, 301 and 302.
    Platform{"gitlab", "GitLab Pages", 1'000, 0, 0, "301 302"},
    // Gateway API: 16 rules a route.
    Platform{"gateway-api", "a route of the Gateway API", 16, 0, 0},
    // AWS Application Load Balancer: HTTP_301 and HTTP_302, 100 rules.
    Platform{"alb", "AWS ALB", 100, 0, 0, "301 302"},
};

std::string_view platform_of(config::Format format) {
  switch (format) {
    case config::Format::CloudflareRedirects:
      return "cloudflare";
    case config::Format::NetlifyRedirects:
    case config::Format::NetlifyToml:
      return "netlify";
    case config::Format::Vercel:
      return "vercel";
    default:
      return "";
  }
}

/// What is counted in one file.
struct Tally {
  std::size_t fixed = 0;
  std::size_t patterns = 0;
  std::uint32_t last_line = 0;
};

class Limits {
 public:
  explicit Limits(Subject& subject) : subject_(subject) {}

  void look(const Start& start) {
    const rules::Place place = subject_.place(start);
    const Platform* const platform = of(place);
    if (platform == nullptr) return;
    Tally& tally = tallies_[place.file];
    if (place.line == tally.last_line) return;  // one line, several rules
    tally.last_line = place.line;
    const bool is_pattern =
        start.row == 0 && rules::aimed_target(subject_.table, start.rule).has_value();
    const bool is_dynamic = is_pattern && platform->patterns != 0;
    ++(is_dynamic ? tally.patterns : tally.fixed);
    if (!is_dynamic && platform->rules != 0 && tally.fixed == platform->rules + 1) {
      say(place, std::string(platform->title) + " takes " + std::to_string(platform->rules) +
                     " rules; this one and those behind it are beyond");
    }
    if (is_dynamic && tally.patterns == platform->patterns + 1) {
      say(place, std::string(platform->title) + " takes " + std::to_string(platform->patterns) +
                     " rules with wildcards; this one and those behind it are beyond");
    }
    if (start.node != 0) look_at_status(place, *platform, start);
  }

  /// Lines that are too long.
  void look_at_lines(std::uint32_t file) {
    const Platform* const platform = of({file, 0, 0});
    if (platform == nullptr || platform->line_bytes == 0) return;
    config::LineReader lines(subject_.configuration.files[file].text);
    for (config::Line line; lines.next(line);) {
      if (line.text.size() <= platform->line_bytes || line.text.starts_with('#')) continue;
      say({file, static_cast<std::uint32_t>(line.number), 1},
          std::string(platform->title) + " takes " + std::to_string(platform->line_bytes) +
              " bytes a line, and this has " + std::to_string(line.text.size()));
    }
  }

 private:
  const Platform* of(const rules::Place& place) const {
    std::string_view name = subject_.options.platform;
    if (name.empty()) name = platform_of(subject_.format(place));
    const auto* const found = std::ranges::find(kPlatforms, name, &Platform::name);
    return found == kPlatforms.end() ? nullptr : found;
  }

  void look_at_status(const rules::Place& place, const Platform& platform, const Start& start) {
    const Node& node = subject_.walk.node(start.node);
    const std::string code = std::to_string(node.status);
    if (platform.statuses.empty() || node.rule != start.rule + 1 || node.next == 0) return;
    if (platform.statuses.find(code) != platform.statuses.npos) return;
    subject_.found.add_manner("limit", Severity::Warning, place, code, [&] {
      Finding finding{.id = "limit", .severity = Severity::Warning, .place = place};
      finding.request = subject_.show(subject_.walk.request(node));
      finding.message = std::string(platform.title) + " has no status " + code + ": there are " +
                        std::string(platform.statuses);
      finding.fix = "choose one of them, or serve it with Onward";
      return finding;
    });
  }

  void say(const rules::Place& place, std::string message) {
    Finding finding{.id = "limit", .severity = Severity::Warning, .place = place};
    finding.message = std::move(message);
    finding.fix = find_id("limit")->fix;
    subject_.found.add(std::move(finding));
  }

  Subject& subject_;
  std::map<std::uint32_t, Tally> tallies_;
};

}  // namespace

std::vector<std::string_view> platforms() {
  std::vector<std::string_view> names;
  names.reserve(std::size(kPlatforms));
  for (const Platform& platform : kPlatforms) names.push_back(platform.name);
  return names;
}

void find_limits(Subject& subject) {
  if (!subject.found.wants("limit")) return;
  Limits limits(subject);
  for (const Start& start : subject.starts) {
    if (start.kind != Start::Kind::Aimed) limits.look(start);
  }
  for (std::size_t file = 0; file < subject.configuration.files.size(); ++file) {
    limits.look_at_lines(static_cast<std::uint32_t>(file));
  }
}

}  // namespace onward::check
