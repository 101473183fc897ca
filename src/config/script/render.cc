// SPDX-License-Identifier: MIT
// The text that a script redirects to as a target. What is the request's own origin is left out: a
// path leads to the same place. Where it leads must be up to the script alone.
#include "config/script/render.h"

#include "config/hosting/path_pattern.h"
#include "config/pattern_text.h"
#include "config/script/compare.h"

#include <algorithm>

namespace onward::config {
namespace {

using What = Part::What;

/// Where the text is in its URL.
enum class Zone : std::uint8_t { Start, Authority, Path, Query };

class Renderer {
 public:
  explicit Renderer(const rules::Place& place) : place_(place) {}

  Rendered run(Parts text) {
    text = without_origin(joined(std::move(text)));
    if (text.empty()) return refuse("the target is empty");
    for (std::size_t i = 0; i < text.size() && made_.refusal.empty(); ++i) {
      add(text[i], i + 1 == text.size());
    }
    const bool leads = made_.to.starts_with('/') || made_.to.starts_with("http://") ||
                       made_.to.starts_with("https://") || made_.to.starts_with("{request.");
    if (made_.refusal.empty() && !leads) return refuse("the target is no whole URL and no path");
    if (made_.to.starts_with("//")) return refuse("the target begins with '//': another host");
    return std::move(made_);
  }

 private:
  Rendered refuse(std::string why) {
    made_.refusal = std::move(why);
    return std::move(made_);
  }

  static Parts without_origin(Parts text) {
    const bool has_origin = text.size() > 3 && text[0].what == What::Scheme &&
                            text[1] == literal_part("://") && text[2].what == What::Host;
    const bool is_behind_slash =
        has_origin && (text[3].what == What::Path ||
                       (text[3].what == What::Literal && text[3].text.starts_with('/')));
    if (is_behind_slash) text.erase(text.begin(), text.begin() + 3);
    return text;
  }

  void follow(std::string_view literal) {
    if (zone_ == Zone::Start) {
      const std::size_t slashes = literal.find("://");
      if (slashes == std::string_view::npos) {
        zone_ = Zone::Path;
      } else {
        zone_ = Zone::Authority;
        literal.remove_prefix(slashes + 3);
      }
    }
    if (made_.to == "{request.scheme}" && literal.starts_with("://")) literal.remove_prefix(3);
    if (zone_ == Zone::Authority && literal.find('/') != std::string_view::npos) zone_ = Zone::Path;
    if (literal.find('?') != std::string_view::npos) zone_ = Zone::Query;
  }

  void add(const Part& part, bool is_last) {
    switch (part.what) {
      case What::Literal:
        follow(part.text);
        made_.to += escape_template(part.text);
        return;
      case What::Path:
        if (zone_ != Zone::Query) zone_ = Zone::Path;
        made_.to += "{request.path}";
        return;
      case What::Search:
        add_search(part, is_last);
        return;
      case What::Query:
        keep_mark();
        made_.to += "{request.query}";
        return;
      case What::Host:
        made_.fills_host = made_.fills_host || zone_ == Zone::Authority;
        made_.to += "{request.host}";
        return;
      case What::Scheme:
        made_.to += "{request.scheme}";
        zone_ = zone_ == Zone::Start ? Zone::Authority : zone_;
        return;
      case What::Method:
        made_.to += "{request.method}";
        return;
      case What::Group:
        add_group(part);
        return;
      case What::QueryValue:
        if (zone_ == Zone::Start || zone_ == Zone::Authority) {
          made_.refusal = "the query says where the redirect leads";
          made_.about = rules::About::HostOfClient;
        }
        keep_mark();
        made_.to += "{query." + part.text + "}";
        return;
      case What::Field:
        made_.refusal = "the field '" + part.text + "' is filled into the target";
        return;
      case What::Cookie:
        made_.refusal = "the cookie '" + part.text + "' is filled into the target";
        return;
      case What::Unknown:
        made_.refusal = part.text.empty() ? "the target is computed" : part.text;
        return;
    }
  }

  /// A "?" that the script writes stands whatever follows.
  void keep_mark() {
    if (made_.to.ends_with('?')) made_.query = rules::QueryPolicy::AsWritten;
  }

  void add_search(const Part& part, bool is_last) {
    if (!is_last || zone_ == Zone::Query) {
      made_.refusal = "the query stands in the middle of the target";
    }
    made_.query = part.has_mark ? rules::QueryPolicy::Keep : rules::QueryPolicy::KeepNonempty;
  }

  void add_group(const Part& part) {
    if (zone_ == Zone::Start ||
        (zone_ == Zone::Authority && part.subject != rules::Subject::Host)) {
      made_.refusal = "a part of the request would choose the host";
      made_.about = rules::About::HostOfClient;
      return;
    }
    made_.fills_host = made_.fills_host || zone_ == Zone::Authority;
    auto found = std::ranges::find(groups_, part);
    if (found == groups_.end()) {
      groups_.push_back(part);
      found = groups_.end() - 1;
      const std::string name = "p" + std::to_string(groups_.size());
      rules::Conditions when;
      when.place = place_;
      when.regex = regex_of(part.before + "(?P<" + name + ">" + part.inner + ")" + part.after,
                            place_, part.subject);
      made_.conditions.push_back(std::move(when));
    }
    made_.to += "{p" + std::to_string(found - groups_.begin() + 1) + "}";
  }

  rules::Place place_;
  Rendered made_;
  Zone zone_ = Zone::Start;
  std::vector<Part> groups_;
};

}  // namespace

Rendered rendered(Parts text, const rules::Place& place) {
  return Renderer(place).run(std::move(text));
}

}  // namespace onward::config
