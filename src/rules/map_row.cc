// SPDX-License-Identifier: MIT
// What is said of rows is the same whether they go into a table in memory or into an image. A row
// that is of no use is an error at its line, and no reason to refuse the others.
#include "rules/map_row.h"

#include "rules/findings.h"
#include "rules/target.h"

#include <utility>

namespace onward::rules {
namespace {

bool needs_target(int status) { return status < 400; }

Place place_of(const MapRow& row, std::uint32_t file) { return {file, row.line, 1}; }

}  // namespace

bool is_row_status(int status) {
  switch (status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
    case 404:
    case 410:
      return true;
    default:
      return false;
  }
}

std::optional<CheckedRow> check_row(const MapRow& row, const RowCheck& check,
                                    Diagnostics& diagnostics) {
  const auto refuse = [&](RowFault fault) {
    Findings(diagnostics)
        .error(place_of(row, check.file), std::move(fault.message), std::move(fault.hint));
    return std::nullopt;
  };
  if (row.status != 0 && !is_row_status(row.status)) {
    return refuse({"a row has no status " + std::to_string(row.status),
                   "one of 301, 302, 303, 307, 308, 404 and 410"});
  }
  auto key = read_map_key(row.from, check.options);
  if (auto* fault = std::get_if<RowFault>(&key)) return refuse(std::move(*fault));
  CheckedRow checked{std::move(std::get<MapKey>(key)), ""};
  if (needs_target(row.status != 0 ? row.status : check.default_status)) {
    std::string why;
    auto to = serialize_target(row.to, check.options.is_literal, why);
    if (!to) return refuse({std::move(why), ""});
    checked.to = std::move(*to);
  }
  for (const std::string* text :
       {&checked.key.path, &checked.key.query, &checked.key.host, &checked.to}) {
    if (text->size() > kMaxRowTextBytes) return refuse({"the row is too long", ""});
  }
  return checked;
}

void say_repeated(const MapRow& row, std::uint32_t file, std::string_view first,
                  Diagnostics& diagnostics) {
  std::string text = "'" + shown(row.from) + "' is the source of ";
  text.append(first).append(" again; that one is used");
  Findings(diagnostics).warning(place_of(row, file), std::move(text), "", About::Repeated);
}

void say_circle(const MapRow& row, const CheckedRow& checked, const RowCheck& check,
                Diagnostics& diagnostics) {
  if (!leads_to_itself(checked.key, checked.to, check.options)) return;
  Findings(diagnostics)
      .warning(place_of(row, check.file), "'" + shown(row.from) + "' leads to itself",
               "clients would go round in circles: correct the target, or remove the row",
               About::Loop);
}

}  // namespace onward::rules
