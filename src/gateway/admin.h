// SPDX-License-Identifier: MIT
#pragma once

#include "base/descriptor.h"
#include "gateway/listener.h"
#include "onward/base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// Listeners of their own for who operates the server: GET, on a Unix socket that its owner alone
// may open, and on loopback. The loops that serve know nothing of it.
namespace onward::gateway {

/// What stands at a path.
struct AdminPage {
  std::string_view status = "200 OK";  ///< with its reason
  std::string_view type = "text/plain; charset=utf-8";
  std::string content{};
};

/// Called in the admin's thread.
using AdminPages = std::function<AdminPage(std::string_view path)>;

/// A thread that answers a request a connection, each within two seconds. Ends with it.
class Admin {
 public:
  struct State;
  /// Listens at `path`, unless it is "", and on `listeners`. What was at the path before, from a
  /// server that ended or that this one takes over from, is replaced; where this process may not
  /// do that, `inherited`, which is the predecessor's socket, is taken as it is. Errors:
  /// AddressUnusable, OutOfDescriptors.
  static Result<std::unique_ptr<Admin>> open(const std::string& path,
                                             std::vector<std::shared_ptr<const Listener>> listeners,
                                             AdminPages pages, base::Descriptor inherited = {});
  explicit Admin(std::unique_ptr<State> state);
  ~Admin();
  Admin(const Admin&) = delete;
  Admin& operator=(const Admin&) = delete;

  /// The socket at the path; -1: none.
  int fd() const;
  /// Whether the file at the path was made by open().
  bool is_new() const;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace onward::gateway
