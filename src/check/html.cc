// SPDX-License-Identifier: MIT
#include "onward/check/report.h"
namespace onward::check {
std::string to_html(const Report& /*report*/) { return ""; }
}  // namespace onward::check
