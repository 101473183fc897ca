// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Other people's readers of HTTP/1.1 as oracles: llhttp (what Node reads with) and Boost.Beast.
// They are less strict than ours, so only one direction is asked: what ours accepts, they must
// accept, and see the same message in it.
//
//   disagreement(Role::Request, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");  // "": all three agree
namespace onward::test {

/// The first message in some bytes, as one reader sees it.
struct SeenMessage {
  std::string method;  ///< or the status of a response
  std::string target;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string content;
  std::size_t size = 0;  ///< in bytes, from its first to its last
  bool is_whole = false;

  friend bool operator==(const SeenMessage&, const SeenMessage&) = default;
};

enum class Role : std::uint8_t { Request, Response };

/// nullopt: refused. Responses are answers to GET.
std::optional<SeenMessage> see_with_onward(Role role, std::string_view wire);
std::optional<SeenMessage> see_with_llhttp(Role role, std::string_view wire);
std::optional<SeenMessage> see_with_beast(Role role, std::string_view wire);

/// "" where Onward refuses the first message of `wire` or all agree about it; else what they see.
/// What an oracle is known not to read is left out, in this function, each with its reason.
std::string disagreement(Role role, std::string_view wire);

}  // namespace onward::test
