// SPDX-License-Identifier: MIT
// A steady load: so many requests a second whatever the server does, some of them on connections
// of their own. A request's time runs from when it was to be sent, so that a server which stalls is
// seen to. For bench/handover and bench/slow, which start it:
//
//   steady_load --port 8307 --protocol h2 --tls 1 --rate 2000 --new 50 --versions FILE
//
// SIGUSR1: says what was counted since the last time, on standard output. SIGTERM: the same once
// what was asked is answered, and ends. Invariant: each request is counted once, as answered or as
// lost; what the server says it has not looked at is asked again.
#include "options.h"
#include "signals.h"
#include "steady_counts.h"
#include "talk.h"
#include "transport.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <deque>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace load {
namespace {

constexpr int kEvents = 256;
/// A request that is not answered by then is lost.
constexpr std::chrono::seconds kPatience{20};
/// Further behind than this nobody catches up: what was to be sent meanwhile is left out.
constexpr std::chrono::milliseconds kMostBehind{200};

struct Wanted {
  std::uint16_t port = 0;
  bool is_tls = false;
  bool is_http2 = false;
  double rate = 0;              ///< requests a second
  unsigned new_percent = 0;     ///< of them on new connections
  std::size_t connections = 0;  ///< that are kept
  unsigned sources = 0;
  std::string path;
  const Versions* versions = nullptr;
};

/// "v12" of a certificate, "https://v12.example/12/page" of an answer; -1: it is none of these.
std::int64_t version_of(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return -1;
  text.remove_prefix(prefix.size());
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  return error == std::errc() && end != text.data() ? version : -1;
}

class Load;

/// A connection and what is said on it.
class Conversation final : public Listener {
 public:
  struct Kind {
    bool is_single = false;
    bool shows_ticket = false;
    std::int64_t certificate = 0;  ///< what was acknowledged before it began
  };

  Conversation(Load& load, int fd, SSL_SESSION* session, Kind kind);

  void ready();
  bool has_room() const { return !is_over_ && talk_->has_room(); }
  void ask(const Asked& asked);
  bool is_over() const { return is_over_; }
  int fd() const { return transport_.fd(); }
  Time oldest() const { return talk_->oldest(); }
  void time_out();

  void answered(const Asked& asked, const Answer& answer) override;
  void not_taken(const Asked& asked) override;
  void lost(const Asked& asked) override;

 private:
  bool open();
  void send();
  void receive();
  void end();

  Load* load_;
  Kind kind_;
  bool is_open_ = false;
  bool is_over_ = false;
  bool has_timed_out_ = false;
  Transport transport_;
  std::unique_ptr<Talk> talk_;
  std::string out_;
};

class Load {
 public:
  explicit Load(const Wanted& wanted);
  void run();

  // For conversations.
  const Wanted& wanted() const { return wanted_; }
  Counts& counts() { return counts_; }
  SSL_CTX* context() const { return context_.get(); }
  Asked asked_at(Time due) const;
  void ask_again(const Asked& asked) { waiting_.push_back(asked); }
  void keep(TlsSession session) { session_ = std::move(session); }

 private:
  Conversation* connect(Conversation::Kind kind);
  void send_due(Time now);
  bool send_one(const Asked& asked, bool on_new);
  void send_waiting();
  bool ask_kept(const Asked& asked);
  void sweep(Time now);
  void report();
  bool is_idle() const;

