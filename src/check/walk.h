// SPDX-License-Identifier: MIT
#pragma once

#include "check/site.h"
#include "rules/proof/asking.h"
#include "rules/proof/sample.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// The graph of requests and what they are answered: each request is asked once, however many
// redirects lead to it.
//
//   /a -> /b -> /c -> https://elsewhere.example/      3 hops
//   /x -> /y -> /x                                    a circle
//   /n -> /n/n -> /n/n/n -> …                         never ends, and never comes back either
namespace onward::check {

/// What becomes of a client that follows.
enum class Fate : std::uint8_t {
  New,      ///< not known yet
  OnPath,   ///< being walked
  Ends,     ///< after `hops` redirects
  Circle,   ///< comes back to where it was
  Endless,  ///< each answer leads on to another request
};

/// A request. Its URL is canonical, so that two ways to one request meet.
struct Node {
  std::uint64_t text = 0;  ///< where its URL begins
  std::uint32_t size = 0;
  std::uint32_t guise = 0;
  std::uint32_t next = 0;    ///< where its redirect leads, counted from 1; 0: there is none
  std::uint32_t first = 0;   ///< the rule that matched first, counted from 1; 0: none
  std::uint32_t rule = 0;    ///< the rule that decided, counted from 1; 0: none
  std::uint32_t line = 0;    ///< of its map's row
  std::uint32_t hops = 0;    ///< redirects to the end
  std::uint32_t circle = 0;  ///< of Circle and Endless: by which it is told from others
  std::uint16_t status = 0;
  Fate fate = Fate::New;
  bool is_here = true;
  bool is_on_circle = false;  ///< it comes back itself; others only run into the circle
};

/// What a client follows at most: browsers give up after 20 (Fetch, HTTP-redirect fetch).
inline constexpr std::size_t kMaxHops = 20;

/// One thread.
class Walk {
 public:
  Walk(const rules::Table& table, Site& site, bool slashes_alike);
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  /// The node of a request, asked but not followed; counted from 1, 0 where it is no request.
  std::uint32_t ask(const rules::SampleRequest& request);
  /// Follows it to its end, and all that come after it.
  void follow(std::uint32_t node);

  const Node& node(std::uint32_t number) const { return nodes_[number - 1]; }
  std::string_view url(const Node& node) const {
    return std::string_view(text_).substr(node.text, node.size);
  }
  /// The request of a node, to be asked again.
  rules::SampleRequest request(const Node& node) const;
  std::size_t size() const { return nodes_.size(); }
  std::size_t asked() const { return asked_; }
  rules::Asking& asking() { return asking_; }

 private:
  /// What a request has beside its URL.
  struct Guise {
    std::string method;
    std::vector<std::string> fields;
    rules::Address client;
    std::chrono::sys_seconds now;
  };

  std::uint32_t guise_of(const rules::SampleRequest& request);
  std::uint32_t node_of(std::uint32_t guise, std::string_view url, bool is_here);
  void answer(std::uint32_t number);
  void end_path(const std::vector<std::uint32_t>& path, std::uint32_t behind);
  bool grows(const std::vector<std::uint32_t>& path) const;
  void grow_slots();

  Site& site_;
  bool slashes_alike_;
  rules::Asking asking_;
  std::vector<Node> nodes_;
  std::string text_;
  std::vector<std::uint32_t> slots_;
  std::vector<Guise> guises_;
  std::map<std::string, std::uint32_t, std::less<>> known_guises_;
  rules::SampleRequest asked_request_;
  std::size_t asked_ = 0;
  std::uint32_t circles_ = 0;
};

/// The method that a client goes on with behind a redirect.
std::string method_behind(const std::string& method, std::uint16_t status);

}  // namespace onward::check
