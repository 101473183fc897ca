// SPDX-License-Identifier: MIT
#pragma once

#include "house/source.h"

// Words that this house does without, in names and in code.
namespace onward::house {

/// No type, namespace or file is named with Manager, Helper, Util, Common, Core, Info, Data or
/// Impl (or their plurals) as a part: they say nothing about what the thing is.
Findings check_names(const Source& source);

/// What no code of ours calls or says: new and delete, exceptions, std::regex, sleeping, the
/// environment outside `cli`, the printf family in pure modules, coroutines, … each with its
/// reason. A catch at the border to a third party is marked on its line or the one above:
/// `// house: catch, because …`.
Findings check_calls(const Source& source, bool pure_module);

}  // namespace onward::house
