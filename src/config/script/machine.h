// SPDX-License-Identifier: MIT
#pragma once

#include "config/imported.h"
#include "config/script/compare.h"
#include "config/script/paths.h"
#include "config/script/render.h"
#include "config/script/syntax.h"
#include "config/script/value.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace onward::config {

/// Most ways through one handler, and most steps through one script, whose text of some bytes
/// cannot need more than so many unless its loops have no end.
inline constexpr std::size_t kMaxWays = 20'000;
inline constexpr std::size_t kMaxSteps = 5'000'000;
inline constexpr std::size_t kFewSteps = 300'000;
inline constexpr std::size_t kStepsOfByte = 40;

/// Runs a script on texts whose parts are those of a request. At module level nothing is unknown
/// but what was imported; in a handler a Paths says which way is taken. One thread.
class Machine {
 public:
  Machine(const ForeignText& text, Imported& imported, Includes& includes);
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
    bool stands = false;   ///< a rule stands for it
    bool is_lost = false;  ///< on some way
    std::string why{};     ///< and why it is, or would be
    rules::About about = rules::About::Other;
  };

  /// Runs the script, and the files that it requires; false where it cannot be read.
  bool run();
  /// Counts the redirects of the script; says of those that no way came to why they are lost.
  void finish(const std::string& why);
  /// One handler, all of its ways: rules under `when`, each with what is assumed on its way.
  /// `call` runs it once and says its outcome.
  template <class Call>
  void explore(const rules::Rule& base, Call call) {
    Paths paths;
    paths_ = &paths;
    while (paths.next()) {
      if (paths.count() > kMaxWays || is_too_long()) {
        give_up(base.place);
        break;
      }
      doubt_.clear();
      beside_.clear();
      emit(base, call(), paths);
    }
    paths_ = nullptr;
  }

  Value call(const Value& callee, std::vector<Value> arguments);
  /// What `router.name(arguments…)` does while the script is loaded: "get", "use", "route" …
  Value call_router(const Value& router, const std::string& name, std::vector<Value> arguments,
                    const rules::Place& place);
  /// The names of the script, without those of the platform.
  Scope& main() { return *main_; }
  Imported& imported() { return imported_; }
  void add_site(const rules::Place& place);
  /// Why what redirects in a function is lost, if no way comes to it.
  void explain(const Node& node, const std::string& why);
  /// Whether a function was called, by the script itself or as a handler.
  bool was_called(const Node& function) const { return called_.contains(&function); }
  /// Applications and routers, in the order of their making.
  const std::vector<Value>& routers() const { return routers_; }
  Value new_router();
  bool has_tls_server() const { return has_tls_server_; }
  static Outcome plugin_outcome(Thing& handler, Thing& req);

  /// Express: what Res gathered. Reset before each way.
  Outcome outcome;
  bool is_over = false;               ///< an answer was given: nothing more counts
  bool went_on = false;               ///< next() was called
  bool answers_are_returned = false;  ///< as Workers do
  /// Where it is not known which requests come to a handler, it must ask them something.
  bool must_ask = false;
  std::vector<Value> exports;
  std::vector<std::pair<rules::Place, Value>> listeners;  ///< of addEventListener("fetch")

 private:
  enum class Flow : std::uint8_t { Normal, Return, Break, Continue };

  std::shared_ptr<Scope> scope_below(std::shared_ptr<Scope> parent);
  /// Sees to it that what owns itself is given back.
  void keep(const std::shared_ptr<Thing>& thing);

  Flow run(const Node& statement, const std::shared_ptr<Scope>& scope);
  Flow run_block(const std::vector<NodePtr>& statements, const std::shared_ptr<Scope>& scope,
                 std::size_t first = 0);
  Flow run_if(const Node& node, const std::shared_ptr<Scope>& scope);
  Flow run_switch(const Node& node, const std::shared_ptr<Scope>& scope);
  Flow run_for_of(const Node& node, const std::shared_ptr<Scope>& scope);
  Flow run_for(const Node& node, const std::shared_ptr<Scope>& scope);
  /// The body of a loop of which is not known how often it runs.
  Flow run_unknown_loop(const Node& node, const std::shared_ptr<Scope>& scope,
                        const std::string& why);
  void skip_branches(const Node& node, const std::shared_ptr<Scope>& scope, const Value& test);
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
  Value evaluate_class(const Node& node, const std::shared_ptr<Scope>& scope);
  Value instance_of(const Value& type, std::vector<Value> arguments);
  Value assign(const Node& node, const std::shared_ptr<Scope>& scope);
  Value equal(const Value& left, const Value& right, const rules::Place& place);
  std::vector<Value> arguments_of(const Node& node, const std::shared_ptr<Scope>& scope);

  // values: objects.cc
  Value get(const Value& object, const std::string& name, const rules::Place& place);
  Value get_index(const Value& object, const Value& index, const rules::Place& place);
  Value look_up(Thing& table, const Value& key, bool only_has, const rules::Place& place);

  // requests.cc
  Value request_member(const std::string& name, const rules::Place& place);
  Value req_member(Thing& req, const std::string& name);
  Value variable(const std::string& name, const rules::Place& place);

  // url_object.cc
  Value url_member(const std::shared_ptr<Thing>& url, const std::string& name);
  Value url_under(std::shared_ptr<Thing> url, Parts text, const Value& base);
  Value url_of(const Value& text, const Value* base);
  Value query_of(const std::vector<Value>& arguments);
  static Value query_text(Thing& query);
  static Value change_query(Thing& query, const std::string& how,
                            const std::vector<Value>& arguments);
  Value parse_url(const Value& text);
  Value format_url(const Value& given);
  Parts href_of(const std::shared_ptr<Thing>& url);
  Parts origin_of(const Thing& url);
  Value construct(const std::string& name, std::vector<Value> arguments, const rules::Place& place);

  // library.cc
  Value create_server(const std::string& name, const std::vector<Value>& arguments,
                      const rules::Place& place);
  Value virtual_host(const std::vector<Value>& arguments);
  Value join_path(const std::vector<Value>& arguments);
  Value parse_json_text(const Value& given);
  Value call_library(const std::string& name, std::vector<Value>& arguments,
                     const rules::Place& place);

  // files: modules.cc
  struct Module {
    std::shared_ptr<Scope> scope;
    Value module;  ///< its "module", with "exports"
  };
  Module& add_module(const std::string& path);
  void run_module(Module& module, const Node& program);
  Value require(const std::string& folder, const std::string& name, const rules::Place& place);
  Value require_file(const std::string& path);
  Value read_json(std::string path);
  void import_names(const Node& node, Scope& scope);

  // functions that are not known: callbacks.cc
  void note_beside(const Node& callee);
  Value call_back(const std::string& name, const std::vector<Value>& functions, Value result,
                  const rules::Place& place);
  bool becomes_router(const Node& callee, const std::vector<Value>& arguments, Scope& scope);

  // calls: calls.cc
  Value call_method(const Value& object, const std::string& name, std::vector<Value> arguments,
                    const rules::Place& place);
  Value call_text(const Parts& text, const std::string& name, const std::vector<Value>& arguments,
                  const rules::Place& place);
  Value call_native(const std::string& name, std::vector<Value> arguments,
                    const rules::Place& place);
  Value call_query(Thing& query, const std::string& name, const std::vector<Value>& arguments,
                   const rules::Place& place);
  std::optional<Value> call_member(const Value& object, const std::string& name,
                                   const std::vector<Value>& arguments, const rules::Place& place);
  Value call_each(bool is_map, const std::vector<Value>& items, const std::string& name,
                  const Value& function, const rules::Place& place);
  Value call_list(Thing& list, const std::string& name, std::vector<Value>& arguments,
                  const rules::Place& place);
  Value add_redirect(const Value& router, std::vector<Value> arguments, const rules::Place& place);
  Value redirect_to(int status, const Value& location, const rules::Place& place);
  Value call_res(const Value& res, const std::string& name, const std::vector<Value>& arguments,
                 const rules::Place& place);
  Value respond(const Value& location, const Value& status, const rules::Place& place);
  Value replace(const Parts& text, const Value& what, const Value& by, const rules::Place& place);
  Value replace_text(const Parts& text, const Value& what, const Value& by,
                     const rules::Place& place);
  Value replace_in_target(const Value& what, const Value& by, const rules::Place& place);
  Value replace_literal(const Parts& text, const std::string& what, const Parts& by,
                        const rules::Place& place);
  // cuts.cc
  static Value split(const Parts& text, const Value& first);
  static Value cut(const Parts& text, const std::string& name, const std::vector<Value>& arguments);
  static Value char_at(const Parts& text, const Value& index);
  /// "text.indexOf(what) === 0" and its like, and `~` of it.
  std::optional<Value> compare_position(const std::string& mark, const Value& left,
                                        const Value& right, const rules::Place& place);
  Value includes(const Thing& position, bool at_start, const rules::Place& place);
  /// Slashes that stand beside each other become one: known where there are none.
  Value merge_slashes(const Parts& text, const rules::Place& place);
  Value match(const Parts& text, const Value& regex, const rules::Place& place);
  Value compare(const Parts& text, Compare how, const Value& what, const rules::Place& place);

  bool is_too_long() const {
    return steps_ > std::min(kMaxSteps, kFewSteps + kStepsOfByte * bytes_read_);
  }
  /// Whether a value counts as true; takes a way where that is not known.
  bool truth(const Value& value, const rules::Place& place);
  bool decide(std::optional<rules::Conditions> condition, const std::string& key);
  void doubt(const std::string& why) {
    if (doubt_.empty()) doubt_ = why;
  }

  void emit(const rules::Rule& base, Outcome outcome, Paths& paths);
  void emit_glued(const rules::Rule& base, Outcome found, std::size_t at, Paths& paths);
  void add_redirect_rule(rules::Rule rule, const Outcome& found, Rendered target,
                         const Paths& paths);
  void give_up(const rules::Place& place);
  void lose(const rules::Place& place, const std::string& why,
            rules::About about = rules::About::Other);

  Imported& imported_;
  const ForeignText& text_;
  Includes& includes_;
  std::vector<NodePtr> programs_;
  std::size_t bytes_read_ = 0;  ///< of the script and its files
  std::map<std::string, Module> modules_;
  std::set<const Node*> called_;
  std::set<std::string> variables_;  ///< and modules, of which something was said
  std::vector<Value> routers_;
  std::vector<std::weak_ptr<Scope>> scopes_;
  std::vector<std::weak_ptr<Thing>> things_;
  std::shared_ptr<Scope> globals_;
  std::shared_ptr<Scope> main_;
  Paths* paths_ = nullptr;
  std::vector<Site> sites_;
  std::string doubt_;
  std::string beside_;  ///< what is called on a way besides
  bool has_tls_server_ = false;
  bool has_redirect_plugin_ = false;
  bool trusts_proxy_ = false;
  Value returned_;
  std::size_t steps_ = 0;
  int depth_ = 0;
};

/// What `inner` takes of a subject.
Part part_in(rules::Subject subject, std::string before, std::string inner, std::string after);
/// URL standard, "urlencoded serializing".
std::string form_encoded(const std::string& text);
/// Whether a method of `res` ends the answer.
bool is_ending(std::string_view name);
/// [key, value]
Value pair_value(const std::string& key, const Value& value);
/// A Position, or a Length and so much more.
Value measured_value(Thing::Type type, std::vector<Value> items, double number = 0);

/// An object of a function of the platform that keeps what it is called with.
Value sink_value(std::shared_ptr<Thing> sink);

/// "req.session.destroy", as it stands in the script.
std::string spelled(const Node& callee);

/// Every call and property that redirects: res.redirect, Response.redirect, a Location.
std::vector<rules::Place> redirects_in(const Node& node);
bool has_redirect(const Node& node);

/// The parts of a pattern `source` around its group `number`: before it, in it, behind it.
std::optional<Part> group_of(const std::string& source, std::size_t number, rules::Subject subject);

}  // namespace onward::config
