// SPDX-License-Identifier: MIT
// An edge's hash is that of its text, mixed with where it begins and what it is for. The table is
// filled from rules, which their owner wrote, so that its seed need not be a secret.
#include "rules/edge_table.h"

#include "base/check.h"
#include "rules/hash.h"

#include <limits>

namespace onward::rules {
namespace {

constexpr std::uint64_t kSeed = 0x6F6E77617264U;

std::uint64_t edge_hash(std::uint32_t node, EdgeKind kind, std::uint64_t text_hash) {
  return mixed(text_hash, std::uint64_t{node} << 3 | static_cast<std::uint64_t>(kind));
}

constexpr std::uint32_t tag_of(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

std::uint64_t EdgeTable::hash(std::string_view text) { return hash_of(text, kSeed); }

std::uint32_t EdgeTable::find(std::uint32_t node, EdgeKind kind, std::string_view text,
                              std::uint64_t text_hash) const {
  if (slots_.empty()) return kNone;
  const std::uint64_t hash = edge_hash(node, kind, text_hash);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask; slots_[i].edge != 0; i = (i + 1) & mask) {
    if (slots_[i].tag != tag_of(hash)) continue;
    const Edge& edge = edges_[slots_[i].edge - 1];
    if (edge.node == node && edge.kind == kind &&
        std::string_view(texts_).substr(edge.text, edge.size) == text) {
      return edge.value;
    }
  }
  return kNone;
}

std::size_t EdgeTable::free_slot(std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash & mask;
  while (slots_[i].edge != 0) i = (i + 1) & mask;
  return i;
}

void EdgeTable::grow() {
  slots_.assign(slots_.empty() ? 16 : slots_.size() * 2, Slot{});
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    slots_[free_slot(edges_[i].hash)] = {tag_of(edges_[i].hash), static_cast<std::uint32_t>(i + 1)};
  }
}

std::uint32_t EdgeTable::find_or_add(std::uint32_t node, EdgeKind kind, std::string_view text,
                                     std::uint32_t value) {
  const std::uint64_t text_hash = hash(text);
  if (const std::uint32_t known = find(node, kind, text, text_hash); known != kNone) return known;
  CHECK(texts_.size() + text.size() < std::numeric_limits<std::uint32_t>::max());
  if (edges_.size() * 3 >= slots_.size() * 2) grow();
  const std::uint64_t hash = edge_hash(node, kind, text_hash);
  edges_.push_back({static_cast<std::uint32_t>(texts_.size()),
                    static_cast<std::uint32_t>(text.size()), node, value, hash, kind});
  slots_[free_slot(hash)] = {tag_of(hash), static_cast<std::uint32_t>(edges_.size())};
  texts_ += text;
  return value;
}

}  // namespace onward::rules