  Wanted wanted_;
  Context context_;
  TlsSession session_;
  Counts counts_;
  int epoll_;
  std::vector<std::unique_ptr<Conversation>> all_;  ///< by descriptor
  std::vector<int> kept_;                           ///< descriptors
  std::deque<Asked> waiting_;                       ///< for a connection that has room
  Time next_due_;
  Time next_sweep_;
  std::uint64_t sent_ = 0;
  unsigned next_source_ = 0;
  std::size_t next_kept_ = 0;
};

Conversation::Conversation(Load& load, int fd, SSL_SESSION* session, Kind kind)
    : load_(&load), kind_(kind), transport_(fd, load.context(), session) {
  const Wanted& wanted = load.wanted();
  talk_ = wanted.is_http2 ? make_http2(*this, wanted.path, kind.is_single, wanted.is_tls)
                          : make_http1(*this, wanted.path, kind.is_single);
}

void Conversation::ready() {
  if (is_over_) return;
  if (!is_open_ && !open()) return;
  receive();
  send();
  if (talk_->is_over() && !kind_.is_single) end();
}

bool Conversation::open() {
  const Progress progress = transport_.open();
  if (progress == Progress::Again) return false;
  if (progress != Progress::Done) {
    end();
    return false;
  }
  is_open_ = true;
  Counts& counts = load_->counts();
  if (kind_.shows_ticket) ++(transport_.is_resumed() ? counts.resumed : counts.not_resumed);
  const Versions* const versions = load_->wanted().versions;
  if (versions == nullptr || !load_->wanted().is_tls || transport_.is_resumed()) return true;
  const std::int64_t version = version_of(transport_.common_name(), "v");
  if (version < 0 || version > versions->certificate_written) ++counts.wrong;
  if (version < kind_.certificate) ++counts.stale;
  return true;
}

void Conversation::ask(const Asked& asked) {
  talk_->ask(asked);
  if (is_open_) send();
}

void Conversation::send() {
  if (is_over_) return;
  talk_->give(out_);
  if (!out_.empty() && transport_.send(out_) == Progress::Failed) end();
}

void Conversation::receive() {
  static std::array<char, 65536> room;
  while (!is_over_) {
    std::size_t size = 0;
    const Progress progress = transport_.receive(room, size);
    if (progress == Progress::Again) return;
    const bool goes_on = progress == Progress::Done && talk_->take({room.data(), size});
    if (!goes_on) end();
  }
}

void Conversation::end() {
  if (std::exchange(is_over_, true)) return;
  talk_->end();
  if (auto session = is_open_ ? transport_.session() : nullptr) load_->keep(std::move(session));
}

void Conversation::time_out() {
  has_timed_out_ = true;
  end();
}

void Conversation::answered(const Asked& asked, const Answer& answer) {
  Counts& counts = load_->counts();
  ++counts.answers;
  counts.latency.add(Clock::now() - asked.due);
  const Versions* const versions = load_->wanted().versions;
  if (answer.status != 307) {
    ++counts.wrong;
  } else if (versions != nullptr) {
    const std::int64_t version = version_of(answer.location, "https://v");
    const std::string number = std::to_string(version);
    const std::string whole = "https://v" + number + ".example/" + number + "/page";
    if (answer.location != whole || version > versions->rules_written) ++counts.wrong;
    if (version < asked.rules) ++counts.stale;
  }
  // The server closes, and that is waited for; over HTTP/2 nobody does but us.
  if (kind_.is_single && load_->wanted().is_http2) end();
}

void Conversation::not_taken(const Asked& asked) {
  ++load_->counts().moved;
  load_->ask_again(asked);
}

void Conversation::lost(const Asked& /*asked*/) {
  Counts& counts = load_->counts();
  ++(has_timed_out_ ? counts.timed_out : transport_.was_refused() ? counts.refused : counts.reset);
}

Load::Load(const Wanted& wanted)
    : wanted_(wanted),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      next_due_(Clock::now()),
      next_sweep_(next_due_) {
  if (wanted.is_tls) context_ = make_context(wanted.is_http2 ? "h2" : "http/1.1");
}

Asked Load::asked_at(Time due) const {
  return {due, wanted_.versions == nullptr ? 0 : wanted_.versions->rules_acknowledged.load()};
}

/// Null where none can be had.
Conversation* Load::connect(Conversation::Kind kind) {
  SSL_SESSION* const session = kind.shows_ticket ? session_.get() : nullptr;
  kind.shows_ticket = session != nullptr;
  if (wanted_.versions != nullptr) kind.certificate = wanted_.versions->certificate_acknowledged;
  const int fd = begin_connect(wanted_.port, 1 + next_source_++ % wanted_.sources);
  if (fd < 0) return nullptr;
  const auto seat = static_cast<std::size_t>(fd);
  if (seat >= all_.size()) all_.resize(seat + 64);
  all_[seat] = std::make_unique<Conversation>(*this, fd, session, kind);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.fd = fd;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) std::abort();
  ++counts_.connections;
  return all_[seat].get();
}

