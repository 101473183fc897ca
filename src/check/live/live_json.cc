// SPDX-License-Identifier: MIT
// The report's JSON and, beside its findings, each URL with its hops, how uploads are treated, and
// what each client would do.
#include "check/json_text.h"
#include "onward/check/live.h"
#include "onward/check/report.h"

namespace onward::check {
namespace {

namespace json = boost::json;

json::object json_hop(const LiveHop& hop) {
  json::object object;
  object["method"] = json_text(hop.method);
  object["url"] = json_text(hop.url);
  object["status"] = hop.status;
  if (!hop.location.empty()) {
    object["location"] = json_text(hop.location);
    object["form"] = hop.form;
    object["caching"] = hop.caching;
  }
  object["version"] = json_text(hop.version);
  object["content_bytes"] = hop.content_bytes;
  object["microseconds"] = hop.time.count();
  return object;
}

json::object json_upload(const UploadBehaviour& upload) {
  json::object object;
  object["status"] = upload.status;
  object["invites"] = upload.invites;
  object["waits"] = upload.waits;
  object["cuts"] = upload.cuts;
  object["loses_answer"] = upload.loses_answer;
  object["keeps_small"] = upload.keeps_small;
  object["second_status"] = upload.second_status;
  object["sent_before_answer"] = upload.sent_before_answer;
  object["sent_before_cut"] = upload.sent_before_cut;
  return object;
}

json::object json_url(const LiveUrl& url) {
  json::object object;
  object["url"] = json_text(url.url);
  json::array hops;
  for (const LiveHop& hop : url.hops) hops.push_back(json_hop(hop));
  object["hops"] = std::move(hops);
  object["ending"] = json_text(url.ending);
  if (url.upload) object["upload"] = json_upload(*url.upload);
  json::array clients;
  for (const ClientSummary& summary : url.clients) {
    json::object client;
    client["client"] = summary.client->id;
    client["severity"] = summary.severity;
    client["verdict"] = json_text(summary.verdict);
    clients.push_back(std::move(client));
  }
  object["clients"] = std::move(clients);
  return object;
}

}  // namespace

std::string to_json(const LiveReport& live) {
  std::string text = to_json(live.report);
  text.erase(text.rfind('}'));
  text += ",\"urls\":[";
  for (std::size_t i = 0; i < live.urls.size(); ++i) {
    text += i == 0 ? "\n" : ",\n";
    text += json::serialize(json_url(live.urls[i]));
  }
  return text + "\n]}\n";
}

}  // namespace onward::check
