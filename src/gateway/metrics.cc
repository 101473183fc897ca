// SPDX-License-Identifier: MIT
// Sums over the loops, each a moment apart. Invariants: what is a sum of others is made of the same
// numbers as they are (a histogram's count), so that they agree in every answer; a sample that was
// there stays, as counters begin at 0 and rules keep their order while they are served.
#include "gateway/metrics.h"

#include "gateway/exposition.h"

#include <algorithm>
#include <map>
#include <utility>

namespace onward::gateway {
namespace {

class Report {
 public:
  explicit Report(const Watched& watched) : watched_(watched) {}

  std::string text() {
    add_requests();
    add_refusals();
    add_durations();
    add_connections();
    add_http2();
    add_tls();
    add_rules();
    add_served();
    add_process();
    return out_.text();
  }

 private:
  template <class Get>
  std::uint64_t sum(Get get) const {
    std::uint64_t sum = 0;
    for (const Tally* tally : watched_.tallies) sum += get(*tally);
    return sum;
  }
  std::uint64_t sum(Count Tally::*count) const {
    return sum([count](const Tally& tally) { return (tally.*count).value(); });
  }
  std::uint64_t sum(Count Http2Counts::*count) const {
    return sum([count](const Tally& tally) { return (tally.http2.*count).value(); });
  }
  void counter(std::string_view name, std::string_view help, std::uint64_t value) {
    out_.begin(name, "counter", help);
    out_.add(value);
  }
  void gauge(std::string_view name, std::string_view help, std::uint64_t value) {
    out_.begin(name, "gauge", help);
    out_.add(value);
  }

  void add_requests() {
    out_.begin("onward_requests_total", "counter", "Requests that were answered.");
    for (std::size_t protocol = 0; protocol < RequestCounts::kProtocols.size(); ++protocol) {
      for (std::size_t method = 0; method < RequestCounts::kMethods.size(); ++method) {
        add_requests(protocol, method);
      }
    }
    counter("onward_early_answers_total",
            "Answers that were written while content of their request was still to come.",
            sum(&Tally::early_answers));
    counter("onward_drained_bytes_total", "Content behind an early answer that was dropped.",
            sum(&Tally::drained_bytes) + sum(&Http2Counts::dropped_bytes));
  }

  void add_requests(std::size_t protocol, std::size_t method) {
    for (int status = RequestCounts::kFirstStatus; status <= RequestCounts::kLastStatus; ++status) {
      const std::uint64_t count =
          sum([=](const Tally& tally) { return tally.requests.of(protocol, method, status); });
      if (count == 0) continue;
      out_.add({{"protocol", RequestCounts::kProtocols[protocol]},
                {"method", RequestCounts::kMethods[method]},
                {"status", std::to_string(status)}},
               count);
    }
  }

  void add_refusals() {
    out_.begin(
        "onward_refusals_total", "counter",
        "Requests that were refused, most of them before their head was whole, and connections "
        "of proxies.");
    for (std::size_t number = 0; number < Refusals::size(); ++number) {
      const auto count = sum([=](const Tally& tally) { return tally.refused.of(number); });
      if (count != 0) out_.add({{"reason", Refusals::reason(number)}}, count);
    }
  }

  void add_durations() {
    out_.begin("onward_answer_duration_seconds", "histogram",
               "From when a loop was told of a request's last bytes until its answer was handed to "
               "the socket.");
    std::uint64_t count = 0;
    for (std::size_t i = 0; i <= Durations::kEnds.size(); ++i) {
      count += sum([i](const Tally& tally) { return tally.durations.of(i); });
      const bool has_end = i < Durations::kEnds.size();
      const std::string end = has_end ? seconds_text(Durations::kEnds[i]) : "+Inf";
      out_.add("_bucket", {{"le", end}}, std::to_string(count));
    }
    std::chrono::nanoseconds total{};
    for (const Tally* tally : watched_.tallies) total += tally->durations.sum();
    out_.add("_sum", {}, seconds_text(total));
    out_.add("_count", {}, std::to_string(count));
  }

  void add_connections() {
    const std::uint64_t closed = sum(&Tally::connections_closed);  // never more than were taken
    const std::uint64_t taken = sum(&Tally::connections_taken);
    counter("onward_connections_total", "Connections that were taken.", taken);
    gauge("onward_open_connections", "Connections that are open.", taken - std::min(taken, closed));
    out_.begin("onward_connections_refused_total", "counter",
               "Connections that were closed at once, by the limit that stood against them.");
    out_.add({{"limit", "connections"}}, sum(&Tally::refused_by_limit));
    out_.add({{"limit", "connections_per_address"}}, sum(&Tally::refused_by_client_limit));
    out_.add({{"limit", "descriptors"}}, sum(&Tally::refused_for_descriptors));
    out_.begin("onward_connections_cut_total", "counter",
               "Connections that were ended though their clients would have gone on.");
    for (std::size_t i = 0; i < Cuts::kReasons.size(); ++i) {
      out_.add({{"reason", Cuts::kReasons[i]}},
               sum([i](const Tally& tally) { return tally.cuts.of(i); }));
    }
  }

