// SPDX-License-Identifier: MIT
// What was answered, for a terminal:
//
//   http://old.example/a
//     301  /b                    path      kept 86400 s   12 ms
//     200  http://old.example/b            not kept        8 ms
//     clients: 110 good, 3 returned
#include "config/printable.h"
#include "onward/check/live.h"

#include <map>

namespace onward::check {
namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string line_of(const LiveHop& hop) {
  std::string text = "  " + padded(hop.status == 0 ? "-" : std::to_string(hop.status), 3) + "  ";
  const std::string place = config::printable(hop.location.empty() ? hop.url : hop.location);
  text += padded(place, 40) + "  " + padded(std::string(hop.form), 12) + "  ";
  text += padded(hop.caching, 30) + "  ";
  return text + std::to_string(hop.time.count() / 1000) + " ms\n";
}

std::string line_of(const UploadBehaviour& upload) {
  std::string text = "  uploads: " + std::to_string(upload.status);
  text += upload.invites ? ", behind a 100 Continue" : ", without 100 Continue";
  if (upload.waits) {
    text += "; behind the content";
  } else if (!upload.loses_answer) {
    text += "; after " + std::to_string(upload.sent_before_answer) + " bytes of content";
  }
  if (upload.cuts) text += "; cuts the connection";
  text += upload.keeps_small ? "; keeps the connection" : "; closes the connection";
  return text + "\n";
}

}  // namespace

std::string to_text(const LiveReport& live) {
  std::string text;
  for (const LiveUrl& url : live.urls) {
    text += config::printable(url.url) + "\n";
    for (const LiveHop& hop : url.hops) text += line_of(hop);
    if (url.hops.empty() || url.hops.back().status == 0 || !url.hops.back().location.empty()) {
      text += "  " + config::printable(url.ending) + "\n";
    }
    std::map<std::string_view, std::size_t> severities;
    for (const ClientSummary& client : url.clients) ++severities[client.severity];
    std::string counts;
    for (const auto& [severity, count] : severities) {
      counts += (counts.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(severity);
    }
    if (!counts.empty()) text += "  clients: " + counts + "\n";
    if (url.upload) text += line_of(*url.upload);
  }
  return text;
}

}  // namespace onward::check
