// SPDX-License-Identifier: MIT
// The public face: one transport, the machine's clock, and the loop of follow.cc. The options stay
// where they are when a client is moved, because the transport looks at them.
#include "onward/client/client.h"

#include "client/curl_transport.h"
#include "client/follow.h"

#include <algorithm>
#include <utility>

namespace onward::client {
namespace {

/// The machine's time.
class MachineClock final : public base::Clock {
 public:
  base::SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
  base::WallTime wall() const override {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace

bool Collected::on_content(std::string_view piece) {
  if (piece.size() > max_bytes_ - std::min(max_bytes_, content.size())) return false;
  content.append(piece);
  return true;
}

Client::Client(Options options)
    : options_(std::make_unique<const Options>(std::move(options))),
      transport_(curl_transport(*options_)) {}

Client::Client(Options options, std::unique_ptr<Transport> transport)
    : options_(std::make_unique<const Options>(std::move(options))),
      transport_(std::move(transport)) {}

Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Outcome Client::send(Request request, Receiver& receiver) {
  const MachineClock clock;
  return follow(std::move(request), {*options_, *transport_, clock, receiver});
}

}  // namespace onward::client
