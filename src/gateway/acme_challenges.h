// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/stream.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

// What a CA asks for to see that a name is ours (RFC 8555 §8.3), from the folder into which the
// ACME client writes it (certbot certonly --webroot -w FOLDER). It comes before the rules, as the
// answer must not be a redirect to a TLS that has no certificate yet.
namespace onward::gateway {

inline constexpr std::string_view kAcmePath = "/.well-known/acme-challenge/";

/// Of a file with an answer: a token, a dot and a digest, in bytes.
inline constexpr std::size_t kMaxAcmeBytes = 4096;

/// "…/FOLDER/.well-known/acme-challenge/TOKEN"; "" for what is no token: base64url, 128 at most.
std::string acme_file(std::string_view folder, std::string_view token);

/// Answers the challenges of the listeners that have a folder; all else it hands on. One thread.
class AcmeChallenges final : public Delivery {
 public:
  explicit AcmeChallenges(Delivery& next) : next_(next) {}

  /// `origin` is the listener's own object: by that it is known.
  void serve(std::shared_ptr<const rules::Origin> origin, std::string folder) {
    folders_.push_back({std::move(origin), std::move(folder)});
  }

  void head(Stream& stream) override;
  void content(Stream& stream, std::string_view piece) override { next_.content(stream, piece); }
  void end(Stream& stream) override { next_.end(stream); }

 private:
  struct Folder {
    std::shared_ptr<const rules::Origin> origin;
    std::string path;
  };

  const Folder* folder_of(const rules::Origin& origin) const;

  Delivery& next_;
  std::vector<Folder> folders_;
};

}  // namespace onward::gateway
