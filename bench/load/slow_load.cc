// SPDX-License-Identifier: MIT
// Slow clients, thousands of them: each does one thing more slowly than a server should bear, and
// comes back when it was cut. For bench/slow, which starts it:
//
//   slow_load --port 8307 --kind head --connections 10000 --sources 20 --ramp-ms 5000
//
// A life runs from when the slow part begins: the connection is made and its first bytes are sent.
// SIGUSR1: says what was counted since the last time. SIGTERM: the same, and ends.
#include "counts.h"
#include "options.h"
#include "signals.h"
#include "transport.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace load {
namespace {

constexpr int kEvents = 512;
constexpr std::chrono::seconds kDrip{1};
/// Within this each comes back, by chance: a network has no beat.
constexpr std::chrono::milliseconds kMostPause{1000};
constexpr std::minstd_rand::result_type kChances = 100'000;
/// The least that the kernel gives.
constexpr int kSmallReceiveBytes = 2304;
constexpr std::size_t kReadBytes = 64;

using Bytes = std::string_view;

std::string frame(unsigned type, unsigned flags, unsigned stream, Bytes payload) {
  std::string bytes;
  for (const unsigned shift : {16U, 8U, 0U}) {
    bytes += static_cast<char>(payload.size() >> shift & 0xFFU);
  }
  bytes += static_cast<char>(type);
  bytes += static_cast<char>(flags);
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(stream >> shift);
  return bytes.append(payload);
}

/// RFC 7541 §6.2.2: literals, in no table.
std::string block(Bytes method) {
  std::string bytes;
  const std::array<std::pair<Bytes, Bytes>, 4> fields{{{":method", method},
                                                       {":scheme", "http"},
                                                       {":authority", "a.example"},
                                                       {":path", "/old/page"}}};
  for (const auto& [name, value] : fields) {
    bytes += '\0';
    bytes.append(1, static_cast<char>(name.size())).append(name);
    bytes.append(1, static_cast<char>(value.size())).append(value);
  }
  return bytes;
}

std::string preface(Bytes settings) {
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, settings);
}

std::string get_each(unsigned count) {
  std::string all;
  for (unsigned i = 0; i < count; ++i) all += frame(1, 5, 2 * i + 1, block("GET"));
  return all;
}

/// How a kind of slow client goes about it:
///
///   kind        what it does                              what ends it
///   head        a head, one byte a second                 the server's FIN
///   content     an upload of known length, likewise       FIN, reset
///   chunked     one of unknown length                     reset: FIN comes with the answer
///   read        pipelined requests; reads 64 bytes a      reset
///               second
///   handshake   a ClientHello, one byte a second          FIN, reset
///   h2-head     CONTINUATION, a byte a second             FIN behind GOAWAY
///   h2-content  DATA, a byte a second                     FIN behind GOAWAY
///   h2-window   requests, no window for their answers     FIN behind GOAWAY
struct Kind {
  std::string first;  ///< is sent at once
  std::string drip;   ///< then one byte of this a second, over and over; a whole frame of it
  std::size_t drip_bytes = 1;
  bool ends_by_fin = true;  ///< a FIN is the end; else a reset alone
  int receive_bytes = 0;    ///< 0: it reads all that comes
};

