// SPDX-License-Identifier: MIT
#pragma once

#include "onward/check/finding.h"
#include "onward/client/client.h"
#include "onward/config/configuration.h"
#include "onward/http/fields.h"
#include "onward/redirect/atlas.h"
#include "onward/redirect/decision.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Findings about servers that are asked: each URL, hop by hop, and what clients would make of it.
//
//   onward::check::LiveOptions options;
//   auto live = onward::check::check_live(urls, options);
//   std::cout << onward::check::to_text(live) << onward::check::to_text(live.report, {});
namespace onward::check {

struct LiveOptions {
  std::string method = "GET";
  http::Fields fields = {};
  std::string content = {};  ///< of the request; "": none
  /// Certificates, resolve, proxy and the times of the client. Its policy and cookies are not used.
  client::Options client = {};
  /// So many servers are asked at one time, each by one request after the other, ...
  unsigned at_once = 8;
  /// ... with this between two URLs.
  std::chrono::milliseconds pause{100};
  /// Each URL's first server is also asked how it treats uploads. This sends POST (or `method`,
  /// where it has content) with up to a mebibyte of zeros, so it is for servers of one's own.
  bool uploads = false;
  /// Whose behaviour is predicted; none: all of the atlas.
  std::vector<const redirect::atlas::Client*> clients = {};
  /// What should happen: status and Location of each first answer are compared with its rules'.
  const config::Configuration* against = nullptr;
  std::vector<std::string> disabled = {};
  /// Called after each URL, on any thread, one call at a time.
  std::function<void(std::size_t done, std::size_t all)> on_progress = {};
  std::function<bool()> is_interrupted = {};
};

/// One answer.
struct LiveHop {
  std::string method;
  std::string url;
  std::uint16_t status = 0;
  std::string location{};  ///< as it was sent; "" where there was none
  std::string_view form;   ///< "absolute", "path", "relative", "network-path" ...; "" without one
  std::string caching;     ///< of a redirect: "kept 86400 s", "kept as long as a cache likes", ...
  std::string version;     ///< "1.1", "2"
  std::uint64_t content_bytes = 0;  ///< of the answer
  client::Microseconds time{};
};

/// How the first server treats an upload that it answers with a redirect.
struct UploadBehaviour {
  std::uint16_t status = 0;              ///< of the final answer
  bool invites = false;                  ///< 100 Continue, and then the redirect
  bool waits = false;                    ///< the redirect comes behind the content only
  bool cuts = false;                     ///< the connection is cut while the content is sent
  bool loses_answer = false;             ///< and the answer with it
  bool keeps_small = false;              ///< a second request on the connection is answered
  std::uint16_t second_status = 0;       ///< ... with this
  std::uint64_t sent_before_answer = 0;  ///< bytes of content
  std::uint64_t sent_before_cut = 0;     ///< the same, with `cuts`
};

/// What the clients of the atlas do with the first redirect.
struct ClientSummary {
  redirect::atlas::Client const* client = nullptr;
  std::string_view severity;  ///< redirect::name(Severity)
  std::string verdict;
};

struct LiveUrl {
  std::string url;
  std::vector<LiveHop> hops;
  std::string ending;  ///< for people: "200", "stopped: loop", "no answer: ..."
  std::optional<UploadBehaviour> upload;
  std::vector<ClientSummary> clients;
};

struct LiveReport {
  Report report;
  std::vector<LiveUrl> urls;  ///< in the order given
};

/// Asks each URL. Never fails as a call: what cannot be asked is a finding.
LiveReport check_live(std::span<const std::string> urls, const LiveOptions& options);

/// Hop by hop, for a terminal; findings are to_text()'s of the report.
std::string to_text(const LiveReport& live);

/// The report's JSON, with "urls" in it.
std::string to_json(const LiveReport& live);

}  // namespace onward::check
