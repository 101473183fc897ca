// SPDX-License-Identifier: MIT
// Other ways to write a path that is matched, which are not: with or without a slash at the end, in
// small letters, with other escapes. Nearly every file has some, so it is one finding a file, which
// counts; and only where no rule at all is for the other form.
#include "base/ascii.h"
#include "check/paths.h"
#include "check/subject.h"
#include "rules/conditions.h"
#include "rules/table_state.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace onward::check {
namespace {

/// So many requests of a file are looked at.
constexpr std::size_t kMostLooked = 20'000;

std::optional<std::string> other_slash(std::string_view path) {
  if (path.size() < 2) return std::nullopt;
  std::string other(path);
  if (other.ends_with('/')) {
    other.pop_back();
    return other;
  }
  const std::string_view last = path.substr(path.rfind('/'));
  if (last.find('.') != last.npos) return std::nullopt;  // nobody asks for /a.html/
  return other + "/";
}

std::optional<std::string> small_letters(std::string_view path) {
  std::string other;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '%') {  // of an escape the letters do not count
      other += path.substr(i, 3);
      i += 2;
    } else {
      other += base::to_lower(path[i]);
    }
  }
  if (other == path) return std::nullopt;
  return other;
}

std::optional<std::string> other_escapes(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kEither = "!'()*,;:@$&+=";
  const std::size_t at = path.find_first_of(kEither);
  if (at == path.npos) return std::nullopt;
  const auto byte = static_cast<unsigned char>(path[at]);
  std::string other(path.substr(0, at));
  other += {'%', kHex[byte >> 4], kHex[byte & 15]};
  return other.append(path.substr(at + 1));
}

struct Kind {
  std::string_view id;
  std::optional<std::string> (*other)(std::string_view path);
};
constexpr std::array kKinds{Kind{"slash-variant", other_slash}, Kind{"case-variant", small_letters},
                            Kind{"escape-variant", other_escapes}};

class Variants {
 public:
  explicit Variants(Subject& subject) : subject_(subject) {}

  void look(const Start& start) {
    const rules::Place place = subject_.place(start);
    if (++looked_[place.file] > kMostLooked) return;
    const Node& node = subject_.walk.node(start.node);
    if (node.status == 404) return;  // so are its variants
    const rules::SampleRequest request = subject_.walk.request(node);
    const std::size_t end = std::min(request.target.find('?'), request.target.size());
    const std::string_view path = std::string_view(request.target).substr(0, end);
    std::string_view base = subject_.options.base;
    while (base.ends_with('/')) base.remove_suffix(1);
    if (!path.starts_with(base)) base = "";
    for (const Kind& kind : kKinds) {
      auto other = kind.other(path.substr(base.size()));
      if (!other || !subject_.found.wants(kind.id)) continue;
      other->insert(0, base);
      rules::SampleRequest asked = request;
      asked.target = *other + request.target.substr(end);
      const auto& origin = subject_.site.origin_of(asked.scheme, asked.authority);
      if (subject_.walk.asking().ask(asked, origin).response.rule) continue;
      if (leads_to(node, asked.target)) continue;
      note(kind.id, place, path, asked);
    }
  }

  void finish() {
    for (auto& [key, finding] : findings_) {
      if (finding.count > 1) {
        finding.message += ", and " + std::to_string(finding.count - 1) + " more like it";
      }
      subject_.found.add(std::move(finding));
    }
  }

 private:
  /// Whether the redirect is about the variant itself: "/a" to "/a/".
  bool leads_to(const Node& node, const std::string& target) const {
    return node.next != 0 && subject_.walk.url(subject_.walk.node(node.next)).ends_with(target);
  }

  void note(std::string_view id, const rules::Place& place, std::string_view path,
            const rules::SampleRequest& asked) {
    const auto [known, is_new] = findings_.try_emplace({id, place.file});
    Finding& finding = known->second;
    if (!is_new) {
      ++finding.count;
      if (finding.also.size() < Collector::kMostPlaces) finding.also.push_back(place);
      return;
    }
    finding.id = id;
    finding.severity = Severity::Note;
    finding.place = place;
    finding.request = subject_.show(asked);
    finding.message = "'" + std::string(path) + "' is matched, and '" +
                      std::string(path_of(asked.target)) + "' is not";
    finding.fix = find_id(id)->fix;
  }

  Subject& subject_;
  std::map<std::uint32_t, std::size_t> looked_;
  std::map<std::pair<std::string_view, std::uint32_t>, Finding> findings_;
};

}  // namespace

void find_variants(Subject& subject) {
  Variants variants(subject);
  const auto& compiled = subject.table.state().compiled;
  for (const Start& start : subject.starts) {
    if (start.kind != Start::Kind::Decides) continue;
    const auto& path = compiled[start.rule].when.path;
    const bool is_literal = start.row != 0 || (path && path->only_text());
    if (is_literal) variants.look(start);
  }
  variants.finish();
}

}  // namespace onward::check
