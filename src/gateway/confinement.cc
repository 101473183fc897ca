// SPDX-License-Identifier: MIT
// The only file that includes libseccomp. A list of what is refused, not of what is allowed: what
// glibc and OpenSSL call changes with their versions, and the unit of systemd has the other list.
#include "onward/gateway/confinement.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <grp.h>
#include <memory>
#include <pwd.h>
#include <seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>

namespace onward::gateway {
namespace {

#ifdef ONWARD_SANITIZED
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif

constexpr std::array kRefused{
    // Other processes' memory
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "userfaultfd",
    // The kernel's code
    "bpf", "perf_event_open", "init_module", "finit_module", "delete_module", "kexec_load",
    "kexec_file_load", "io_uring_setup", "io_uring_enter", "io_uring_register",
    // File systems and namespaces
    "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen", "fsmount",
    "fsconfig", "mount_setattr", "setns", "unshare", "open_by_handle_at", "name_to_handle_at",
    "swapon", "swapoff", "quotactl", "acct",
    // The machine
    "reboot", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname",
    "setdomainname", "syslog", "iopl", "ioperm", "personality",
    // Keys of others
    "keyctl", "add_key", "request_key"};

struct FilterDeleter {
  void operator()(void* filter) const { seccomp_release(filter); }
};

bool refuse_system_calls() {
  const std::unique_ptr<void, FilterDeleter> filter(seccomp_init(SCMP_ACT_ALLOW));
  // Threads that run already, too.
  if (!filter || seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) != 0) return false;
  for (const char* name : kRefused) {
    const int call = seccomp_syscall_resolve_name(name);
    if (call == __NR_SCMP_ERROR) continue;  // this architecture has none
    if (seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0) != 0) return false;
  }
  return seccomp_load(filter.get()) == 0;
}

/// What a name stands for.
struct Identity {
  uid_t user = 0;
  gid_t group = 0;
};

std::optional<Identity> identity_of(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const passwd* user = ::getpwnam(std::string(text.substr(0, colon)).c_str());
  if (user == nullptr) return std::nullopt;
  Identity identity{user->pw_uid, user->pw_gid};
  if (colon == text.size()) return identity;
  const group* group = ::getgrnam(std::string(text.substr(colon + 1)).c_str());
  if (group == nullptr) return std::nullopt;
  identity.group = group->gr_gid;
  return identity;
}

}  // namespace

std::optional<Problem> become(std::string_view user) {
  const auto wanted = identity_of(user);
  if (!wanted) return Problem{std::string(user), ErrorCode::UserUnknown};
  if (::geteuid() == wanted->user && ::getegid() == wanted->group) return std::nullopt;
  // The groups first: afterwards there is no right to.
  if (::setgroups(0, nullptr) != 0 || ::setgid(wanted->group) != 0 || ::setuid(wanted->user) != 0) {
    return Problem{std::string(user), ErrorCode::UserForbidden};
  }
  return std::nullopt;
}

bool confine() {
  if (kIsSanitized) return true;
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return refuse_system_calls();
}

}  // namespace onward::gateway
