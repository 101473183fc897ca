// SPDX-License-Identifier: MIT
// Filling in what is known while the file is read. A variable that the file sets under conditions
// makes several texts of one; they stay in the order in which they are to be tried.
#include "config/apache/resolve.h"

#include "base/ascii.h"

namespace onward::config::apache {
namespace {

/// So many texts one may become.
constexpr std::size_t kMaxValues = 64;
constexpr int kMaxLookupDepth = 4;

class Resolver {
 public:
  explicit Resolver(const Known& known) : known_(known) { values_.push_back({}); }

  bool run(const Pieces& pieces, int depth) {
    for (const Piece& piece : pieces) {
      if (!add(piece, depth)) return false;
    }
    return true;
  }

  std::vector<Value> take() { return std::move(values_); }
  const std::string& fault() const { return fault_; }

 private:
  bool add(const Piece& piece, int depth) {
    switch (piece.kind) {
      case Piece::Kind::Literal:
        for (Value& value : values_) append_literal(value.parts, piece.text);
        return true;
      case Piece::Kind::Group:
        if (known_.groups != nullptr && piece.number < known_.groups->size()) {
          append_all((*known_.groups)[piece.number]);
        }
        return true;
      case Piece::Kind::ConditionGroup:
        if (known_.condition_groups != nullptr && piece.number < known_.condition_groups->size()) {
          append_all({(*known_.condition_groups)[piece.number]});
        }
        return true;
      case Piece::Kind::Variable:
        return variable(base::to_lower(piece.text));
      case Piece::Kind::Lookup:
        return lookup(piece, depth);
    }
    return true;
  }

  void append_all(const Parts& parts) {
    for (Value& value : values_) {
      for (const Part& part : parts) {
        if (part.kind == Part::Kind::Literal) {
          append_literal(value.parts, part.text);
        } else {
          value.parts.push_back(part);
        }
      }
    }
  }

  bool variable(const std::string& name) {
    if (!name.starts_with("env:")) {
      append_all({{Part::Kind::Variable, name}});
      return true;
    }
    const auto settings = known_.environment.settings_of(name.substr(4));
    if (settings.empty()) {
      if (name == "env:https") append_all({{Part::Kind::Variable, name}});
      return true;
    }
    std::vector<Value> values;
    for (const Value& value : values_) {
      for (const auto& setting : settings) {
        if (!setting.fault.empty()) return fail(setting.fault);
        if (!add_setting(value, setting, values)) return false;
        if (setting.when.empty()) break;
      }
      if (!settings.back().when.empty()) values.push_back(value);  // not set: empty
    }
    values_ = std::move(values);
    return true;
  }

  bool add_setting(const Value& before, const Environment::Setting& setting,
                   std::vector<Value>& values) {
    Value value = before;
    value.when.insert(value.when.end(), setting.when.begin(), setting.when.end());
    for (const Part& part : setting.value) {
      if (part.kind == Part::Kind::Literal) {
        append_literal(value.parts, part.text);
      } else {
        value.parts.push_back(part);
      }
    }
    values.push_back(std::move(value));
    return values.size() <= kMaxValues || fail("the environment has too many states");
  }

  bool lookup(const Piece& piece, int depth) {
    const auto map = known_.maps.find(piece.text);
    if (map == known_.maps.end()) return fail("there is no map '" + piece.text + "'");
    if (depth >= kMaxLookupDepth) return fail("look-ups nest too deep");
    Known known = known_;
    Resolver inner(known);
    if (!inner.run(pieces_of(piece.key), depth + 1)) return fail(inner.fault());
    const std::vector<Value> keys = inner.take();
    if (keys.size() != 1 || !keys[0].when.empty()) {
      return fail("the key of a look-up depends on the environment");
    }
    if (const auto constant = constant_of(keys[0].parts)) {
      if (auto found = look_up(map->second, *constant)) {
        if (found->empty() && piece.has_fallback) *found = piece.fallback;
        append_all({{Part::Kind::Literal, *found}});
        return true;
      }
    }
    const bool is_host =
        keys[0].parts.size() == 1 &&
        (keys[0].parts[0].text == "http_host" || keys[0].parts[0].text == "server_name" ||
         keys[0].parts[0].source == Part::Source::Host);
    if (map->second.kind == LookupMap::Kind::ToLower && is_host) {
      append_all(keys[0].parts);  // hosts are in lower case here
      return true;
    }
    if (map->second.kind == LookupMap::Kind::Unknown) {
      return fail("it looks up in the map '" + piece.text + "' (" + map->second.type + ")");
    }
    return fail("it looks up in the map '" + piece.text + "' by a part of the request");
  }

  bool fail(std::string text) {
    fault_ = std::move(text);
    return false;
  }

  const Known& known_;
  std::vector<Value> values_;
  std::string fault_;
};

}  // namespace

std::optional<std::vector<Value>> resolve(const Pieces& pieces, const Known& known,
                                          std::string& fault) {
  Resolver resolver(known);
  if (resolver.run(pieces, 0)) return resolver.take();
  fault = resolver.fault();
  return std::nullopt;
}

}  // namespace onward::config::apache
