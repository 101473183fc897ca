// SPDX-License-Identifier: MIT
#pragma once

#include "onward/gateway/problem.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

// What a process gives up for good once its sockets and files are open, so that a fault in it is
// worth less. Both before the first thread is started.
//
//   if (const auto problem = become("www-data")) …   // root no more
//   confine();
namespace onward::gateway {

/// From now on the process is this user, "www-data", or this user and group, "www-data:adm",
/// without other groups and capabilities. Files and sockets that were `made` become that user's;
/// one that is no longer the maker's, or has another name as well, stays as it is. Nothing happens
/// where the process is that user already. UserUnknown; UserForbidden where it is neither root nor
/// that user.
std::optional<Problem> become(std::string_view user, std::span<const std::string> made = {});

/// Whether this process may make a file at the path: what it writes to may be moved away.
bool may_make(const std::string& path);

/// No core dumps, in which keys and requests would be, nobody of the same user looks into its
/// memory, no program that it starts gets rights that it has not, and system calls that no gateway
/// makes fail with EPERM: those of debuggers, mounts, namespaces, modules, io_uring, bpf and the
/// clock. What it starts, as the program that replaces it, inherits the last two. False where the
/// kernel has no such filter: then the rest holds.
bool confine();

}  // namespace onward::gateway
