// SPDX-License-Identifier: MIT
// Rules and requests out of bytes: the index answers as asking every rule would
// (selection_check.h).
#include "rules/selection_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  onward::rules::check_selection({bytes, size});
  return 0;
}