std::optional<Kind> kind_of(Bytes name) {
  const std::string post = "POST /old/page HTTP/1.1\r\nHost: a.example\r\n";
  const std::string get = "GET /old/page HTTP/1.1\r\nHost: a.example\r\n";
  if (name == "head") return Kind{get, "X-Slow: 1\r\n"};
  if (name == "content") return Kind{post + "Content-Length: 100000\r\n\r\n", "x"};
  if (name == "chunked") {
    return Kind{post + "Transfer-Encoding: chunked\r\n\r\nfffff\r\n", "x", 1, false};
  }
  if (name == "read") {
    std::string many;
    while (many.size() < 60'000) many += get + "\r\n";
    return Kind{many, "", 0, false, kSmallReceiveBytes};
  }
  if (name == "handshake")
    return Kind{std::string("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", 11), "x"};
  if (name == "h2-head") {
    const std::string drip = frame(9, 0, 1, Bytes("\0", 1));
    return Kind{preface({}) + frame(1, 1, 1, block("GET")), drip, drip.size()};
  }
  if (name == "h2-content") {
    const std::string drip = frame(0, 0, 1, "x");
    return Kind{preface({}) + frame(1, 4, 1, block("POST")), drip, drip.size()};
  }
  if (name == "h2-window") {
    const std::string none(Bytes("\0\4\0\0\0\0", 6));
    return Kind{preface(none) + get_each(64), ""};
  }
  return std::nullopt;
}

struct Counts {
  std::uint64_t begun = 0;
  std::uint64_t cut = 0;
  std::uint64_t refused = 0;  ///< ended before the slow part
  Histogram life;
};

class SlowLoad {
 public:
  SlowLoad(Options options, Kind kind);
  void run();

 private:
  struct Client {
    std::unique_ptr<Transport> transport;  ///< null: waits until `next`
    bool is_open = false;
    bool has_fin = false;
    std::string unsent;
    std::size_t drip_at = 0;
    Time begun{};
    Time next{};
  };

  void connect(std::size_t seat, Time now);
  void ready(Client& client, unsigned events);
  bool take(Client& client);
  void drip(Client& client, Time now);
  void end(Client& client);
  void report();
  std::uint64_t open() const;
  Clock::duration pause() { return kMostPause * (random_() % kChances) / kChances; }

  std::minstd_rand random_;
  Kind kind_;
  std::uint16_t port_;
  unsigned sources_;
  std::vector<Client> clients_;
  int epoll_;
  Counts counts_;
};

SlowLoad::SlowLoad(Options options, Kind kind)
    : kind_(std::move(kind)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  port_ = static_cast<std::uint16_t>(options.number("--port", 0));
  sources_ = static_cast<unsigned>(options.number("--sources", 20));
  clients_.resize(options.number("--connections", 1000));
  const std::chrono::milliseconds ramp(options.number("--ramp-ms", 5000));
  options.end();
  const Time now = Clock::now();
  // In no order: neighbours are looked at together, and would come and drip in bunches for ever.
  for (Client& client : clients_) {
    client.next = now + ramp * (random_() % kChances) / kChances;
  }
}

void SlowLoad::connect(std::size_t seat, Time now) {
  Client& client = clients_[seat];
  const auto host = static_cast<unsigned>(2 + seat % sources_);
  const int fd = begin_connect(port_, host, kind_.receive_bytes);
  client.next = now + pause();
  if (fd < 0) return;
  client.transport = std::make_unique<Transport>(fd, nullptr, nullptr);
  client.is_open = client.has_fin = false;
  client.unsent = kind_.first;
  client.drip_at = 0;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = seat;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) std::abort();
}

void SlowLoad::ready(Client& client, unsigned events) {
  if (!client.transport) return;
  if (!client.is_open) {
    if (client.transport->open() != Progress::Done) {
      if (events & (EPOLLERR | EPOLLHUP)) end(client);
      return;
    }
    client.is_open = true;
    client.begun = Clock::now();
    client.next = client.begun + kDrip;
    ++counts_.begun;
  }
  if (events & (EPOLLERR | EPOLLHUP)) return end(client);
  if (kind_.receive_bytes == 0 && !take(client)) return;
  if (!client.unsent.empty() && client.transport->send(client.unsent) == Progress::Failed) {
    end(client);
  }
}

/// Reads what there is; false: that was the end.
bool SlowLoad::take(Client& client) {
  static std::array<char, 65536> room;
  for (;;) {
    std::size_t size = 0;
    const Progress progress = client.transport->receive(room, size);
    if (progress == Progress::Done) continue;
    if (progress == Progress::Again) return true;
    if (progress == Progress::Ended && !kind_.ends_by_fin) return true;
    end(client);
    return false;
  }
}

