// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/account.h"
#include "config/apache/directive.h"
#include "config/apache/test.h"
#include "onward/rules/rule.h"

#include <optional>
#include <string>
#include <vector>

// Redirect, RedirectMatch and their kind (mod_alias).
namespace onward::config::apache {

struct AliasRedirect {
  rules::Place place;
  int status = 302;
  std::optional<std::string> from;  ///< none: what the section takes (Redirect in <Location>)
  std::optional<std::string> to;
  bool is_pattern = false;
};

/// mod_alias.c, add_redirect_internal(); nullopt where Apache refuses it, which is said.
std::optional<AliasRedirect> alias_redirect(const Directive& directive, Account& account);

/// The rules it is. `context` is where it stands: in a folder, what is outside is not its matter.
std::vector<rules::Rule> alias_rules(const AliasRedirect& redirect, const Context& context,
                                     Account& account);

}  // namespace onward::config::apache