bool Load::ask_kept(const Asked& asked) {
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    next_kept_ = (next_kept_ + 1) % kept_.size();
    Conversation& each = *all_[static_cast<std::size_t>(kept_[next_kept_])];
    if (!each.has_room()) continue;
    each.ask(asked);
    return true;
  }
  if (kept_.size() >= wanted_.connections) return false;
  Conversation* const made = connect({});
  if (made == nullptr) return false;
  kept_.push_back(made->fd());
  made->ask(asked);
  return true;
}

bool Load::send_one(const Asked& asked, bool on_new) {
  if (!on_new) return ask_kept(asked);
  Conversation* const made = connect({true, sent_ % 4 < 2});
  if (made != nullptr) made->ask(asked);
  return made != nullptr;
}

void Load::send_due(Time now) {
  const auto step = std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(1.0 / wanted_.rate));
  if (now - next_due_ > kMostBehind) {
    const auto missed = (now - next_due_) / step;
    counts_.left_out += static_cast<std::uint64_t>(missed);
    next_due_ += step * missed;
  }
  for (; next_due_ <= now; next_due_ += step, ++sent_) {
    const bool on_new =
        sent_ * wanted_.new_percent / 100 != (sent_ + 1) * wanted_.new_percent / 100;
    const Asked asked = asked_at(next_due_);
    if (!send_one(asked, on_new)) waiting_.push_back(asked);
  }
}

/// What is asked later is asked by what is acknowledged then.
void Load::send_waiting() {
  while (!waiting_.empty() && ask_kept(asked_at(waiting_.front().due))) waiting_.pop_front();
}

void Load::sweep(Time now) {
  std::erase_if(kept_, [this](int fd) { return all_[static_cast<std::size_t>(fd)]->is_over(); });
  for (auto& each : all_) {
    if (each && !each->is_over() && each->oldest() < now - kPatience) each->time_out();
    if (each && each->is_over()) each.reset();
  }
}

bool Load::is_idle() const {
  if (!waiting_.empty()) return false;
  for (const auto& each : all_) {
    if (each && !each->is_over() && each->oldest() != Time::max()) return false;
  }
  return true;
}

void Load::report() {
  std::fputs(line_of(counts_).c_str(), stdout);
  std::fflush(stdout);
  counts_ = {};
}

void Load::run() {
  std::array<epoll_event, kEvents> events{};
  while (is_end_wanted == 0 || !is_idle()) {
    const Time now = Clock::now();
    if (std::exchange(is_report_wanted, 0) != 0) report();
    if (is_end_wanted == 0) send_due(now);
    send_waiting();
    if (now >= next_sweep_) {
      sweep(now);
      next_sweep_ = now + std::chrono::milliseconds(20);
    }
    const auto left = std::max<Clock::duration>(std::min(next_due_, next_sweep_) - now, {});
    timespec patience{};
    patience.tv_nsec = std::min<std::int64_t>(std::chrono::nanoseconds(left).count(), 20'000'000);
    const int count = ::epoll_pwait2(epoll_, events.data(), kEvents, &patience, nullptr);
    for (int i = 0; i < count; ++i) {
      const auto seat = static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.fd);
      if (all_[seat]) all_[seat]->ready();
    }
  }
  report();
}

const Versions* map_versions(const std::string& path) {
  if (path.empty()) return nullptr;
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  void* const mapped = ::mmap(nullptr, sizeof(Versions), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (mapped == MAP_FAILED) std::abort();
  ::close(fd);
  return static_cast<const Versions*>(mapped);
}

Wanted read_options(Options options) {
  Wanted wanted;
  wanted.port = static_cast<std::uint16_t>(options.number("--port", 0));
  wanted.is_tls = options.number("--tls", 0) != 0;
  wanted.is_http2 = options.text("--protocol", "http/1.1") == "h2";
  wanted.rate = static_cast<double>(options.number("--rate", 1000));
  wanted.new_percent = static_cast<unsigned>(options.number("--new", 50));
  wanted.connections = options.number("--connections", 16);
  wanted.sources = static_cast<unsigned>(options.number("--sources", 8));
  wanted.path = options.text("--path", "/old/page");
  wanted.versions = map_versions(options.text("--versions", ""));
  options.end();
  return wanted;
}

}  // namespace
}  // namespace load

int main(int count, char** words) {
  load::heed_signals();
  load::Load(load::read_options(load::Options(count, words))).run();
}
