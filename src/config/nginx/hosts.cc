// SPDX-License-Identifier: MIT
// nginx chooses among the servers of a port: by a name that is the host, by the longest "*.x", the
// longest "x.*", the first regular expression, and else the port's default server, which is the
// first one where none says so ("Server names" in its documentation). Rules know the scheme; ports
// count only where servers of one scheme differ by them.
#include "config/nginx/hosts.h"

#include "base/ascii.h"
#include "config/nginx/expression.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <map>
#include <utility>

namespace onward::config::nginx {
namespace {

using rules::Severity;

enum class Form { Exact, Head, Tail, Regex };

struct Name {
  Form form = Form::Exact;
  std::string text;
  rules::Place place{};
};

std::vector<Name> names_of(const Server& server) {
  std::vector<Name> names;
  for (const Word& word : server.names) {
    const std::string text = base::to_lower(word.text);
    if (text.starts_with('~')) {
      names.push_back({Form::Regex, word.text.substr(1), word.place});
    } else if (text.starts_with("*.")) {
      names.push_back({Form::Head, text, word.place});
    } else if (text.ends_with(".*")) {
      names.push_back({Form::Tail, text, word.place});
    } else if (text.starts_with('.') && text.size() > 1) {
      names.push_back({Form::Exact, text.substr(1), word.place});
      names.push_back({Form::Head, "*" + text, word.place});
    } else if (!text.empty() && text != "_" && text.find('*') == std::string::npos &&
               text.find('$') == std::string::npos) {
      names.push_back({Form::Exact, text, word.place});
    }
  }
  return names;
}

std::string pattern_of(const Name& name) {
  if (name.form == Form::Head) return "*." + escape_pattern(name.text.substr(2));
  if (name.form == Form::Tail)
    return escape_pattern(name.text.substr(0, name.text.size() - 2)) + ".*";
  return escape_pattern(name.text);
}

/// Servers that one port, or all ports of one scheme, have.
struct Group {
  std::vector<const Server*> servers;
  const Server* standard = nullptr;

  bool operator==(const Group&) const = default;
};

class Chooser {
 public:
  Chooser(const Model& model, rules::Diagnostics& diagnostics)
      : model_(model), diagnostics_(diagnostics) {}

  std::vector<State> run() {
    std::map<unsigned, Group> http;
    std::map<unsigned, Group> https;
    for (const auto& server : model_.servers) {
      for (const Listen& listen : server->listens) {
        (listen.is_https ? https : http).try_emplace(listen.port);
      }
    }
    const bool is_open = std::ranges::any_of(
        model_.servers, [](const auto& server) { return server->listens.empty(); });
    if (is_open || http.empty()) http.try_emplace(80);
    if (is_open) https.try_emplace(443);
    for (auto& [port, group] : http) fill(group, port, false);
    for (auto& [port, group] : https) fill(group, port, true);
    const bool is_one =
        http.size() == 1 && https.size() == 1 && http.begin()->second == https.begin()->second;
    if (is_one) {
      add_group(http.begin()->second, {});
    } else {
      add_scheme(https, "https", 443);
      add_scheme(http, "http", 80);
    }
    return std::move(entries_);
  }

 private:
  using Atoms = std::vector<Atom>;

  void fill(Group& group, unsigned port, bool is_https) const {
    for (const auto& server : model_.servers) {
      bool is_here = server->listens.empty();
      bool is_default = false;
      for (const Listen& listen : server->listens) {
        if (listen.port != port || listen.is_https != is_https) continue;
        is_here = true;
        is_default = is_default || listen.is_default;
      }
      if (!is_here) continue;
      group.servers.push_back(server.get());
      if (is_default) group.standard = server.get();
    }
    if (group.standard == nullptr && !group.servers.empty()) {
      group.standard = group.servers.front();
    }
  }

  /// Ports with the same servers are one; the scheme's own port asks for no port and comes last.
  void add_scheme(const std::map<unsigned, Group>& ports, const std::string& scheme,
                  unsigned usual) {
    if (ports.empty()) return;
    const auto main = ports.contains(usual) ? ports.find(usual) : ports.begin();
    Atom of_scheme;
    of_scheme.other.scheme = {scheme, main->second.servers.empty()
                                          ? rules::Place{}
                                          : main->second.servers.front()->place};
    for (const auto& [port, group] : ports) {
      if (group == main->second || group.servers.empty()) continue;
      Atom of_port;
      const rules::Place& place = group.servers.front()->place;
      of_port.other.match = {scheme + "://*:" + std::to_string(port) + "/*", place};
      diagnostics_.push_back({Severity::Note, place,
                              "the servers of port " + std::to_string(port) +
                                  " are told from those of port " + std::to_string(main->first) +
                                  " by the port that clients write into the URL",
                              ""});
      add_group(group, {std::move(of_port)});
    }
    add_group(main->second, {std::move(of_scheme)});
  }

