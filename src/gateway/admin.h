// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// A listener of its own for who operates the server: GET, on a Unix socket that its owner alone may
// open. The loops that serve know nothing of it.
namespace onward::gateway {

/// What stands at a path, as JSON; nullopt: nothing does. Called in the admin's thread.
using AdminPages = std::function<std::optional<std::string>(std::string_view path)>;

/// A thread that answers one request after the other, and leaves a client that says nothing for two
/// seconds. Ends with it.
class Admin {
 public:
  struct State;
  /// Listens at `path`; what was there before, from a server that ended or that this one takes
  /// over from, is replaced. Errors: AddressUnusable, OutOfDescriptors.
  static Result<std::unique_ptr<Admin>> open(const std::string& path, AdminPages pages);
  explicit Admin(std::unique_ptr<State> state);
  ~Admin();
  Admin(const Admin&) = delete;
  Admin& operator=(const Admin&) = delete;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace onward::gateway
