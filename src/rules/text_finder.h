// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// Which of very many texts occur in a subject: one pass, whatever the number of texts
// (Aho and Corasick, 1975).
//
//   texts  abc, bcd       root -a-> · -b-> · -c-> [abc]
//                         root -b-> · -c-> · -d-> [bcd]
//   where a byte leads nowhere, the automaton goes on from the longest end of what it has read that
//   is the begin of a text: from "abc" to "bc"
namespace onward::rules {

/// Which texts of a finder were found. One thread; reused.
class FoundTexts {
 public:
  /// Forgets them.
  void clear();

  const std::vector<std::uint32_t>& numbers() const { return numbers_; }

 private:
  friend class TextFinder;

  std::vector<std::uint32_t> marks_;  ///< by node; `round_` where it was found
  std::uint32_t round_ = 0;
  std::vector<std::uint32_t> numbers_;
};

/// Filled by one thread, then share freely. Texts have no upper-case ASCII letters; subjects are
/// read as if they had none.
class TextFinder {
 public:
  TextFinder();

  /// The text's number, from 0; the same for the same text.
  std::uint32_t add(std::string_view text);
  /// Behind the last one.
  void finish();
  bool empty() const { return texts_ == 0; }

  /// Appends the numbers of those that occur and were not found before, each once. Takes time in
  /// proportion to the subject and to what it appends.
  void find(std::string_view subject, FoundTexts& found) const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  struct Node {
    std::uint32_t parent = 0;
    std::uint32_t text = kNone;     ///< the one that ends here
    std::uint32_t back = 0;         ///< the longest proper end of it that is a node
    std::uint32_t shorter = kNone;  ///< the longest proper end of it that is a text
    std::uint8_t byte = 0;
    std::uint8_t depth = 0;
  };
  struct Slot {
    std::uint32_t from = 0;
    std::uint32_t to = 0;  ///< 0: free, as nothing leads to the root
    std::uint8_t byte = 0;
  };

  std::uint32_t next(std::uint32_t node, std::uint8_t byte) const;
  void put(std::uint32_t node, std::uint8_t byte, std::uint32_t to);
  void grow();

  std::array<std::uint32_t, 256> first_{};  ///< from the root
  std::vector<Slot> slots_;                 ///< from all others; half full at most
  std::size_t edges_ = 0;
  std::vector<Node> nodes_;
  std::uint32_t texts_ = 0;
};

}  // namespace onward::rules
