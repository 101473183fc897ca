// SPDX-License-Identifier: MIT
#pragma once

#include "config/imported.h"
#include "config/script/compare.h"
#include "config/script/paths.h"
#include "config/script/syntax.h"
#include "config/script/value.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onward::config {

/// Most ways through one handler, and most steps through one script.
inline constexpr std::size_t kMaxWays = 20'000;
inline constexpr std::size_t kMaxSteps = 5'000'000;

/// Runs a script on texts whose parts are those of a request. At module level nothing is unknown
/// but what was imported; in a handler a Paths says which way is taken. One thread.
class Machine {
 public:
  explicit Machine(Imported& imported);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  /// Functions and their scopes own each other: here that ends.
  ~Machine();

  /// What a way through a handler came to.
  struct Outcome {
    enum class Kind : std::uint8_t { Nothing, Answer, Redirect };
    Kind kind = Kind::Nothing;
    int status = 302;
    Parts location;
    bool keeps_relative = true;  ///< a relative location is sent; else it is an error there
    rules::Place place;
    std::string doubt;  ///< why it is not known whether the way is taken
  };

  /// A redirect that the script has written down.
  struct Site {
    rules::Place place;
    bool stands = false;  ///< a rule stands for it
    bool is_said = false;
  };

  void run_module(const Node& program);
  /// Counts the redirects of the script; says of those that no way came to why they are lost.
  void finish(const std::string& why);
  /// One handler, all of its ways: rules under `when`, each with what is assumed on its way.
  /// `call` runs it once and says its outcome.
  template <class Call>
  void explore(const rules::Rule& base, Call call) {
    Paths paths;
    paths_ = &paths;
    while (paths.next()) {
      if (paths.count() > kMaxWays || steps_ > kMaxSteps) {
        give_up(base.place);
        break;
      }
      doubt_.clear();
      emit(base, call(), paths);
    }
    paths_ = nullptr;
  }

  Value call(const Value& callee, std::vector<Value> arguments);
  /// What `router.name(arguments…)` does while the script is loaded: "get", "use", "route" …
  Value call_router(const Value& router, const std::string& name, std::vector<Value> arguments,
                    const rules::Place& place);
  std::shared_ptr<Scope> globals() { return globals_; }
  Imported& imported() { return imported_; }
  std::vector<Site>& sites() { return sites_; }
  void add_site(const rules::Place& place);

  /// Express: what Res gathered. Reset before each way.
  Outcome outcome;
  bool is_over = false;  ///< an answer was given: nothing more counts
  bool went_on = false;  ///< next() was called
  std::vector<Value> exports;
  std::vector<std::pair<rules::Place, Value>> listeners;  ///< of addEventListener("fetch")

 private:
  enum class Flow : std::uint8_t { Normal, Return, Break };

  std::shared_ptr<Scope> scope_below(std::shared_ptr<Scope> parent);
  /// Sees to it that what owns itself is given back.
  void keep(const std::shared_ptr<Thing>& thing);

  Flow run(const Node& statement, const std::shared_ptr<Scope>& scope);
  Flow run_block(const std::vector<NodePtr>& statements, const std::shared_ptr<Scope>& scope,
                 std::size_t first = 0);
  Flow run_if(const Node& node, const std::shared_ptr<Scope>& scope);
  Flow run_switch(const Node& node, const std::shared_ptr<Scope>& scope);
  Flow run_for_of(const Node& node, const std::shared_ptr<Scope>& scope);
  void declare(const Node& node, const std::shared_ptr<Scope>& scope);
  void bind(const std::vector<std::string>& names, std::size_t first, const Value& value,
            Scope& scope);
  void forget_assigned(const Node& node, Scope& scope);

  Value evaluate(const Node& node, const std::shared_ptr<Scope>& scope);
  Value evaluate_operand(const Node& node, const std::shared_ptr<Scope>& scope);
  Value evaluate_unary(const Node& node, const std::shared_ptr<Scope>& scope);
  Value evaluate_name(const Node& node, const std::shared_ptr<Scope>& scope);
  Value evaluate_binary(const Node& node, const std::shared_ptr<Scope>& scope);
  std::optional<Value> longer_than(const Node& node, const Value& right,
                                   const std::shared_ptr<Scope>& scope);
  Value evaluate_object(const Node& node, const std::shared_ptr<Scope>& scope);
  Value evaluate_call(const Node& node, const std::shared_ptr<Scope>& scope);
  Value assign(const Node& node, const std::shared_ptr<Scope>& scope);
  Value equal(const Value& left, const Value& right, const rules::Place& place);
  std::vector<Value> arguments_of(const Node& node, const std::shared_ptr<Scope>& scope);

  // values: objects.cc
  Value get(const Value& object, const std::string& name, const rules::Place& place);
  Value get_index(const Value& object, const Value& index, const rules::Place& place);
  Value look_up(Thing& table, const Value& key, bool only_has, const rules::Place& place);
  Value url_under(std::shared_ptr<Thing> url, Parts text, const Value& base);
  Value url_of(const Value& text, const Value* base);
  Parts href_of(Thing& url);
  Value construct(const std::string& name, std::vector<Value> arguments, const rules::Place& place);

  // calls: calls.cc
  Value call_method(const Value& object, const std::string& name, std::vector<Value> arguments,
                    const rules::Place& place);
  Value call_text(const Parts& text, const std::string& name, const std::vector<Value>& arguments,
                  const rules::Place& place);
  Value call_native(const std::string& name, std::vector<Value> arguments,
                    const rules::Place& place);
  Value call_list(Thing& list, const std::string& name, std::vector<Value>& arguments,
                  const rules::Place& place);
  Value call_res(const Value& res, const std::string& name, const std::vector<Value>& arguments,
                 const rules::Place& place);
  Value respond(const Value& location, const Value& status, const rules::Place& place);
  Value replace(const Parts& text, const Value& what, const Value& by, const rules::Place& place);
  Value replace_literal(const Parts& text, const std::string& what, const Parts& by,
                        const rules::Place& place);
  static Value split(const Parts& text, const Value& first);
  static Value cut(const Parts& text, const std::string& name, const std::vector<Value>& arguments);
  Value match(const Parts& text, const Value& regex, const rules::Place& place);
  Value compare(const Parts& text, Compare how, const Value& what, const rules::Place& place);

  /// Whether a value counts as true; takes a way where that is not known.
  bool truth(const Value& value, const rules::Place& place);
  bool decide(std::optional<rules::Conditions> condition, const std::string& key);
  void doubt(const std::string& why) {
    if (doubt_.empty()) doubt_ = why;
  }

  void emit(const rules::Rule& base, Outcome outcome, Paths& paths);
  void give_up(const rules::Place& place);
  void lose(const rules::Place& place, const std::string& why);

  Imported& imported_;
  std::vector<std::weak_ptr<Scope>> scopes_;
  std::vector<std::weak_ptr<Thing>> things_;
  std::shared_ptr<Scope> globals_;
  Paths* paths_ = nullptr;
  std::vector<Site> sites_;
  std::string doubt_;
  Value returned_;
  std::size_t steps_ = 0;
  int depth_ = 0;
};

/// An object of a function of the platform that keeps what it is called with.
Value sink_value(std::shared_ptr<Thing> sink);

/// What a script may redirect to in words: res.redirect, Response.redirect, a Location.
void count_sites(const Node& node, Machine& machine);
bool has_redirect(const Node& node);

/// The parts of a pattern `source` around its group `number`: before it, in it, behind it.
std::optional<Part> group_of(const std::string& source, std::size_t number, rules::Subject subject);

}  // namespace onward::config
