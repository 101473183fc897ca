// SPDX-License-Identifier: MIT
// The edges of all nodes but the root are one hash table. Nodes are finished in the order of their
// depth, since where one goes back to is less deep. A text that was found is marked, and so are
// then all its ends that are texts: a walk along them stops at the first mark.
#include "rules/text_finder.h"

#include "base/ascii.h"
#include "base/check.h"
#include "rules/hash.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace onward::rules {
namespace {

std::uint64_t edge_hash(std::uint32_t node, std::uint8_t byte) {
  return mixed(std::uint64_t{node} << 8 | byte, 0);
}

std::uint8_t byte_of(char c) { return static_cast<std::uint8_t>(c); }

}  // namespace

void FoundTexts::clear() {
  numbers_.clear();
  if (++round_ != 0) return;
  std::fill(marks_.begin(), marks_.end(), 0U);
  round_ = 1;
}

TextFinder::TextFinder() : nodes_(1) {}

std::uint32_t TextFinder::next(std::uint32_t node, std::uint8_t byte) const {
  if (node == 0) return first_[byte];
  if (slots_.empty()) return 0;
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = edge_hash(node, byte) & mask;
  while (slots_[i].to != 0 && (slots_[i].from != node || slots_[i].byte != byte))
    i = (i + 1) & mask;
  return slots_[i].to;
}

void TextFinder::grow() {
  std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.to == 0) continue;
    --edges_;
    put(slot.from, slot.byte, slot.to);
  }
}

void TextFinder::put(std::uint32_t node, std::uint8_t byte, std::uint32_t to) {
  if (node == 0) {
    first_[byte] = to;
    return;
  }
  if (2 * (edges_ + 1) > slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = edge_hash(node, byte) & mask;
  while (slots_[i].to != 0) i = (i + 1) & mask;
  slots_[i] = {node, to, byte};
  ++edges_;
}

std::uint32_t TextFinder::add(std::string_view text) {
  CHECK(!text.empty() && text.size() <= std::numeric_limits<std::uint8_t>::max());
  std::uint32_t node = 0;
  for (const char c : text) {
    const std::uint8_t byte = byte_of(c);
    std::uint32_t to = next(node, byte);
    if (to == 0) {
      to = static_cast<std::uint32_t>(nodes_.size());
      const auto depth = static_cast<std::uint8_t>(nodes_[node].depth + 1);
      nodes_.push_back({node, kNone, 0, kNone, byte, depth});
      put(node, byte, to);
    }
    node = to;
  }
  if (nodes_[node].text == kNone) nodes_[node].text = texts_++;
  return nodes_[node].text;
}

void TextFinder::finish() {
  std::vector<std::uint32_t> order(nodes_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
    return nodes_[a].depth < nodes_[b].depth;
  });
  for (const std::uint32_t number : order) {
    Node& node = nodes_[number];
    if (node.depth < 2) continue;
    std::uint32_t at = nodes_[node.parent].back;
    while (at != 0 && next(at, node.byte) == 0) at = nodes_[at].back;
    node.back = next(at, node.byte);
    const Node& back = nodes_[node.back];
    node.shorter = back.text != kNone ? node.back : back.shorter;
  }
}

void TextFinder::find(std::string_view subject, FoundTexts& found) const {
  if (found.marks_.size() < nodes_.size()) found.marks_.resize(nodes_.size(), 0);
  std::uint32_t at = 0;
  for (const char c : subject) {
    const std::uint8_t byte = byte_of(base::to_lower(c));
    std::uint32_t to = next(at, byte);
    while (to == 0 && at != 0) {
      at = nodes_[at].back;
      to = next(at, byte);
    }
    at = to;
    std::uint32_t ended = nodes_[at].text != kNone ? at : nodes_[at].shorter;
    for (; ended != kNone && found.marks_[ended] != found.round_; ended = nodes_[ended].shorter) {
      found.marks_[ended] = found.round_;
      found.numbers_.push_back(nodes_[ended].text);
    }
  }
}

}  // namespace onward::rules
