// SPDX-License-Identifier: MIT
// What a confined process can and cannot call, asked of a child: nobody gets rights back. What the
// program gives up is in tests/e2e/confinement_test.py.
#include "onward/gateway/confinement.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

/// What `call` gave: 0, or the error.
template <class Call>
int error_of(Call call) {
  errno = 0;
  return call() >= 0 ? 0 : errno;
}

/// A process of its own, in new namespaces where `flags` say so; it ends at once.
long cloned(unsigned long flags) {
  const long child = ::syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (child == 0) ::_exit(0);
  if (child > 0) ::waitpid(static_cast<pid_t>(child), nullptr, 0);
  return child;
}

/// The first question whose answer is another one; 0: none.
int first_wrong() {
  if (!confine()) return 1;
  constexpr unsigned long kNamespaces[] = {CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWNS,
                                           CLONE_NEWPID | CLONE_NEWUSER};
  for (const unsigned long flags : kNamespaces) {
    if (error_of([&] { return cloned(flags); }) != EPERM) return 2;
    if (error_of([&] { return ::unshare(static_cast<int>(flags)); }) != EPERM) return 3;
  }
  if (error_of([] { return ::syscall(SYS_clone3, nullptr, 0); }) != ENOSYS) return 4;
  if (error_of([] { return cloned(0); }) != 0) return 5;
  bool has_run = false;
  std::thread([&] { has_run = true; }).join();
  return has_run ? 0 : 6;
}

TEST(Confinement, NamespacesAreRefusedAndThreadsAreNot) {
#ifdef ONWARD_SANITIZED
  GTEST_SKIP() << "sanitizers call what is refused";
#endif
  EXPECT_EXIT(std::_Exit(first_wrong()), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace onward::gateway
