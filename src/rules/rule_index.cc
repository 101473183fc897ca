// SPDX-License-Identifier: MIT
// The index is a filter: a rule that it does not name cannot match, and one that it names is still
// asked. So it may leave out whatever is awkward (a modifier, a regular expression, a segment with
// text on both sides of a group), and a property test compares it with asking every rule.
//
// A path of n segments meets at most one node for each way to read its segments as text or as
// wildcard, and only such as rules have; the work does not grow with the number of rules, but for
// those that ask the same of the path and contain no text of their own.
#include "rules/rule_index.h"

#include "base/ascii.h"
#include "rules/rule_texts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <unordered_map>
#include <utility>

namespace onward::rules {
namespace {

/// Stands for ":name" in a shape; no canonical path holds it.
constexpr char kWildcard = '\x01';

constexpr std::size_t kMaxPartialBytes = 63;

void lower(std::string& text) {
  for (char& c : text) c = base::to_lower(c);
}

// The begin of a part list in one text: "/users/\x01/orders". Says whether that is all of it.
bool append_shape(const url::CompiledComponent& pattern, std::string& shape) {
  for (const url::Part& part : pattern.parts) {
    const bool once = part.modifier == url::Modifier::None;
    if (!once && part.modifier != url::Modifier::OneOrMore) return false;
    shape += part.prefix;
    const bool is_text = part.type == url::PartType::FixedText;
    const bool is_segment =
        part.type == url::PartType::SegmentWildcard && pattern.options.delimiter == '/';
    if (is_text) shape += part.value;
    if (is_segment) shape += kWildcard;
    if (!once || (!is_text && !is_segment)) return false;
    shape += part.suffix;
  }
  return true;
}

/// Rules in one bucket that are asked one by one, rather than told apart by a text.
constexpr std::size_t kLongBucket = 4;

/// Where there are so many, also a text that all of them have is worth looking for: most requests
/// do not contain it.
constexpr std::size_t kVeryLongBucket = 64;

// The number of a text, as the text of an edge.
std::string_view key_of(const std::uint32_t& number) {
  return {reinterpret_cast<const char*>(&number), sizeof(number)};
}

struct Segment {
  std::string_view text;
  std::uint64_t hash = 0;
};

}  // namespace

// One path on its way through the tree.
struct RuleIndex::Walk {
  std::vector<std::span<const std::uint32_t>>& candidates;
  std::array<Segment, kMaxIndexedSegments> segments{};
  std::size_t count = 0;  ///< of segments, beyond those that are kept too
  bool is_split = false;

