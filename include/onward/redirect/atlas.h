// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/policy.h"

#include <span>
#include <string>
#include <string_view>

// The client atlas: what real clients do with a redirect, each as a Policy, so that next() predicts
// them as it decides for ourselves.
//
//   const atlas::Client* client = atlas::find("requests");
//   Chain chain(client->policy);
//   next({request, http::Status(307), answer_fields}, chain);  // what requests would send
//
//   atlas::recognise("curl/8.5.0")->id;  // "curl"
//
// Each entry was observed on the wire, in the versions and the set-up that it names. Predictions
// hold for what was not changed since; a client whose later versions differ has a second entry.
namespace onward::redirect::atlas {

/// One client in one set-up. Immutable; share freely.
struct Client {
  std::string_view id;          ///< "curl-X"; unique, lower case but for names of options
  std::string_view product;     ///< "curl"
  std::string_view versions;    ///< "7.88.1", "1.24 and later"
  std::string_view setup = {};  ///< how it is called; empty: as it comes
  /// How its User-Agent begins, or begins behind a space: "curl/". Empty where it has none of its
  /// own, or where it cannot be told from another set-up of the product.
  std::string_view agent = {};
  std::string_view observed =
      "2026-11-22";  ///< or "source": read in its code, not seen on the wire
  Policy policy = {};
};

/// All entries, by family, the usual set-up of a product before its others.
std::span<const Client> clients();

/// The entry of that id; nullptr where there is none.
const Client* find(std::string_view id);

/// Who sends this User-Agent: of the entries whose `agent` is in it, the one with the longest;
/// nullptr where none is.
const Client* recognise(std::string_view user_agent);

}  // namespace onward::redirect::atlas
