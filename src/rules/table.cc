// SPDX-License-Identifier: MIT
// From rules as they are written to a table: every rule is checked, whatever is wrong with the
// others, and only what has no error becomes a table.
#include "onward/rules/table.h"

#include "onward/rules/map_image.h"
#include "rules/compile_conditions.h"
#include "rules/table_state.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace onward::rules {

Table::Table(std::shared_ptr<const TableState> state, std::vector<UsedImage> images)
    : state_(std::move(state)), images_(std::move(images)) {}
Table::~Table() = default;

std::span<const Rule> Table::rules() const { return state_->rules; }

std::size_t Table::map_rows() const {
  std::size_t sum = 0;
  for (const CompiledRule& rule : state_->compiled) sum += rule.map ? rule.map->size() : 0;
  for (const UsedImage& used : images_) sum += used.image->header().rows;
  return sum;
}

namespace {

bool compares_as(const MapImage& image, const Rule& rule) {
  return image.header().comparison == rule.comparison;
}

}  // namespace

Result<std::shared_ptr<const Table>> Table::with_image(
    std::size_t index, std::shared_ptr<const MapImage> image) const {
  if (!compares_as(*image, rules()[images_[index].rule])) return fail(ErrorCode::ImageCompares);
  std::vector<UsedImage> images = images_;
  images[index].image = std::move(image);
  return std::make_shared<const Table>(state_, std::move(images));
}

namespace {

bool has_error(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

void sort_by_place(Diagnostics& diagnostics) {
  const auto key = [](const Diagnostic& d) {
    return std::tuple(d.place.file, d.place.line, d.place.column);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
}

CompiledRule compile_rule(const Rule& rule, Diagnostics& diagnostics) {
  Diagnostics of_conditions;
  CompiledConditions when = compile_conditions(rule.when, rule.comparison, of_conditions);
  CaptureNames names = capture_names(when);
  names.is_partial = has_error(of_conditions);
  std::move(of_conditions.begin(), of_conditions.end(), std::back_inserter(diagnostics));
  CompiledAction action = compile_action(rule, names, diagnostics);
  return {std::move(when), std::move(names), std::move(action), nullptr, kNoImage};
}

std::unique_ptr<const MapTable> compile_map(const Rule& rule, Diagnostics& rows) {
  constexpr int kDefaultStatus = 301;
  const int status = rule.action.status ? rule.action.status->code() : kDefaultStatus;
  return std::make_unique<const MapTable>(
      MapTable::create(*rule.action.map, rule.comparison, status, rows));
}

/// The keys of onward.toml for how an image compares.
std::string comparison_text(const Comparison& comparison) {
  std::string text;
  const auto add = [&text](std::string_view key) {
    text.append(text.empty() ? "" : ", ").append(key);
  };
  if (comparison.ignore_case) add("ignore_case = true");
  if (comparison.merge_slashes) add("slashes = \"merge\"");
  if (comparison.ignore_trailing_slash) add("trailing_slash = \"ignore\"");
  if (comparison.keep_escapes) add("escapes = \"keep\"");
  if (comparison.keep_dots) add("dots = \"keep\"");
  return text.empty() ? "nothing ignored" : text;
}

// How keys are compared is decided when the image is built; to a rule that compares otherwise it
// would be another map than its rows are.
void check_image(const Rule& rule, const MapImage& image, Diagnostics& diagnostics) {
  if (compares_as(image, rule)) return;
  diagnostics.push_back(
      {Severity::Error, rule.place,
       "the image was built with " + comparison_text(image.header().comparison) +
           ", and the rule says " + comparison_text(rule.comparison),
       "give the rule what the image has, or build it with the options of 'onward map build'"});
}

// A map without its rows, which the table has.
std::shared_ptr<const MapSource> without_rows(const MapSource& source) {
  auto empty = std::make_shared<MapSource>();
  empty->file = source.file;
  empty->is_literal = source.is_literal;
  return empty;
}

}  // namespace

Compiled compile(std::vector<Rule> rules) {
  Compiled result;
  Diagnostics rows;  // what is wrong with one row is no reason to refuse the others
  auto state = std::make_shared<TableState>();
  std::vector<UsedImage> images;
  state->compiled.reserve(rules.size());
  for (const Rule& rule : rules) {
    CompiledRule& compiled = state->compiled.emplace_back(compile_rule(rule, result.diagnostics));
    state->index.add(compiled.when);
    if (!rule.action.map) continue;
    if (const auto& image = rule.action.map->image) {
      check_image(rule, *image, result.diagnostics);
      compiled.image = images.size();
      images.push_back({state->compiled.size() - 1, rule.action.map->file, image});
    } else {
      compiled.map = compile_map(rule, rows);
    }
  }
  state->index.finish();
  const bool is_refused = has_error(result.diagnostics);
  result.diagnostics.insert(result.diagnostics.end(), rows.begin(), rows.end());
  sort_by_place(result.diagnostics);
  if (is_refused) {
    result.rules = std::move(rules);
    return result;
  }
  for (Rule& rule : rules) {
    if (rule.action.map) rule.action.map = without_rows(*rule.action.map);
  }
  state->rules = std::move(rules);
  result.table = std::make_shared<const Table>(std::move(state), std::move(images));
  return result;
}

}  // namespace onward::rules
