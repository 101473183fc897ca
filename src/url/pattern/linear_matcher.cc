// SPDX-License-Identifier: MIT
// The matcher for most patterns that people write. It answers as the regular expression would,
// because it takes a part list only if a subject can be divided among the parts in one way:
//
//   left of "*":   text is compared where it must stand; a segment is followed by text that begins
//                  with the delimiter (which the segment can't hold), or by the end
//   right of "*":  the same from the end; a segment has text before it that ends with the delimiter
//   without "*":   the last text is compared at the end first, so that "/:name.html" is one of
//   these
#include "url/pattern/linear_matcher.h"

#include "base/ascii.h"

#include <iterator>
#include <utility>

namespace onward::url {

std::optional<std::vector<LinearMatcher::Step>> LinearMatcher::flatten(const PartList& parts) {
  std::vector<Step> steps;
  std::size_t group = 0;
  const auto add_text = [&steps](const std::string& text) {
    if (text.empty()) return;
    if (!steps.empty() && steps.back().kind == Kind::Text) {
      steps.back().text += text;
    } else {
      steps.push_back({Kind::Text, text});
    }
  };
  for (const Part& part : parts) {
    if (part.modifier != Modifier::None || part.type == PartType::Regexp) return std::nullopt;
    add_text(part.prefix);
    if (part.type == PartType::FixedText) {
      add_text(part.value);
    } else {
      const bool full = part.type == PartType::FullWildcard;
      steps.push_back({full ? Kind::Rest : Kind::Segment, "", group++});
    }
    add_text(part.suffix);
  }
  return steps;
}

std::optional<LinearMatcher> LinearMatcher::create(const PartList& parts,
                                                   const PartOptions& options) {
  auto steps = flatten(parts);
  if (!steps) return std::nullopt;
  LinearMatcher matcher;
  matcher.delimiter_ = options.delimiter;
  matcher.ignore_case_ = options.ignore_case;
  for (Step& step : *steps) {
    if (step.kind == Kind::Rest) {
      if (matcher.rest_) return std::nullopt;
      matcher.rest_ = step.group;
    } else {
      (matcher.rest_ ? matcher.right_ : matcher.left_).push_back(std::move(step));
    }
  }
  if (!matcher.rest_ && matcher.left_.size() > 1 && matcher.left_.back().kind == Kind::Text) {
    matcher.right_.push_back(std::move(matcher.left_.back()));
    matcher.left_.pop_back();
  }
  if (!matcher.is_deterministic()) return std::nullopt;
  return matcher;
}

bool LinearMatcher::is_deterministic() const {
  for (std::size_t i = 0; i < left_.size(); ++i) {
    if (left_[i].kind != Kind::Segment) continue;
    const bool last = i + 1 == left_.size();
    if (last ? rest_.has_value() : !begins_with_delimiter(left_[i + 1])) return false;
  }
  for (std::size_t i = 0; i < right_.size(); ++i) {
    if (right_[i].kind != Kind::Segment) continue;
    if (i == 0 || !ends_with_delimiter(right_[i - 1])) return false;
  }
  return true;
}

bool LinearMatcher::begins_with_delimiter(const Step& step) const {
  return delimiter_ != '\0' && step.kind == Kind::Text && step.text.front() == delimiter_;
}

bool LinearMatcher::ends_with_delimiter(const Step& step) const {
  return delimiter_ != '\0' && step.kind == Kind::Text && step.text.back() == delimiter_;
}

bool LinearMatcher::same(std::string_view subject, std::string_view text) const {
  return ignore_case_ ? base::equals_ignore_case(subject, text) : subject == text;
}

bool LinearMatcher::match(std::string_view subject, std::span<Capture> captures) const {
  std::size_t at = 0;
  std::size_t end = subject.size();
  if (!match_right(subject, end, captures)) return false;
  if (!match_left(subject, at, end, captures)) return false;
  if (!rest_) return at == end;
  if (!captures.empty()) captures[*rest_] = subject.substr(at, end - at);
  return true;
}

// Forwards from `at`, never beyond `end`.
bool LinearMatcher::match_left(std::string_view subject, std::size_t& at, std::size_t end,
                               std::span<Capture> captures) const {
  for (const Step& step : left_) {
    const std::string_view ahead = subject.substr(at, end - at);
    if (step.kind == Kind::Text) {
      if (!same(ahead.substr(0, step.text.size()), step.text)) return false;
      at += step.text.size();
      continue;
    }
    const std::size_t stop = delimiter_ == '\0' ? ahead.npos : ahead.find(delimiter_);
    const std::string_view segment = ahead.substr(0, stop);
    if (segment.empty()) return false;
    if (!captures.empty()) captures[step.group] = segment;
    at += segment.size();
  }
  return true;
}

// Backwards from `end`.
bool LinearMatcher::match_right(std::string_view subject, std::size_t& end,
                                std::span<Capture> captures) const {
  for (auto step = right_.rbegin(); step != right_.rend(); ++step) {
    const std::string_view behind = subject.substr(0, end);
    if (step->kind == Kind::Text) {
      if (behind.size() < step->text.size()) return false;
      const std::size_t start = behind.size() - step->text.size();
      if (!same(behind.substr(start), step->text)) return false;
      end = start;
      continue;
    }
    const std::size_t stop = behind.rfind(delimiter_);
    const std::string_view segment = behind.substr(stop == behind.npos ? 0 : stop + 1);
    if (segment.empty()) return false;
    if (!captures.empty()) captures[step->group] = segment;
    end -= segment.size();
  }
  return true;
}

}  // namespace onward::url
