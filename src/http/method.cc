// SPDX-License-Identifier: MIT
// RFC 9110 §9 and the methods that IANA's registry (§16.1.1) says are safe or idempotent. What is
// registered as neither (POST, PATCH, CONNECT, LOCK, …) has the answers of an unknown method, and
// so no row.
#include "onward/http/method.h"

#include <array>
#include <cstddef>

namespace onward::http {
namespace {

struct Registered {
  std::string_view name;
  bool is_safe;  ///< what is not safe, but here, is idempotent
};

// clang-format off
constexpr std::array kRegistered{
    // RFC 9110 §9.2.1, §9.2.2
    Registered{"GET", true}, Registered{"HEAD", true}, Registered{"OPTIONS", true},
    Registered{"TRACE", true}, Registered{"PUT", false}, Registered{"DELETE", false},
    // The safe method with content
    Registered{"QUERY", true},
    // WebDAV and its family: RFC 4918, 3253, 3648, 3744, 4437, 5323, 5842, 2068, 4791, 9113
    Registered{"PROPFIND", true}, Registered{"REPORT", true}, Registered{"SEARCH", true},
    Registered{"PRI", true}, Registered{"ACL", false}, Registered{"BASELINE-CONTROL", false},
    Registered{"BIND", false}, Registered{"CHECKIN", false}, Registered{"CHECKOUT", false},
    Registered{"COPY", false}, Registered{"LABEL", false}, Registered{"LINK", false},
    Registered{"MERGE", false}, Registered{"MKACTIVITY", false}, Registered{"MKCALENDAR", false},
    Registered{"MKCOL", false}, Registered{"MKREDIRECTREF", false},
    Registered{"MKWORKSPACE", false}, Registered{"MOVE", false}, Registered{"ORDERPATCH", false},
    Registered{"PROPPATCH", false}, Registered{"REBIND", false}, Registered{"UNBIND", false},
    Registered{"UNCHECKOUT", false}, Registered{"UNLINK", false}, Registered{"UNLOCK", false},
    Registered{"UPDATE", false}, Registered{"UPDATEREDIRECTREF", false},
    Registered{"VERSION-CONTROL", false},
};
// clang-format on

constexpr const Registered* find_registered(std::string_view name) {
  for (const Registered& row : kRegistered) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

// Those that this library knows, in the order of KnownMethod, to be copied whole: a name that was
// just written byte by byte makes the copy of a Method wait for the writes.
constexpr std::array kKnown{Method("GET"),    Method("HEAD"),    Method("POST"),    Method("PUT"),
                            Method("DELETE"), Method("CONNECT"), Method("OPTIONS"), Method("TRACE"),
                            Method("PATCH"),  Method("QUERY")};

// Which of them are safe, by KnownMethod: asked for on each redirect.
constexpr auto kSafe = [] {
  std::array<bool, kKnown.size() + 1> safe{};
  for (std::size_t i = 0; i < kKnown.size(); ++i) {
    const Registered* row = find_registered(kKnown[i].name());
    safe[i + 1] = row != nullptr && row->is_safe;
  }
  return safe;
}();

}  // namespace

Result<Method> Method::parse(std::string_view name) {
  const KnownMethod known = known_method(name);
  if (known != KnownMethod::Other) return kKnown[static_cast<std::size_t>(known) - 1];
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_token_byte(name[i])) return fail(ErrorCode::HttpMethodInvalid, i);
    if (i == kMaxMethodBytes) return fail(ErrorCode::HttpMethodTooLong, i);
  }
  if (name.empty()) return fail(ErrorCode::HttpMethodInvalid);
  return Method(Checked{name});
}

bool Method::is_safe() const {
  if (known_ != KnownMethod::Other) return kSafe[static_cast<std::size_t>(known_)];
  const Registered* row = find_registered(name());
  return row != nullptr && row->is_safe;
}

bool Method::is_idempotent() const { return find_registered(name()) != nullptr; }

}  // namespace onward::http
