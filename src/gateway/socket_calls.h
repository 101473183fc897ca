// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>

// recv(2) and send(2) as the kernel has them. In glibc both are places where a thread may be
// cancelled, which costs a program with threads two locked instructions each time; no thread is
// ever cancelled here. Errors are in errno.
namespace onward::gateway {

/// `flags` as of recv(2). With MSG_TRUNC on a stream nothing is written to `room`.
inline std::ptrdiff_t receive_some(int fd, std::span<char> room, int flags = 0) {
  return ::syscall(SYS_recvfrom, fd, room.data(), room.size(), flags, nullptr, nullptr);
}

/// `flags` as of send(2).
inline std::ptrdiff_t send_some(int fd, std::string_view bytes, int flags) {
  return ::syscall(SYS_sendto, fd, bytes.data(), bytes.size(), flags, nullptr, 0);
}

}  // namespace onward::gateway