  void split(std::string_view path) {
    is_split = true;
    count = 0;
    for (std::size_t at = 0; at < path.size(); ++count) {
      const std::size_t end = std::min(path.find('/', at + 1), path.size());
      const std::string_view text = path.substr(at + 1, end - at - 1);
      if (count < segments.size()) segments[count] = {text, EdgeTable::hash(text)};
      at = end;
    }
  }
};

RuleIndex::RuleIndex() = default;

std::uint32_t RuleIndex::add_node() {
  nodes_.emplace_back();
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t RuleIndex::add_bucket() { return buckets_++; }

// Puts the rule that is being added into a bucket, which is made where there is none.
void RuleIndex::put(std::uint32_t& bucket) {
  if (bucket == kNone) bucket = add_bucket();
  placed_.push_back({bucket, rules_, group_, root_});
}

std::uint32_t RuleIndex::group_of(const Comparison& comparison) {
  const auto same = [&comparison](const Group& group) { return group.comparison == comparison; };
  auto group = std::find_if(groups_.begin(), groups_.end(), same);
  if (group == groups_.end()) group = groups_.insert(group, {comparison, add_node()});
  return static_cast<std::uint32_t>(group - groups_.begin());
}

std::uint32_t RuleIndex::root_of_host(std::uint32_t group, std::string_view host) {
  nodes_[group].has_hosts = true;
  const auto next = static_cast<std::uint32_t>(nodes_.size());
  const std::uint32_t root = edges_.find_or_add(group, EdgeKind::Host, host, next);
  return root == next ? add_node() : root;
}

std::uint32_t RuleIndex::child(std::uint32_t node, std::string_view segment) {
  const auto next = static_cast<std::uint32_t>(nodes_.size());
  if (segment == std::string_view(&kWildcard, 1)) {
    if (nodes_[node].wildcard != kNone) return nodes_[node].wildcard;
    nodes_[node].wildcard = next;
    return add_node();
  }
  nodes_[node].has_segments = true;
  const std::uint32_t known = edges_.find_or_add(node, EdgeKind::Segment, segment, next);
  return known == next ? add_node() : known;
}

void RuleIndex::add_literal(std::uint32_t root, std::string_view path) {
  nodes_[root].has_literals = true;
  std::uint32_t bucket = edges_.find_or_add(root, EdgeKind::Literal, path, buckets_);
  if (bucket == buckets_) add_bucket();
  put(bucket);
}

void RuleIndex::add_partial(std::uint32_t node, std::string_view begin) {
  begin = begin.substr(0, std::min(begin.find(kWildcard), kMaxPartialBytes));
  if (begin.empty()) return put(nodes_[node].below);
  nodes_[node].partial_lengths |= std::uint64_t{1} << begin.size();
  std::uint32_t bucket = edges_.find_or_add(node, EdgeKind::Partial, begin, buckets_);
  if (bucket == buckets_) add_bucket();
  put(bucket);
}

// `is_whole`: the shape is all that the pattern asks of a path, else it goes on.
void RuleIndex::add_shape(std::uint32_t root, std::string_view shape, bool is_whole) {
  std::uint32_t node = root;
  if (!shape.starts_with('/')) return put(nodes_[node].below);
  std::size_t at = 0;
  for (std::size_t depth = 0; depth < kMaxIndexedSegments; ++depth) {
    const std::size_t end = std::min(shape.find('/', at + 1), shape.size());
    const std::string_view segment = shape.substr(at + 1, end - at - 1);
    const bool is_mixed = segment.size() > 1 && segment.find(kWildcard) != segment.npos;
    const bool is_last = end == shape.size();
    if (is_mixed || (is_last && !is_whole)) return add_partial(node, segment);
    node = child(node, segment);
    if (is_last) return put(nodes_[node].here);
    at = end;
  }
  put(nodes_[node].below);
}

void RuleIndex::add(const CompiledConditions& conditions) {
  group_ = group_of(conditions.comparison);
  const std::uint32_t root = groups_[group_].root;
  const FurtherConditions* const further = conditions.further.get();
  std::vector<std::string_view> hosts;
  if (further && further->host) hosts = further->host->only_texts();
  if (hosts.empty() && further && further->match_host) hosts = further->match_host->only_texts();
  if (hosts.empty()) add_below(root, conditions);
  for (const std::string_view host : hosts) add_below(root_of_host(root, host), conditions);
  added_.push_back(&conditions);
  ++rules_;
}

void RuleIndex::add_below(std::uint32_t root, const CompiledConditions& conditions) {
  const FurtherConditions* const further = conditions.further.get();
  root_ = root;
  std::string shape;
  bool is_whole = false;
  if (conditions.path) {
    const auto text = conditions.path->only_text();
    if (text) {
      shape = *text;
    } else {
      is_whole = append_shape(*conditions.path->pattern(), shape);
    }
    if (conditions.comparison.ignore_case) lower(shape);
    if (text) return add_literal(root, shape);
  } else if (further && further->regex && further->subject == Subject::Path &&
             !further->merge_slashes) {
    shape = further->regex->required_prefix();
  }
  add_shape(root, shape, is_whole);
}

// Puts rules that stand in long buckets below a text each, the one that the fewest of them have.
class RuleIndex::Narrowing {
 public:
  explicit Narrowing(RuleIndex& index) : index_(index) {}

  void run() {
    std::vector<std::uint32_t> sizes(index_.buckets_);
    for (const Placed& placed : index_.placed_) ++sizes[placed.bucket];
    const std::size_t end = index_.placed_.size();
    for (std::size_t i = 0; i < end; ++i) {
      if (sizes[index_.placed_[i].bucket] > kLongBucket) look_at(i);
    }
    for (const Candidate& candidate : candidates_) {
      const Placed& placed = index_.placed_[candidate.place];
      const RequiredTexts& rarest = rarest_of(candidate);
      const std::uint32_t size = sizes[placed.bucket];
      if (size > kVeryLongBucket || rules_with(rarest, placed.root) < size) {
        move(candidate.place, rarest);
      }
    }
    if (candidates_.empty()) return;
    index_.texts_.finish();
    std::stable_sort(index_.placed_.begin(), index_.placed_.end(),
                     [](const Placed& a, const Placed& b) { return a.rule < b.rule; });
  }

 private:
  struct Candidate {
    std::size_t place;
    std::vector<RequiredTexts> required;
  };

  void look_at(std::size_t place) {
    const Placed& placed = index_.placed_[place];
    std::vector<RequiredTexts> required = required_of(*index_.added_[placed.rule]);
    for (const RequiredTexts& each : required) {
      for (const std::string& text : each.texts) ++rules_with_[below(placed.root, text)];
    }
    if (!required.empty()) candidates_.push_back({place, std::move(required)});
  }

  static std::string below(const std::uint32_t& root, std::string_view text) {
    return std::string(key_of(root)).append(text);
  }

  std::size_t rules_with(const RequiredTexts& required, std::uint32_t root) const {
    std::size_t sum = 0;
    for (const std::string& text : required.texts) sum += rules_with_.at(below(root, text));
    return sum;
  }

  const RequiredTexts& rarest_of(const Candidate& candidate) const {
    const std::uint32_t root = index_.placed_[candidate.place].root;
    return *std::min_element(candidate.required.begin(), candidate.required.end(),
                             [this, root](const RequiredTexts& a, const RequiredTexts& b) {
                               return rules_with(a, root) < rules_with(b, root);
                             });
  }

  void move(std::size_t place, const RequiredTexts& required) {
    Placed placed = index_.placed_[place];
    index_.groups_[placed.group].subjects |= 1U << static_cast<unsigned>(required.subject);
    index_.nodes_[placed.root].has_texts = true;
    for (const std::string& text : required.texts) {
      const std::uint32_t number = index_.texts_.add(text);
      placed.bucket =
          index_.edges_.find_or_add(placed.root, EdgeKind::Text, key_of(number), index_.buckets_);
      if (placed.bucket == index_.buckets_) index_.add_bucket();
      if (&text == &required.texts.front()) {
        index_.placed_[place] = placed;
      } else {
        index_.placed_.push_back(placed);
      }
    }
  }

  RuleIndex& index_;
  std::vector<Candidate> candidates_;
  std::unordered_map<std::string, std::size_t> rules_with_;
};

// From pairs to one list of rules a bucket, which is ascending because rules came in order.
void RuleIndex::finish() {
  Narrowing(*this).run();
  begins_.assign(buckets_ + 1, 0);
  for (const Placed& placed : placed_) ++begins_[placed.bucket + 1];
  for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  members_.resize(placed_.size());
  std::vector<std::uint32_t> ends(begins_.begin(), begins_.end() - 1);
  for (const Placed& placed : placed_) members_[ends[placed.bucket]++] = placed.rule;
  placed_ = {};
  added_ = {};
}

void RuleIndex::take(std::uint32_t bucket, Walk& walk) const {
  if (bucket == kNone) return;
  walk.candidates.push_back(
      std::span(members_).subspan(begins_[bucket], begins_[bucket + 1] - begins_[bucket]));
}

// What a node has for a path of which it is `depth` segments deep.
void RuleIndex::visit(std::uint32_t number, std::size_t depth, Walk& walk) const {
  const Node& node = nodes_[number];
  if (depth == walk.count) return take(node.here, walk);
  take(node.below, walk);
  if (depth == kMaxIndexedSegments) return;
  const std::string_view segment = walk.segments[depth].text;
  for (std::uint64_t left = node.partial_lengths; left != 0; left &= left - 1) {
    const auto size = static_cast<std::size_t>(std::countr_zero(left));
    if (size > segment.size()) break;
    take(edges_.find(number, EdgeKind::Partial, segment.substr(0, size)), walk);
  }
}

void RuleIndex::find_path(std::uint32_t root, std::string_view path, Walk& walk) const {
  struct Step {
    std::uint32_t node;
    std::uint32_t depth;
  };
  if (nodes_[root].has_literals) take(edges_.find(root, EdgeKind::Literal, path), walk);
  if (!walk.is_split) walk.split(path);
  // Each step leaves two at most, one of which is the next: the depth bounds the stack.
  std::array<Step, kMaxIndexedSegments + 2> stack{};
  std::size_t size = 0;
  stack[size++] = {root, 0};
  while (size > 0) {
    const Step step = stack[--size];
    const Node& node = nodes_[step.node];
    visit(step.node, step.depth, walk);
    if (step.depth == walk.count || step.depth == kMaxIndexedSegments) continue;
    const Segment& segment = walk.segments[step.depth];
    if (node.wildcard != kNone) stack[size++] = {node.wildcard, step.depth + 1};
    if (!node.has_segments) continue;
    const std::uint32_t next =
        edges_.find(step.node, EdgeKind::Segment, segment.text, segment.hash);
    if (next != kNone) stack[size++] = {next, step.depth + 1};
  }
}

void RuleIndex::find_in_group(const Group& group, Asked& asked) const {
  std::uint32_t host_root = kNone;
  if (nodes_[group.root].has_hosts) {
    host_root = edges_.find(group.root, EdgeKind::Host, asked.url().host);
  }
  const auto find_both = [&](std::string_view path) {
    Walk walk{asked.buffer().candidates};
    find_path(group.root, path, walk);
    if (host_root != kNone) find_path(host_root, path, walk);
  };
  std::string_view path = asked.path(group.comparison);
  std::string_view other = path;
  if (group.comparison.ignore_trailing_slash) other = asked.path_other_slash(group.comparison);
  if (group.comparison.ignore_case) {
    // The longer of the two begins with the shorter.
    std::string& folded = asked.buffer().folded;
    folded.assign(path.size() > other.size() ? path : other);
    lower(folded);
    path = std::string_view(folded).substr(0, path.size());
    other = std::string_view(folded).substr(0, other.size());
  }
  find_both(path);
  if (other.size() != path.size()) find_both(other);
  if (group.subjects != 0) find_texts(group, host_root, asked);
}

void RuleIndex::find_texts(const Group& group, std::uint32_t host_root, Asked& asked) const {
  FoundTexts& found = asked.buffer().texts;
  found.clear();
  for (std::uint32_t left = group.subjects; left != 0; left &= left - 1) {
    const auto subject = static_cast<Subject>(std::countr_zero(left));
    texts_.find(text_of(subject, group.comparison, asked), found);
  }
  Walk walk{asked.buffer().candidates};
  for (const std::uint32_t root : {group.root, host_root}) {
    if (root == kNone || !nodes_[root].has_texts) continue;
    for (const std::uint32_t number : found.numbers()) {
      take(edges_.find(root, EdgeKind::Text, key_of(number)), walk);
    }
  }
}

void RuleIndex::find(Asked& asked) const {
  asked.buffer().candidates.clear();
  for (const Group& group : groups_) find_in_group(group, asked);
}

}  // namespace onward::rules