void SlowLoad::drip(Client& client, Time now) {
  client.next = now + kDrip;
  if (!client.is_open) return;
  if (kind_.receive_bytes != 0) {
    std::array<char, kReadBytes> room{};
    std::size_t size = 0;
    const Progress progress = client.transport->receive(room, size);
    if (progress == Progress::Ended || progress == Progress::Failed) return end(client);
  }
  // The server takes no more yet: nothing is added to that.
  if (!client.unsent.empty() || kind_.drip.empty()) return;
  client.unsent = kind_.drip.substr(client.drip_at, kind_.drip_bytes);
  client.drip_at = (client.drip_at + kind_.drip_bytes) % kind_.drip.size();
  if (client.transport->send(client.unsent) == Progress::Failed) end(client);
}

void SlowLoad::end(Client& client) {
  const Time now = Clock::now();
  if (client.is_open) {
    ++counts_.cut;
    counts_.life.add(now - client.begun);
  } else {
    ++counts_.refused;
  }
  client.transport.reset();
  client.unsent = {};
  client.next = now + pause();
}

std::uint64_t SlowLoad::open() const {
  std::uint64_t count = 0;
  for (const Client& client : clients_) count += client.transport && client.is_open ? 1U : 0U;
  return count;
}

void SlowLoad::report() {
  Clock::duration oldest{};
  const Time now = Clock::now();
  for (const Client& client : clients_) {
    if (client.transport && client.is_open) oldest = std::max(oldest, now - client.begun);
  }
  const auto ms = [](Clock::duration each) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(each).count());
  };
  const Line line = Line()
                        .add("open", open())
                        .add("begun", counts_.begun)
                        .add("cut", counts_.cut)
                        .add("refused", counts_.refused)
                        .add("life_p50_ms", counts_.life.quantile_us(0.5) / 1000)
                        .add("life_most_ms", counts_.life.most_us() / 1000)
                        .add("oldest_ms", ms(oldest));
  std::fputs(line.text().c_str(), stdout);
  std::fflush(stdout);
  counts_ = {};
}

/// Each is looked at ten times a second: that is enough for who does something once a second.
void SlowLoad::run() {
  std::array<epoll_event, kEvents> events{};
  const std::size_t count = clients_.size();
  std::size_t next_seat = 0;
  Time last = Clock::now();
  while (is_end_wanted == 0) {
    if (std::exchange(is_report_wanted, 0) != 0) report();
    const timespec patience{0, 500'000};  // thousands drip a second: one by one, not in bunches
    const int ready_count = ::epoll_pwait2(epoll_, events.data(), kEvents, &patience, nullptr);
    for (int i = 0; i < ready_count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      ready(clients_[event.data.u64], event.events);
    }
    const Time now = Clock::now();
    const auto share = std::chrono::duration<double>(now - last).count() * 10;
    const auto looks =
        std::min(count, static_cast<std::size_t>(share * static_cast<double>(count)));
    if (looks == 0) continue;
    last = now;
    for (std::size_t i = 0; i < looks; ++i) {
      Client& client = clients_[next_seat];
      if (client.next <= now) {
        if (client.transport) {
          drip(client, now);
        } else {
          connect(next_seat, now);
        }
      }
      next_seat = (next_seat + 1) % count;
    }
  }
  report();
}

}  // namespace
}  // namespace load

int main(int count, char** words) {
  load::heed_signals();
  load::Options options(count, words);
  const std::string name = options.text("--kind", "");
  const auto kind = load::kind_of(name);
  if (!kind) {
    std::fprintf(stderr, "no such kind: %s\n", name.c_str());
    return 2;
  }
  load::SlowLoad(options, *kind).run();
}
