// SPDX-License-Identifier: MIT
// The one place that knows CLI11. Its own help and its exit codes are not used: a command's manual
// is text that people wrote, and every mistake on the command line is ExitCode::Usage.
#include "cli/options.h"

#include "cli/show.h"
#include "rules/nearest.h"

#include <algorithm>
#include <ostream>

#include <CLI/CLI.hpp>

namespace onward::cli {
namespace {

/// Whether a word may be the option: "--json", "--max-redirects=5"; "-sS", "-Xpost" for its
/// letters.
bool is_mentioned(std::string_view names, Arguments arguments) {
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(','), names.size());
    const std::string_view name = names.substr(0, end);
    names.remove_prefix(std::min(end + 1, names.size()));
    for (const std::string_view word : arguments) {
      const bool is_long = word.starts_with("--");
      if (name.starts_with("--")
              ? word.substr(0, word.find('=')) == name
              : !is_long && word.starts_with('-') && word.find(name[1]) != word.npos) {
        return true;
      }
    }
  }
  return false;
}

/// CLI11 compares each option with all others, so that fifty take longer than the whole command
/// line: it is told of those alone that the words may mean.
void declare(const OptionTable& table, Arguments arguments, CLI::App& app) {
  app.set_help_flag();
  for (const OptionTable::Flag& flag : table.flags) {
    if (!is_mentioned(flag.names, arguments)) continue;
    app.add_flag(flag.names, *flag.value)->disable_flag_override();
  }
  for (const OptionTable::Option& option : table.options) {
    if (is_mentioned(option.names, arguments)) app.add_option(option.names, *option.value);
  }
  for (const OptionTable::List& list : table.lists) {
    if (!is_mentioned(list.names, arguments)) continue;
    app.add_option(list.names, *list.values)
        ->expected(1)
        ->allow_extra_args(false)  // "-H field URL": what follows the value is another word
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  if (table.operands != nullptr) app.add_option("operands", *table.operands);
}

/// The long option that was probably meant; "" where none is near.
std::string nearest(const OptionTable& table, const std::string& word) {
  std::vector<std::string> known;
  const auto add = [&known](std::string_view names) {
    if (const std::size_t at = names.find("--"); at != names.npos) {
      const std::string_view name = names.substr(at + 2);
      known.emplace_back(name.substr(0, name.find(',')));
    }
  };
  for (const auto& flag : table.flags) add(flag.names);
  for (const auto& option : table.options) add(option.names);
  for (const auto& list : table.lists) add(list.names);
  if (!word.starts_with("--")) return "";
  const std::string_view near = rules::nearest(std::string_view(word).substr(2), known);
  return near.empty() ? "" : std::string("--").append(near);
}

/// In our words where CLI11's are hard to read: "--base: 1 required TEXT missing", or "json was
/// given a disallowed flag override".
std::string explain(const OptionTable& table, const CLI::App& app, const CLI::Error& error) {
  std::string text = printable(error.what());
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const std::string word = app.remaining().front();
    const std::string near = nearest(table, word);
    const std::string hint = near.empty() ? "" : "; did you mean " + near + "?";
    return "there is no option '" + printable(word) + "'" + hint;
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) == nullptr) return text;
  if (text.find("flag override") != std::string::npos) {
    return "--" + text.substr(0, text.find(' ')) + " takes no value";
  }
  const bool missing = text.find("missing") != std::string::npos;
  return text.substr(0, text.find(':')) + (missing ? " needs a value" : " is given more than once");
}

}  // namespace

bool read_options(const OptionTable& table, Arguments arguments, std::ostream& err) {
  CLI::App app;
  declare(table, arguments, app);
  // CLI11 takes the words from the back.
  std::vector<std::string> words(arguments.rbegin(), arguments.rend());
  try {
    app.parse(std::move(words));
    return true;
  } catch (const CLI::Error& error) {  // house: catch, because CLI11 reports so
    err << "onward " << table.command << ": " << explain(table, app, error) << "\nTry 'onward help "
        << table.command << "'.\n";
    return false;
  }
}

}  // namespace onward::cli
