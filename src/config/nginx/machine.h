// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/choices.h"
#include "config/nginx/ledger.h"
#include "config/nginx/model.h"
#include "config/nginx/state.h"
#include "config/nginx/target.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// Follows a configuration as a request would, without one: each directive that asks the request
// divides the requests, those for which it holds first. What is written down on the way is a list
// of rules in which the first that matches does what nginx would do.
namespace onward::config::nginx {

/// Most jumps from location to location; nginx's own limit.
inline constexpr std::size_t kMaxJumps = 10;
/// Deepest nesting of conditions that hold together.
inline constexpr std::size_t kMaxDivisions = 48;
/// Most directives and locations that are followed, over all divisions of the requests, each with
/// the conditions that hold there.
inline constexpr std::size_t kMaxSteps = 1'500'000;

/// One configuration. One thread.
class Machine {
 public:
  Machine(const Model& model, Ledger& ledger) : model_(model), ledger_(ledger) {}

  /// Follows all requests of a state through its server.
  void run(State state);

 private:
  /// Directives that are still to be followed: of a level, and of the blocks around it.
  struct Frame {
    const Block* block;
    std::size_t next = 0;
  };
  /// What a condition sets, where it holds and where not.
  struct Flag {
    Outcome outcome;
    std::map<std::string, Value> set{};
    std::map<std::string, Value> unset{};
  };
  struct Position {
    std::vector<Frame> frames;
    const Location* location;  ///< nullptr: still those of the server itself
  };

  void follow(State state, Position position);
  bool step(State& state, Position& position, const Directive& directive);
  void enter_location(State state, const Location& location);
  void finish_level(State state, const Position& position);

  void do_set(State& state, const Directive& directive);
  bool do_return(State& state, const Position& position, const Directive& directive);
  bool do_rewrite(State& state, Position& position, const Directive& directive);
  void apply_rewrite(State state, Position position, const Directive& directive);
  bool do_if(State& state, Position& position, const Directive& directive);
  bool divide(State& state, const Position& position, const Value& value, const Test& asked,
              const Directive& directive);
  std::optional<bool> file_test(State& state, const Directive& directive);

  void choose_location(State state);
  void answer(State state, const Location& location);
  void try_files(const State& state, const Location& location, const Directive& directive);
  void jump(State state, std::string_view to);
  void answer_status(State state, const Location& location, int status, const rules::Place& place);
  void redirect(const State& state, Redirect redirect);

  /// Calls `then` for each value that the first map of `value` may have. False where it has none.
  using Then = std::function<void(State, Value)>;
  bool over_maps(const State& state, const Value& value, const rules::Place& place,
                 const Then& then);

  /// Takes down what a condition sets, so that it divides nothing before that is asked for. False
  /// where its block does more, or where it must be asked at once.
  bool put_off(State& state, const Directive& directive, const Value& value, const Test& asked);
  /// As over_maps(), for what was put off.
  bool over_flags(const State& state, const Value& value, const rules::Place& place,
                  const Then& then);

  Value value_of(const State& state, std::string_view text) const;
  Value variable(const State& state, const std::string& name) const;
  const std::vector<Choice>& choices(const Server& server);
  bool is_spent(const State& state, const rules::Place& place);
  void lose_all(const Block& block, const std::string& why);

  const Model& model_;
  Ledger& ledger_;
  std::map<const Server*, std::vector<Choice>> choices_;
  std::deque<Flag> flags_;
  std::size_t steps_ = 0;
  bool rows_failed_ = false;
  bool is_spent_said_ = false;
};

}  // namespace onward::config::nginx
