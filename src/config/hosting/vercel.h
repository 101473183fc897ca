// SPDX-License-Identifier: MIT
#pragma once

#include "config/imported.h"
#include "config/json/value.h"

#include <string>
#include <string_view>
#include <vector>

// What the parts of vercel.json's reader say to each other.
namespace onward::config {

/// What a destination may ask for: ":name" or "$name", and what a template calls it.
struct VercelCapture {
  std::string name;
  std::string in_template;
};

/// `has` and `missing` of an entry as conditions. False where they cannot be asked; the reason is
/// then said.
bool take_vercel_conditions(const JsonValue& entry, rules::Rule& rule,
                            std::vector<VercelCapture>& captures, Imported& imported);

/// `routes`, the older form.
void read_vercel_routes(const JsonValue& routes, Imported& imported);

/// A destination with ":name", ":name*", "$1" and "$name" as a template; said and false where a
/// capture stands in its host.
bool set_vercel_destination(const JsonValue& destination, bool has_colons,
                            const std::vector<VercelCapture>& captures, rules::Rule& rule,
                            Imported& imported);

}  // namespace onward::config
