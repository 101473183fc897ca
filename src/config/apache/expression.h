// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/test.h"

#include <string_view>

// Expressions of <If> and "RewriteCond expr" (ap_expr), as far as they are comparisons of what
// conditions of rules can ask.
//
//   expression = term *( "||" term )
//   term       = factor *( "&&" factor )
//   factor     = "!" factor / "(" expression ")" / "true" / "false" / comparison
//   comparison = word ( "==" / "!=" / "=~" / "!~" / "-eq" … ) word / ( "-n" / "-z" / "-f" … ) word
//   word       = "%{" name "}" / quoted / "req('" name "')" / "/" expression "/" [ "i" ]
namespace onward::config::apache {

Tested test_expression(std::string_view text, const Context& context, const rules::Place& place);

}  // namespace onward::config::apache