  void add_group(const Group& group, const Atoms& above) {
    std::map<const Server*, std::vector<Name>> names;
    bool has_wide = false;
    for (const Server* server : group.servers) {
      names[server] = names_of(*server);
      for (const Name& name : names[server]) {
        has_wide = has_wide || (server != group.standard && group.standard != nullptr &&
                                takes_of(name, names_of(*group.standard)));
      }
    }
    const bool is_mixed = std::ranges::any_of(group.servers, [&](const Server* server) {
      return std::ranges::any_of(names[server], [&](const Name& name) {
        return name.form != Form::Exact && conflicts(name, *server, names);
      });
    });
    for (const Form form : {Form::Exact, Form::Head, Form::Tail, Form::Regex}) {
      add_form(group, names, above, form, is_mixed, has_wide);
    }
    if (group.standard != nullptr) add_entry(*group.standard, above, {});
  }

  /// Whether a name may fit a host that one of the others names more closely.
  static bool takes_of(const Name& name, const std::vector<Name>& others) {
    return name.form != Form::Exact && std::ranges::any_of(others, [&](const Name& other) {
             if (other.form != Form::Exact) return true;
             if (name.form == Form::Head) return other.text.ends_with(name.text.substr(1));
             if (name.form == Form::Regex) return search(name.text, true, other.text).has_value();
             return other.text.starts_with(name.text.substr(0, name.text.size() - 1));
           });
  }

  /// Whether a name that goes before this one fits hosts that this one fits, too.
  static bool conflicts(const Name& name, const Server& server,
                        const std::map<const Server*, std::vector<Name>>& names) {
    for (const auto& [other, others] : names) {
      if (other == &server) continue;
      for (const Name& one : others) {
        const bool is_apart = name.form == Form::Head && one.form == Form::Exact &&
                              !one.text.ends_with(name.text.substr(1));
        if (!is_apart) return true;
      }
    }
    return false;
  }

  void add_form(const Group& group, const std::map<const Server*, std::vector<Name>>& names,
                const Atoms& above, Form form, bool is_mixed, bool has_wide) {
    struct Item {
      const Server* server;
      std::vector<Name> names;
      std::size_t weight;
    };
    std::vector<Item> items;
    for (const Server* server : group.servers) {
      if (server == group.standard && !has_wide) continue;  // it gets them in any case
      Item item{server, {}, 0};
      for (const Name& name : names.at(server)) {
        // Without conflicts all but regular expressions go together, at the first form.
        const bool is_here = is_mixed || name.form == Form::Regex
                                 ? name.form == form
                                 : form == Form::Exact && name.form != Form::Regex;
        if (!is_here) continue;
        if (form == Form::Exact) {
          item.names.push_back(name);
        } else {
          items.push_back({server, {name}, name.text.size()});
        }
      }
      if (!item.names.empty()) items.push_back(std::move(item));
    }
    if (form == Form::Head || form == Form::Tail) {
      std::ranges::stable_sort(items, std::ranges::greater{}, &Item::weight);
    }
    for (const Item& item : items) add_entry(*item.server, above, item.names);
  }

  void add_entry(const Server& server, const Atoms& above, const std::vector<Name>& names) {
    State state;
    state.server = &server;
    state.next_atom = 1;
    for (Atom atom : above) {
      atom.number = state.next_atom++;
      state.atoms.push_back(std::move(atom));
    }
    if (!names.empty() && names.front().form == Form::Regex) {
      auto regex = compilable("(?i)" + names.front().text, false);
      if (!regex) {
        diagnostics_.push_back(
            {Severity::Error, names.front().place,
             "'" + names.front().text + "' is no regular expression that is understood here",
             "its server is left out for these hosts"});
        return;
      }
      Outcome outcome;
      outcome.kind = Outcome::Kind::Depends;
      outcome.atom.place = names.front().place;
      outcome.atom.other.regex = rules::Regex{
          {std::move(regex->expression), names.front().place}, regex->engine, rules::Subject::Host};
      assume(outcome, state);
    } else if (!names.empty()) {
      Atom atom;
      atom.number = state.next_atom++;
      for (const Name& name : names) {
        atom.other.hosts.push_back({pattern_of(name), name.place});
      }
      state.atoms.push_back(std::move(atom));
    }
    entries_.push_back(std::move(state));
  }

  const Model& model_;
  rules::Diagnostics& diagnostics_;
  std::vector<State> entries_;
};

}  // namespace

std::vector<State> entries_of(const Model& model, rules::Diagnostics& diagnostics) {
  return Chooser(model, diagnostics).run();
}

}  // namespace onward::config::nginx
