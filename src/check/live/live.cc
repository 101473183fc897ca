// SPDX-License-Identifier: MIT
// Asking servers. URLs of one server stand in one queue and are asked one after the other; a thread
// takes a queue at a time. A walk sends what the client would send, and goes on over what a careful
// client refuses (https to http), so that it is seen where it leads.
#include "onward/check/live.h"

#include "check/live/findings.h"
#include "check/live/uploads.h"
#include "onward/client/content.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace onward::check {
namespace {

/// One thread's work does not outlive an interruption by more than this.
constexpr std::chrono::milliseconds kLongestWait{50};

class Watching final : public client::Receiver {
 public:
  explicit Watching(const LiveOptions& options) : options_(options) {}
  bool on_content(std::string_view /*piece*/) override { return true; }
  bool is_interrupted() override { return options_.is_interrupted && options_.is_interrupted(); }

 private:
  const LiveOptions& options_;
};

LiveHop told(const client::Hop& hop) {
  LiveHop out;
  out.method = hop.request.method.name();
  out.url = hop.request.url.href();
  out.content_bytes = hop.traffic.content_received;
  out.time = hop.traffic.times.total;
  if (!hop.answer) return out;
  const auto fields = hop.answer->fields.view();
  out.status = static_cast<std::uint16_t>(hop.answer->status.code());
  out.version = hop.answer->version;
  if (const auto location = fields.find("Location")) {
    out.location = *location;
    out.form = form_of(*location);
    out.caching = caching_of(hop.answer->status, fields);
  }
  return out;
}

std::string ending_of(const client::Outcome& outcome) {
  switch (outcome.ending) {
    case client::Ending::Done:
      if (const auto& answer = outcome.hops.back().answer) {
        return std::to_string(answer->status.code());
      }
      break;
    case client::Ending::Stopped:
      return "stopped: " + std::string(redirect::name(outcome.reason));
    case client::Ending::Failed:
      return "no answer: " + std::string(message(outcome.failure.code));
    case client::Ending::Interrupted:
      break;
  }
  return "interrupted";
}

void look_at_upload(const UploadBehaviour& upload, const std::string& url,
                    std::vector<Finding>& findings) {
  if (upload.invites) {
    findings.push_back(finding_at(
        url, "invites-content", Severity::Warning,
        "a client that waits for 100 Continue is told to send its content, and then to send it "
        "elsewhere",
        "answer from the head alone (RFC 9110 §10.1.1)"));
  }
  if (upload.waits) {
    findings.push_back(finding_at(url, "waits-for-content", Severity::Warning,
                                  "the redirect comes behind the content only: all of it is sent "
                                  "twice",
                                  "answer from the head alone"));
  }
  if (upload.cuts) {
    findings.push_back(finding_at(
        url, "cuts-uploads", upload.loses_answer ? Severity::Error : Severity::Warning,
        std::string("the connection is cut after ") + std::to_string(upload.sent_before_cut) +
            " bytes of the content" +
            (upload.loses_answer
                 ? ", and the redirect is lost with it"
                 : "; a client that does not read while it sends loses the redirect"),
        "close in stages: answer, close the sending side, read what still comes (RFC 9112 §9.6)"));
  }
  if (upload.keeps_small && upload.second_status != upload.status) {
    findings.push_back(finding_at(
        url, "unread-content", Severity::Error,
        "the second of two equal requests on one connection is answered " +
            std::to_string(upload.second_status) + " instead of " + std::to_string(upload.status) +
            ": content that was not read may be taken for a request",
        "read the content to its end, or close the connection"));
  }
}

class Asking {
 public:
  Asking(std::span<const std::string> urls, const LiveOptions& options)
      : urls_(urls), options_(options), clients_(options.clients) {
    if (clients_.empty()) {
      for (const redirect::atlas::Client& client : redirect::atlas::clients()) {
        clients_.push_back(&client);
      }
    }
  }

  LiveReport run() {
    report_.urls.resize(urls_.size());
    findings_.resize(urls_.size());
    std::map<std::string, std::vector<std::size_t>> by_server;
    for (std::size_t i = 0; i < urls_.size(); ++i) {
      report_.urls[i].url = urls_[i];
      const auto url = url::parse(urls_[i]);
      by_server[url ? url->origin() : ""].push_back(i);
    }
    for (auto& [server, queue] : by_server) queues_.push_back(std::move(queue));
    std::vector<std::jthread> threads;
    const std::size_t most = std::min<std::size_t>(std::max(options_.at_once, 1U), queues_.size());
    for (std::size_t i = 1; i < most; ++i) threads.emplace_back([this] { work(); });
    work();
    threads.clear();
    for (std::vector<Finding>& found : findings_) {
      for (Finding& finding : found) add(std::move(finding));
    }
    return std::move(report_);
  }

