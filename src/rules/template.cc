// SPDX-License-Identifier: MIT
// A template is read in one pass; every fault is reported, so that one look at the file mends all
// of them. Names are looked up here, once: filling in goes by index.
#include "rules/template.h"

#include "base/ascii.h"
#include "rules/nearest.h"

#include <algorithm>
#include <array>

namespace onward::rules {
namespace {

struct RequestName {
  std::string_view name;
  Part::Kind kind;
};
constexpr std::array kRequestNames{
    RequestName{"path", Part::Kind::Path},     RequestName{"host", Part::Kind::Host},
    RequestName{"query", Part::Kind::Query},   RequestName{"scheme", Part::Kind::Scheme},
    RequestName{"method", Part::Kind::Method}, RequestName{"target", Part::Kind::RequestTarget},
};

std::vector<std::string> group_names(const CaptureNames& names) {
  std::vector<std::string> groups;
  groups.reserve(names.path.size() + names.host.size());
  for (const GroupName& group : names.path) groups.push_back(group.name);
  for (const std::string& name : names.host) groups.push_back("host." + name);
  return groups;
}

std::vector<std::string> all_names(const CaptureNames& names) {
  std::vector<std::string> all = group_names(names);
  for (const RequestName& request : kRequestNames) {
    all.push_back("request." + std::string(request.name));
  }
  return all;
}

std::string groups_there_are(const CaptureNames& names) {
  const std::vector<std::string> groups = group_names(names);
  if (groups.empty()) {
    return "the rule has no groups; request.path, request.host, request.query, request.scheme, "
           "request.method, request.target and query.NAME are always there";
  }
  return "there " + std::string(groups.size() == 1 ? "is " : "are ") + listed(groups) +
         ", and request.path, request.host, request.query, request.scheme, request.method, "
         "request.target, query.NAME";
}

class TemplateParser {
 public:
  TemplateParser(const Text& text, const CaptureNames& names, Diagnostics& diagnostics)
      : text_(text), names_(names), diagnostics_(diagnostics) {}

  Parts run() {
    const std::string_view all = text_.value;
    while (at_ < all.size()) {
      const char c = all[at_];
      const bool doubled = at_ + 1 < all.size() && all[at_ + 1] == c;
      if ((c == '{' || c == '}') && doubled) {
        add_text(c);
        at_ += 2;
      } else if (c == '{') {
        read_name();
      } else {
        if (c == '}') fault("there is a '}' without a '{' before it", "a brace itself is '}}'");
        if (base::is_control(c)) fault("the target has a control character", "remove it");
        check_foreign_capture();
        add_text(c);
        ++at_;
      }
    }
    return std::move(parts_);
  }

 private:
  void fault(std::string message, std::string hint) {
    diagnostics_.push_back({Severity::Error, text_.place, std::move(message), std::move(hint)});
  }

  void add_text(char c) {
    if (parts_.empty() || parts_.back().kind != Part::Kind::Literal) parts_.push_back({});
    parts_.back().text += c;
  }

  void read_name() {
    const std::size_t end = text_.value.find('}', at_);
    if (end == std::string::npos) {
      fault("there is a '{' without a '}' behind it", "a brace itself is '{{'");
      at_ = text_.value.size();
      return;
    }
    const std::string name = text_.value.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (name == "*") return add_text('*');
    if (!find(name)) unknown(name);
  }

  bool find(std::string_view name) {
    using enum Part::Kind;
    if (find_group(name)) return true;
    if (name.starts_with("host.")) return find_host_group(name.substr(5));
    if (name.starts_with("query.") && name.size() > 6) {
      parts_.push_back({Parameter, std::string(name.substr(6))});
      return true;
    }
    for (const RequestName& request : kRequestNames) {
      if (name.starts_with("request.") && name.substr(8) == request.name) {
        parts_.push_back({request.kind});
        return true;
      }
    }
    return false;
  }

  bool find_group(std::string_view name) {
    const auto found = std::ranges::find(names_.path, name, &GroupName::name);
    if (found == names_.path.end()) return false;
    const auto index = static_cast<std::size_t>(found - names_.path.begin());
    parts_.push_back({Part::Kind::PathGroup, {}, index, found->source});
    return true;
  }

  bool find_host_group(std::string_view name) {
    const auto found = std::ranges::find(names_.host, name);
    if (found == names_.host.end()) return false;
    const auto index = static_cast<std::size_t>(found - names_.host.begin());
    parts_.push_back({Part::Kind::HostGroup, {}, index, GroupSource::Host});
    return true;
  }

  void unknown(const std::string& name) {
    if (names_.is_partial) return;  // it may well be in what could not be read
    const std::vector<std::string> all = all_names(names_);
    const std::string_view near = nearest(name, all);
    std::string hint = near.empty() ? "" : "did you mean {" + std::string(near) + "}? ";
    fault("there is no '{" + name + "}'", hint + groups_there_are(names_));
  }

  /// ":id" of patterns and _redirects, "$1" of regular expressions, "*" of patterns.
  void check_foreign_capture() {
    const std::string_view rest = std::string_view(text_.value).substr(at_);
    if (rest.front() == '$' && rest.size() > 1 && base::is_digit(rest[1])) {
      fault("'" + std::string(rest.substr(0, 2)) + "' is not filled in here",
            "captures are written {" + std::string(rest.substr(1, 1)) +
                "}; a dollar sign before a digit is written %24");
    }
    if (rest.front() == ':') {
      const auto end = std::find_if_not(rest.begin() + 1, rest.end(),
                                        [](char c) { return base::is_alnum(c) || c == '_'; });
      const std::string name(rest.begin() + 1, end);
      if (name.empty() || base::is_digit(name.front())) return;
      if (std::ranges::find(names_.path, name, &GroupName::name) == names_.path.end()) return;
      fault("':" + name + "' is not filled in here", "captures are written {" + name + "}");
    }
    if (rest == "*" && at_ > 0 && text_.value[at_ - 1] == '/' && !names_.path.empty()) {
      fault("'*' is not filled in here",
            "captures are written {0}; an asterisk itself is written {*}");
    }
  }

  const Text& text_;
  const CaptureNames& names_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  Parts parts_;
};

std::string_view group(std::span<const Capture> captures, std::size_t index) {
  return index < captures.size() && captures[index].took_part ? captures[index].value
                                                              : std::string_view();
}

std::string_view parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) == name) {
      return pair.substr(std::min(equals + 1, pair.size()));
    }
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return {};
}

}  // namespace

Parts parse_template(const Text& text, const CaptureNames& names, Diagnostics& diagnostics) {
  return TemplateParser(text, names, diagnostics).run();
}

std::string_view value_of(const Part& part, const Filling& filling) {
  switch (part.kind) {
    case Part::Kind::Literal:
      return part.text;
    case Part::Kind::PathGroup:
      return group(filling.path, part.index);
    case Part::Kind::HostGroup:
      return group(filling.host, part.index);
    case Part::Kind::Parameter:
      return parameter(filling.url.query, part.text);
    case Part::Kind::Path:
      return filling.request_path;
    case Part::Kind::RequestTarget:
      return filling.url.sent_path();
    case Part::Kind::Host:
      return filling.url.host;
    case Part::Kind::Query:
      return filling.url.query;
    case Part::Kind::Scheme:
      return filling.url.scheme;
    case Part::Kind::Method:
      return filling.method;
  }
  return {};
}

}  // namespace onward::rules
