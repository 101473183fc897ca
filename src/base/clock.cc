// SPDX-License-Identifier: MIT
// The clock that is moved by hand. A steady clock that goes back would break the one promise that
// its callers rely on, so a negative step is a bug of ours.
#include "base/clock.h"

#include "base/check.h"

namespace onward::base {

void ManualClock::advance(std::chrono::nanoseconds by) {
  CHECK(by >= std::chrono::nanoseconds::zero());
  steady_ += std::chrono::duration_cast<SteadyTime::duration>(by);
  wall_ += by;
}

}  // namespace onward::base
