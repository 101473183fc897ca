// SPDX-License-Identifier: MIT
// What Caddy's matchers ask, asked with conditions of ours. In a set matchers of different names
// must all hold; of one name that is given twice, the values join. Paths are compared decoded,
// without case and with slashes merged: the rules that use these conditions compare so.
#include "config/caddy/matchers.h"

#include "base/ascii.h"
#include "config/caddy/path.h"
#include "config/logic.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config::caddy {
namespace {

using rules::Conditions;
using rules::Text;
using rules::ValueTest;

using Values = std::span<const Word>;

Text text_of(const Word& word) { return {word.text, word.place}; }

bool has_placeholder(const Word& word) {
  const std::size_t open = word.text.find('{');
  return open != std::string::npos && word.text.find('}', open) != std::string::npos;
}

/// A set of matchers on its way: the values of those that join are gathered by name.
class Set {
 public:
  explicit Set(std::string name) : name_(std::move(name)) {}

  void add_line(const Line& line) { add_line(line.name(), values(line), line.block, line.place()); }

  void add_line(const std::string& kind, Values values, std::span<const Line> block,
                const rules::Place& place) {
    if (kind == "not") {
      add_not(values, block);
      return;
    }
    const bool reads_placeholders = kind == "expression" || kind == "path_regexp" ||
                                    kind == "header_regexp" || kind == "vars" || kind == "file";
    if (!reads_placeholders && std::ranges::any_of(values, has_placeholder)) {
      return refuse("a placeholder in '" + kind + "' changes with the request");
    }
    if (kind == "path") return add_paths(values);
    if (kind == "host") {
      for (const Word& value : values) hosts_.push_back(host_pattern(value.text, value.place));
      return;
    }
    if (kind == "method") {
      for (const Word& value : values) {
        std::string method = value.text;
        for (char& c : method) c = base::to_upper(c);
        methods_.push_back({std::move(method), value.place});
      }
      return;
    }
    if (kind == "path_regexp") return add_path_regexp(values);
    if (kind == "header") return add_header(values);
    if (kind == "header_regexp") return add_header_regexp(values);
    if (kind == "query") return add_query(values);
    if (kind == "protocol") return add_protocol(values);
    if (kind == "remote_ip" || kind == "client_ip") return add_clients(values);
    if (kind == "file") return refuse("'file' asks for files that are on the server's disk");
    if (kind == "expression") return refuse("'expression' computes");
    refuse("the matcher '" + kind + "' is not known", place);
  }

  Matcher finish() {
    Matcher matcher = std::move(matcher_);
    matcher.is_given = true;
    if (!hosts_.empty()) {
      Conditions hosts;
      hosts.hosts = std::move(hosts_);
      add(matcher.when, std::move(hosts));
    }
    if (!methods_.empty()) add(matcher.when, exact_methods(std::move(methods_)));
    if (!paths_.empty()) add(matcher.when, either(std::move(paths_)));
    for (auto& [name, tests] : fields_) add(matcher.when, either(std::move(tests)));
    for (auto& [name, tests] : queries_) add(matcher.when, either(std::move(tests)));
    if (!clients_.empty()) {
      Conditions clients;
      clients.clients = std::move(clients_);
      add(matcher.when, std::move(clients));
    }
    return matcher;
  }

 private:
  static Values values(const Line& line) { return Values(line.words).subspan(1); }

  void refuse(std::string why, const rules::Place& /*place*/ = {}) {
    if (matcher_.why.empty()) matcher_.why = std::move(why);
  }

  void add_paths(Values values) {
    for (const Word& value : values) {
      matcher_.paths.push_back(base::to_lower(value.text));
      paths_.push_back(path_condition(text_of(value)));
    }
  }

  void add_path_regexp(Values values) {
    if (values.empty()) return refuse("'path_regexp' has no expression");
    // A name before it is for its groups; without, they go by the name of the matcher.
    const std::string name = values.size() > 1 ? values[0].text : name_;
    const std::string stem = group_stem(name.starts_with('@') ? name.substr(1) : name);
    Conditions when;
    when.regex = rules::Regex{
        {minding_case(with_named_groups(values.back().text, stem)), values.back().place},
        rules::Engine::Re2,
        rules::Subject::DecodedPath};
    add(matcher_.when, std::move(when));
    matcher_.stems[name.starts_with('@') ? name.substr(1) : name] = stem;
    matcher_.stems[""] = stem;
  }

  static ValueTest test_of(const Text& name, const Text& value) {
    ValueTest test{name, ValueTest::Kind::Equals, value};
    std::string& text = test.value.value;
    const bool begins_open = text.starts_with('*');
    const bool ends_open = text.size() > 1 && text.ends_with('*');
    if (text == "*") {
      test.kind = ValueTest::Kind::Present;
      test.value = {};
    } else if (begins_open && ends_open) {
      test.kind = ValueTest::Kind::Contains;
      text = text.substr(1, text.size() - 2);
    } else if (ends_open) {
      test.kind = ValueTest::Kind::Prefix;
      text.pop_back();
    } else if (begins_open) {
      test.kind = ValueTest::Kind::Regex;
      text = escape_regex(text.substr(1)) + "$";
    }
    return test;
  }

