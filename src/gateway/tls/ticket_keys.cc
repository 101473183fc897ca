// SPDX-License-Identifier: MIT
// Keys are changed by whoever asks first when it is time, so no timer is needed. Invariant: a key
// that is out is no longer in memory.
#include "gateway/tls/ticket_keys.h"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace onward::gateway {
namespace {

void forget(TicketKey& key) { ::OPENSSL_cleanse(&key, sizeof key); }

bool fill(TicketKey& key) {
  const auto draw = [](auto& bytes) {
    return ::RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1;
  };
  return draw(key.name) && draw(key.mac) && draw(key.cipher);
}

}  // namespace

TicketKeys::~TicketKeys() {
  forget(current_);
  forget(previous_);
}

/// False where there is no key.
bool TicketKeys::rotate(base::SteadyTime now) {
  const auto age = now - rotated_;
  if (has_current_ && age < kLifetime) return true;
  TicketKey next;
  if (!fill(next)) return false;
  has_previous_ = has_current_ && age < 2 * kLifetime;
  forget(previous_);
  if (has_previous_) previous_ = current_;
  current_ = next;
  forget(next);
  has_current_ = true;
  rotated_ = now;
  return true;
}

std::optional<TicketKey> TicketKeys::writing(base::SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (!rotate(now)) return std::nullopt;
  return current_;
}

std::optional<TicketKeys::Found> TicketKeys::find(std::span<const unsigned char, 16> name,
                                                  base::SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (!rotate(now)) return std::nullopt;
  if (std::ranges::equal(name, current_.name)) return Found{current_, true};
  if (has_previous_ && std::ranges::equal(name, previous_.name)) return Found{previous_, false};
  return std::nullopt;
}

}  // namespace onward::gateway
