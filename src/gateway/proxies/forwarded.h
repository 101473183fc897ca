// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"
#include "onward/http/fields.h"
#include "onward/rules/request.h"

#include <optional>
#include <string_view>

// Who sent a request, as far as proxies that are trusted say so. Each appends what it has seen, so
// that the words are read from the right, the last proxy's first, as long as they are of trusted
// ones:
//
//   X-Forwarded-For: 10.9.9.9, 192.0.2.43, 10.0.0.7      peer: 10.0.0.1; trusted: 10.0.0.0/24
//                    |         |           |
//                    |         |           trusted, as is the peer that says so
//                    |         the client: the first that is not trusted
//                    what that client says itself, and nobody believes
namespace onward::gateway {

/// What a client hears whose request cannot be read so.
inline constexpr std::string_view kForwardedUnreadable =
    "what a proxy says of the client cannot be read";

/// Views of the fields.
struct Told {
  rules::Address client;    ///< the peer, where nothing else is said
  std::string_view scheme;  ///< "http" or "https"; "": nothing is said
  std::string_view host;    ///< host[:port], valid; "": nothing is said
};

/// What is told of a request that `peer` sent. Of two trusted proxies that say different things the
/// one nearer to the client counts (in X-Forwarded-Proto and -Host, which know no order of proxies,
/// the last word). nullopt: a trusted proxy says what cannot be read, so nobody knows who the
/// client is.
std::optional<Told> told_by(const config::Forwarding& forwarding, const rules::Address& peer,
                            http::FieldsView fields);

}  // namespace onward::gateway