  void add_header(Values values) {
    if (values.empty()) return refuse("'header' has no field");
    Text name = text_of(values[0]);
    Conditions when;
    if (base::equals_ignore_case(name.value, "Host")) {
      for (const Word& value : values.subspan(1)) {
        when.hosts.push_back(host_pattern(value.text, value.place));
      }
      return add(matcher_.when, std::move(when));
    }
    if (name.value.starts_with('!')) {
      name.value.erase(0, 1);
      when.fields.push_back({name, ValueTest::Kind::Absent, {}});
      return add(matcher_.when, std::move(when));
    }
    auto& tests = fields_[name.value];
    if (values.size() == 1) {
      when.fields.push_back({name, ValueTest::Kind::Present, {}});
      tests.push_back(std::move(when));
    }
    for (const Word& value : values.subspan(1)) {
      tests.emplace_back().fields.push_back(test_of(name, text_of(value)));
    }
  }

  void add_header_regexp(Values values) {
    if (values.size() < 2) return refuse("'header_regexp' has no expression");
    const bool is_named = values.size() > 2;
    const Word& field = values[is_named ? 1 : 0];
    const Word& expression = values.back();
    const std::string name = is_named ? values[0].text : "";
    Conditions when;
    if (base::equals_ignore_case(field.text, "Host")) {
      const std::string stem = group_stem(is_named ? name : name_.substr(name_.starts_with('@')));
      when.regex =
          rules::Regex{{minding_case(with_named_groups(expression.text, stem)), expression.place},
                       rules::Engine::Re2,
                       rules::Subject::Host};
      matcher_.stems[is_named ? name : name_.substr(name_.starts_with('@'))] = stem;
      matcher_.stems[""] = stem;
    } else {
      when.fields.push_back({text_of(field), ValueTest::Kind::Regex, text_of(expression)});
    }
    add(matcher_.when, std::move(when));
  }

  void add_query(Values values) {
    for (const Word& value : values) {
      const std::size_t equals = value.text.find('=');
      if (value.text.empty()) {
        Conditions when;
        when.regex = rules::Regex{{"^$", value.place}, rules::Engine::Re2, rules::Subject::Query};
        add(matcher_.when, std::move(when));
        continue;
      }
      if (equals == std::string::npos) return refuse("'query' compares 'name=value'");
      const Text name{value.text.substr(0, equals), value.place};
      const std::string wanted = value.text.substr(equals + 1);
      ValueTest test{name, ValueTest::Kind::Equals, {wanted, value.place}};
      if (wanted == "*") test = {name, ValueTest::Kind::Present, {}};
      queries_[name.value].emplace_back().query.push_back(std::move(test));
    }
  }

  void add_protocol(Values values) {
    const std::string name = values.empty() ? "" : values[0].text;
    if (name != "http" && name != "https") {
      return refuse("the protocol '" + name + "' is no condition that a rule has");
    }
    Conditions when;
    when.scheme = text_of(values[0]);
    add(matcher_.when, std::move(when));
  }

  void add_clients(Values values) {
    // Caddy's own list.
    constexpr std::array<std::string_view, 6> kPrivate{
        "192.168.0.0/16", "172.16.0.0/12", "10.0.0.0/8", "127.0.0.1/8", "fd00::/8", "::1"};
    for (const Word& value : values) {
      if (value.text == "forwarded") {
        return refuse("'forwarded' believes what X-Forwarded-For says");
      }
      if (value.text != "private_ranges") {
        clients_.push_back(text_of(value));
        continue;
      }
      for (const std::string_view network : kPrivate) {
        clients_.push_back(
            {network == "127.0.0.1/8" ? "127.0.0.0/8" : std::string(network), value.place});
      }
    }
  }

  void add_not(Values values, std::span<const Line> block) {
    Set inner(name_);
    if (!values.empty()) {
      inner.add_line(values[0].text, values.subspan(1), {}, values[0].place);
    }
    for (const Line& line : block) inner.add_line(line);
    Matcher matcher = inner.finish();
    if (!matcher.why.empty()) refuse(std::move(matcher.why));
    add(matcher_.when, negation(std::move(matcher.when)));
  }

  std::string name_;
  Matcher matcher_;
  std::vector<Text> hosts_;
  std::vector<Text> methods_;
  std::vector<Text> clients_;
  std::vector<Conditions> paths_;
  std::map<std::string, std::vector<Conditions>, std::less<>> fields_;
  std::map<std::string, std::vector<Conditions>, std::less<>> queries_;
};

}  // namespace

Text host_pattern(std::string_view host, const rules::Place& place) {
  std::string pattern;
  std::size_t wildcards = 0;
  while (!host.empty()) {
    const std::size_t dot = std::min(host.find('.'), host.size());
    const std::string_view label = host.substr(0, dot);
    if (label == "*") {
      pattern.append(":label").append(wildcards == 0 ? "" : std::to_string(wildcards));
      ++wildcards;
    } else {
      pattern += host.starts_with('[') ? std::string(host) : escape_pattern(label);
      if (host.starts_with('[')) break;
    }
    if (dot < host.size()) pattern += '.';
    host.remove_prefix(std::min(dot + 1, host.size()));
  }
  return {std::move(pattern), place};
}

Matcher path_matcher(const Word& path) {
  Set set("");
  const Word words[] = {path};
  set.add_line("path", words, {}, path.place);
  return set.finish();
}

void define_matcher(const Line& line, Matchers& matchers) {
  Set set(line.name());
  const auto values = std::span<const Word>(line.words).subspan(1);
  if (values.size() == 1 && values[0].is_quoted && !line.has_block) {
    set.add_line("expression", values, {}, line.place());
  } else if (!values.empty()) {
    set.add_line(values[0].text, values.subspan(1), line.block, line.place());
  } else {
    for (const Line& inner : line.block) set.add_line(inner);
  }
  matchers.insert_or_assign(line.name(), set.finish());
}

}  // namespace onward::config::caddy
