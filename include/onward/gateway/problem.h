// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/error.h"

#include <string>

namespace onward::gateway {

/// Why a server cannot be opened, or what is doubtful about one that can.
struct Problem {
  std::string what;  ///< the address, or the path of a file
  /// AddressInUse, AddressForbidden, AddressNotAvailable, AddressUnusable, LogForbidden,
  /// LogUnwritable, OutOfDescriptors, UserUnknown, UserForbidden; of load_certificates(): what is
  /// said there.
  ErrorCode code{};
};

/// "127.0.0.1:80: only root, or who has CAP_NET_BIND_SERVICE, may listen on a port below 1024".
std::string to_text(const Problem& problem);

}  // namespace onward::gateway
