// SPDX-License-Identifier: MIT
// The only file that includes libseccomp. A list of what is refused, not of what is allowed: what
// glibc and OpenSSL call changes with their versions, and the unit of systemd has the other list.
#include "onward/gateway/confinement.h"

#include "base/descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <memory>
#include <pwd.h>
#include <sched.h>
#include <seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/stat.h>
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
    "fsconfig", "fspick", "mount_setattr", "setns", "unshare", "open_by_handle_at",
    "name_to_handle_at", "swapon", "swapoff", "quotactl", "quotactl_fd", "acct",
    // The machine
    "reboot", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname",
    "setdomainname", "syslog", "iopl", "ioperm", "personality",
    // Keys of others
    "keyctl", "add_key", "request_key"};

/// Of clone(2): what would make a namespace.
constexpr std::array<scmp_datum_t, 7> kNamespaces{CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS,
                                                  CLONE_NEWIPC, CLONE_NEWUSER,   CLONE_NEWPID,
                                                  CLONE_NEWNET};

/// clone3(2) has its flags where no filter sees them: the C library is told that there is none, and
/// takes clone(2).
bool refuse_new_namespaces(void* filter) {
#ifdef __s390__
  constexpr unsigned kFlags = 1;
#else
  constexpr unsigned kFlags = 0;
#endif
  for (const scmp_datum_t flag : kNamespaces) {
    const scmp_arg_cmp is_set{kFlags, SCMP_CMP_MASKED_EQ, flag, flag};
    if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, &is_set) != 0) {
      return false;
    }
  }
  return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

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
  return refuse_new_namespaces(filter.get()) && seccomp_load(filter.get()) == 0;
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

/// Root gives away nothing but what it made: who may write to the folder may have put a link there,
/// or another name of a file that is not his.
void give(const std::string& path, const Identity& owner) {
  const base::Descriptor file(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat found {};
  if (!file.is_open() || ::fstat(file.fd(), &found) != 0) return;
  const bool is_made = found.st_uid == ::geteuid() && found.st_nlink == 1 &&
                       (S_ISREG(found.st_mode) || S_ISSOCK(found.st_mode));
  if (!is_made) return;
  // One that cannot be given away is said by who needs it.
  [[maybe_unused]] const int given =
      ::fchownat(file.fd(), "", owner.user, owner.group, AT_EMPTY_PATH);
}

}  // namespace

std::optional<Problem> become(std::string_view user, std::span<const std::string> made) {
  const auto wanted = identity_of(user);
  if (!wanted) return Problem{std::string(user), ErrorCode::UserUnknown};
  if (::geteuid() == wanted->user && ::getegid() == wanted->group) return std::nullopt;
  for (const std::string& path : made) give(path, *wanted);
  // The groups first: afterwards there is no right to.
  if (::setgroups(0, nullptr) != 0 || ::setgid(wanted->group) != 0 || ::setuid(wanted->user) != 0) {
    return Problem{std::string(user), ErrorCode::UserForbidden};
  }
  return std::nullopt;
}

bool may_make(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  return ::access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) == 0;
}

bool confine() {
  if (kIsSanitized) return true;
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return refuse_system_calls();
}

}  // namespace onward::gateway