  void add_errors(std::string_view by, ErrorCounts Http2Counts::*errors) {
    for (std::size_t i = 0; i < ErrorCounts::kNames.size(); ++i) {
      const std::uint64_t count =
          sum([=](const Tally& tally) { return (tally.http2.*errors).of(i); });
      if (count == 0) continue;
      out_.add({{"by", by}, {"error", ErrorCounts::kNames[i]}}, count);
    }
  }

  void add_http2() {
    const std::uint64_t closed = sum(&Http2Counts::streams_closed);  // never more than were open
    const std::uint64_t open = sum(&Http2Counts::streams_left_open);
    counter("onward_http2_connections_total", "Connections that spoke HTTP/2.",
            sum(&Http2Counts::connections));
    gauge("onward_http2_streams_open",
          "Streams whose content comes, or whose answer waits for the client's window.",
          open - std::min(open, closed));
    out_.begin("onward_http2_streams_reset_total", "counter",
               "RST_STREAM, by the side that sent it and its error.");
    add_errors("client", &Http2Counts::reset_by_client);
    add_errors("server", &Http2Counts::reset_by_us);
    out_.begin("onward_http2_goaways_total", "counter", "GOAWAY that was sent, by its error.");
    add_errors("server", &Http2Counts::goaways);
  }

  void add_tls() {
    const std::uint64_t resumed = sum(&Tally::tls_resumed);
    const std::uint64_t all = sum(&Tally::tls_handshakes);
    out_.begin("onward_tls_handshakes_total", "counter",
               "TLS handshakes that were completed, by whether a ticket was taken.");
    out_.add({{"resumed", "false"}}, all - std::min(all, resumed));
    out_.add({{"resumed", "true"}}, resumed);
    counter("onward_tls_handshake_failures_total",
            "TLS handshakes that were refused, by either side or by garbage.",
            sum(&Tally::tls_failures));
    out_.begin("onward_certificate_expiry_timestamp_seconds", "gauge",
               "When a certificate that is shown expires.");
    for (const ServedCertificate& each : watched_.served.certificates) {
      out_.add({{"listener", each.listener}, {"file", each.file}}, each.end.time_since_epoch());
    }
  }

  /// Those that cannot be told apart are one: a rule that expires is two.
  void add_rules() {
    using Key = std::pair<std::string, std::uint32_t>;
    std::map<Key, std::size_t> places;
    std::vector<std::pair<Key, std::uint64_t>> shown;
    for (const CountedRule& rule : watched_.rules) {
      Key key{label_text(rule.name.empty() ? rule.source : rule.name), rule.place.line};
      if (shown.size() >= kMaxRulesShown && !places.contains(key)) key = {"(more)", 0};
      const auto place = places.try_emplace(key, shown.size()).first->second;
      if (place == shown.size()) shown.emplace_back(std::move(key), 0);
      shown[place].second += rule.hits.count;
    }
    out_.begin("onward_rule_hits_total", "counter", "How often a rule decided, or rewrote.");
    for (const auto& [key, hits] : shown) {
      out_.add({{"rule", key.first}, {"line", std::to_string(key.second)}}, hits);
    }
  }

  void add_served() {
    const Served& served = watched_.served;
    gauge("onward_rules", "Rules that are served.", served.rules);
    gauge("onward_map_rows", "Rows of their maps.", served.map_rows);
    out_.begin("onward_rules_loaded_timestamp_seconds", "gauge", "Since when they are served.");
    out_.add({}, served.since.time_since_epoch());
    out_.begin("onward_reloads_total", "counter",
               "Reloads, by what was reloaded and how it ended.");
    constexpr std::array<std::string_view, 3> kParts{"rules", "certificates", "log"};
    for (std::size_t part = 0; part < kParts.size(); ++part) {
      const ReloadCounts& counts = served.reloads[part];
      out_.add({{"part", kParts[part]}, {"result", "done"}}, counts.done);
      out_.add({{"part", kParts[part]}, {"result", "refused"}}, counts.refused);
    }
    counter("onward_log_lines_dropped_total", "Lines of the access log that were lost.",
            watched_.log_lines_dropped);
    gauge("onward_draining", "1 once the server is going away.", watched_.is_draining ? 1 : 0);
    gauge("onward_loops", "Event loops.", watched_.tallies.size());
  }

  void add_process() {
    const ProcessUse& use = watched_.process;
    out_.begin("process_start_time_seconds", "gauge", "When the process started.");
    out_.add({}, watched_.start.time_since_epoch());
    out_.begin("process_cpu_seconds_total", "counter", "CPU time of the process.");
    out_.add({}, use.cpu);
    gauge("process_resident_memory_bytes", "Resident memory.", use.resident_bytes);
    gauge("process_open_fds", "Open descriptors.", use.descriptors);
    gauge("process_max_fds", "How many may be open.", use.most_descriptors);
  }

  const Watched& watched_;
  Exposition out_;
};

}  // namespace

std::string metrics(const Watched& watched) { return Report(watched).text(); }

}  // namespace onward::gateway
