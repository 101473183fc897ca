// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/account.h"
#include "config/apache/directive.h"
#include "config/foreign.h"

#include <vector>

// The directives of a configuration after all that Apache does while it reads: lines joined,
// variables and macros put in, files included, <IfModule> and its kind decided.
namespace onward::config::apache {

/// The folder from which the paths of included files begin, where ServerRoot does not say it.
std::vector<Directive> read_tree(const ForeignText& text, Includes& includes, Account& account);

}  // namespace onward::config::apache
