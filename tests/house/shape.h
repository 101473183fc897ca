// SPDX-License-Identifier: MIT
#pragma once

#include "house/source.h"

#include <string>
#include <vector>

// The shape of a file: how it begins, how long it is, how long its functions are.
namespace onward::house {

inline constexpr std::size_t kFileLines = 600;
inline constexpr std::size_t kTestLines = 900;
inline constexpr std::size_t kLinesThatNeedAReason = 400;
inline constexpr std::size_t kFunctionLines = 60;

/// SPDX first; `#pragma once` in a header; 2 to 10 lines of comment at the head of a .cc with code.
Findings check_opening(const Source& source);

/// The limits above; beyond kLinesThatNeedAReason the opening comment has a line "Long: why".
/// Tests (x_test.cc and what is under tests/) end at kTestLines; generated files have no limit.
Findings check_file_length(const Source& source);

/// A function body, from the line of its "{" to that of its "}".
struct Function {
  std::string head;  ///< what stands before the "{", on one line
  std::size_t first_line = 0;
  std::size_t last_line = 0;
};

/// The functions of a file, TEST bodies and lambdas of namespace scope among them; a lambda inside
/// a function is part of that function.
std::vector<Function> find_functions(const Source& source);

/// No function is longer than kFunctionLines.
Findings check_function_length(const Source& source);

}  // namespace onward::house
