// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/account.h"
#include "config/apache/directive.h"
#include "config/apache/test.h"
#include "config/apache/value.h"

// SetEnvIf and its kind (mod_setenvif), which act before mod_rewrite.
namespace onward::config::apache {

bool is_setenvif(std::string_view name);
void set_environment(const Directive& directive, const Context& context, Environment& environment);

}  // namespace onward::config::apache