 private:
  void work() {
    client::Options options = options_.client;
    options.policy = redirect::Policy::onward();
    options.policy.allow_downgrade = true;
    client::Client client(std::move(options));
    for (;;) {
      const std::size_t next = next_queue_.fetch_add(1);
      if (next >= queues_.size()) return;
      for (std::size_t i = 0; i < queues_[next].size(); ++i) {
        if (i > 0) rest();
        if (is_interrupted()) return;
        ask(queues_[next][i], client);
        tell_progress();
      }
    }
  }

  bool is_interrupted() const { return options_.is_interrupted && options_.is_interrupted(); }

  void rest() {
    const auto until = std::chrono::steady_clock::now() + options_.pause;
    std::unique_lock lock(resting_);
    while (std::chrono::steady_clock::now() < until && !is_interrupted()) {
      woken_.wait_for(lock, std::min(kLongestWait, options_.pause));
    }
  }

  void tell_progress() {
    const std::lock_guard lock(progress_);
    ++done_;
    if (options_.on_progress) options_.on_progress(done_, urls_.size());
  }

  void ask(std::size_t number, client::Client& client) {
    LiveUrl& live = report_.urls[number];
    std::vector<Finding>& findings = findings_[number];
    const auto url = url::parse(live.url);
    const auto method = http::Method::parse(options_.method);
    const bool is_http = url && (url->scheme() == "http" || url->scheme() == "https");
    if (!is_http || !method) {
      live.ending = "not asked";
      findings.push_back(finding_at(
          live.url, "no-answer", Severity::Error,
          !method ? "'" + options_.method + "' is no method" : "it is no http or https URL"));
      return;
    }
    client::Request request{.method = *method, .url = *url};
    request.fields = options_.fields;
    if (!options_.content.empty()) request.content = client::memory_content(options_.content);
    Watching watching(options_);
    const client::Outcome outcome = client.send(std::move(request), watching);
    for (const client::Hop& hop : outcome.hops) live.hops.push_back(told(hop));
    live.ending = ending_of(outcome);
    findings = findings_of(live, outcome);
    if (outcome.hops.empty()) return;
    predict_clients(outcome.hops.front(), clients_, live, findings);
    if (options_.against != nullptr) {
      if (auto finding = compare(outcome.hops.front(), *options_.against)) {
        findings.push_back(std::move(*finding));
      }
    }
    const bool is_there = outcome.hops.front().answer.has_value();
    if (options_.uploads && is_there && !is_interrupted()) ask_uploads(*url, live, findings);
  }

  void ask_uploads(const url::Url& url, LiveUrl& live, std::vector<Finding>& findings) {
    const bool has_content = options_.method != "GET" && options_.method != "HEAD";
    std::string why;
    live.upload = probe_uploads(url, has_content ? options_.method : "POST", options_.fields.view(),
                                options_.client, why);
    if (live.upload) look_at_upload(*live.upload, live.url, findings);
    if (!why.empty()) {
      findings.push_back(finding_at(live.url, "no-answer", Severity::Warning, "uploads: " + why));
    }
  }

  void add(Finding finding) {
    const auto is_same = [&](const std::string& id) { return id == finding.id; };
    if (std::ranges::any_of(options_.disabled, is_same)) return;
    report_.report.findings.push_back(std::move(finding));
  }

  std::span<const std::string> urls_;
  const LiveOptions& options_;
  std::vector<const redirect::atlas::Client*> clients_;
  std::vector<std::vector<std::size_t>> queues_;
  std::atomic<std::size_t> next_queue_ = 0;
  // Each URL's place is written by the one thread that asks it.
  LiveReport report_;
  std::vector<std::vector<Finding>> findings_;
  std::mutex resting_;
  std::condition_variable woken_;  // by nobody: a signal is looked for now and then
  std::mutex progress_;
  std::size_t done_ = 0;
};

}  // namespace

LiveReport check_live(std::span<const std::string> urls, const LiveOptions& options) {
  LiveReport live = Asking(urls, options).run();
  Report& report = live.report;
  if (options.against != nullptr) {
    for (const config::SourceFile& file : options.against->files) report.files.push_back(file.path);
  }
  for (const LiveUrl& url : live.urls) {
    report.counts.requests += url.hops.size();
    for (const LiveHop& hop : url.hops) {
      if (hop.location.empty() || report.edges.size() >= kMaxEdges) continue;
      report.edges.push_back({hop.url, hop.location, {}, hop.status, 1});
      ++report.counts.edges;
    }
  }
  return live;
}

}  // namespace onward::check
