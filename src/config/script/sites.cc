// SPDX-License-Identifier: MIT
// The redirects that stand in a script, whether a way comes to them or not: each is a rule or in
// the report. A Location counts in headers, as scripts have objects with a `location` for much
// else.
#include "base/ascii.h"
#include "config/script/machine.h"

#include <algorithm>

namespace onward::config {
namespace {

using Kind = Node::Kind;

bool is_member_call(const Node& node, std::string_view name) {
  return node.kind == Kind::Call && node.children[0]->kind == Kind::Member &&
         node.children[0]->text == name && node.children.size() > 1;
}

/// "res.setHeader("Location", …)": sent, if the status is one of a redirect.
bool sets_location(const Node& node) {
  for (const char* name : {"setHeader", "set", "header", "append"}) {
    if (is_member_call(node, name) && node.children.size() == 3 &&
        node.children[1]->kind == Kind::String &&
        base::equals_ignore_case(node.children[1]->text, "location")) {
      return true;
    }
  }
  if (!is_member_call(node, "location")) return false;
  const Node& object = *node.children[0]->children[0];
  return object.kind == Kind::Call ||
         (object.kind == Kind::Name && (object.text == "res" || object.text == "response"));
}

/// Whether a number stands there that is no status of a redirect.
bool is_other_status(const Node& node) {
  return node.kind == Kind::Number && (node.number < 300 || node.number > 399);
}

/// Walks the tree. `found(place, is_sure)`: sure is what redirects whatever the status is.
template <class Found>
class Walk {
 public:
  explicit Walk(Found found) : found_(found) {}

  void all(const Node& node) {
    if (is_member_call(node, "redirect")) found_(node.place, true);
    if (sets_location(node)) found_(node.place, false);
    const bool is_head = is_member_call(node, "writeHead") || is_member_call(node, "set") ||
                         is_member_call(node, "header") ||
                         (node.kind == Kind::New && node.children[0]->text == "Headers");
    const bool has_other =
        node.kind == Kind::Call && node.children.size() > 1 && is_other_status(*node.children[1]);
    if (is_head && !has_other) {
      for (const NodePtr& child : node.children) headers(*child);
    }
    if (node.kind == Kind::Object) object(node);
    for (const NodePtr& child : node.children) {
      if (child != nullptr) all(*child);
    }
  }

 private:
  /// { status: 301, headers: { Location: … } }
  void object(const Node& node) {
    const bool has_other = std::ranges::any_of(node.children, [](const NodePtr& one) {
      return one->text == "status" && !one->children.empty() && is_other_status(*one->children[0]);
    });
    for (const NodePtr& one : node.children) {
      if (one->text == "headers" && !one->children.empty() && !has_other) {
        headers(*one->children.back());
      }
    }
  }

  void headers(const Node& node) {
    if (node.kind != Kind::Object) return;
    for (const NodePtr& one : node.children) {
      if (one->kind == Kind::Property && base::equals_ignore_case(one->text, "location")) {
        found_(one->place, true);
      }
    }
  }

  Found found_;
};

}  // namespace

bool has_redirect(const Node& node) {
  bool has = false;
  Walk([&has](const rules::Place&, bool) { has = true; }).all(node);
  return has;
}

std::vector<rules::Place> redirects_in(const Node& node) {
  std::vector<rules::Place> places;
  Walk([&places](const rules::Place& place, bool is_sure) {
    if (is_sure) places.push_back(place);
  }).all(node);
  return places;
}

void Machine::add_site(const rules::Place& place) {
  for (const Site& site : sites_) {
    if (site.place == place) return;
  }
  sites_.push_back({place});
}

void Machine::explain(const Node& node, const std::string& why) {
  for (const rules::Place& place : redirects_in(node)) {
    for (Site& site : sites_) {
      if (site.place == place && site.why.empty()) site.why = why;
    }
  }
}

void Machine::lose(const rules::Place& place, const std::string& why, rules::About about) {
  add_site(place);
  for (Site& site : sites_) {
    if (site.place != place || site.is_lost) continue;
    site.is_lost = true;
    site.why = why;
    site.about = about;
  }
}

void Machine::finish(const std::string& why) {
  for (const Site& site : sites_) {
    if (!site.stands) {
      const std::string& said = site.why.empty() ? why : site.why;
      imported_.report().error_at(site.place, "this redirect is lost: " + said, "", site.about);
    } else if (site.is_lost) {
      imported_.warning(site.place, "this redirect is lost for some requests: " + site.why);
    }
  }
  ForeignRules& read = imported_.read();
  read.takeover.redirects += sites_.size();
  read.takeover.lost += static_cast<std::size_t>(std::ranges::count(sites_, false, &Site::stands));
  // Below the last redirect nothing needs to pass.
  while (!read.rules.empty() && read.rules.back().action.pass) read.rules.pop_back();
}

}  // namespace onward::config
