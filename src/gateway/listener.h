// SPDX-License-Identifier: MIT
#pragma once

#include "base/descriptor.h"
#include "gateway/entrance.h"
#include "onward/base/result.h"
#include "onward/config/server.h"
#include "onward/rules/request.h"

#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>

// Sockets that listen.
namespace onward::gateway {

/// One listening socket, shared by all loops: the last one to let go closes it, so that a drain
/// turns clients away at once. Connections share its entrance alone. Immutable.
struct Listener {
  base::Descriptor socket;
  std::string address;     ///< as it was bound: "127.0.0.1:8307"
  std::string configured;  ///< as it was asked for: "127.0.0.1:0"
  std::shared_ptr<const Entrance> entrance;
  std::size_t index = 0;  ///< in the configuration
};

/// Binds and listens. Errors: AddressInUse, AddressForbidden, AddressNotAvailable, AddressUnusable,
/// OutOfDescriptors.
Result<Listener> listen(const config::Listener& wanted);

/// A socket that listens already. Takes it over.
Listener listen_on(int fd, const config::Listener& wanted);

/// Whether a socket that was opened as `address` is what the listener asks for.
bool is_address_of(std::string_view address, const config::Listener& wanted);

/// "127.0.0.1:8307": what a socket is bound to.
std::string bound_address(int fd);

/// The address of a peer, as rules see it.
rules::Address address_of(const sockaddr_storage& peer);

}  // namespace onward::gateway
