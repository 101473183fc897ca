// SPDX-License-Identifier: MIT
// The gateway over loopback sockets: what only shows there. What it answers to which bytes is in
// src/gateway/connection_test.cc, which needs no socket. Long: one server with one client in all
// its situations, and what starts it is shared.
#include "onward/gateway/gateway.h"

#include "onward/http/reader.h"
#include "support/client_socket.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using test::ClientSocket;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

constexpr std::string_view kGet = "GET /a?x=1 HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kMoved = "HTTP/1.1 307 Temporary Redirect\r\n";
constexpr std::size_t kMiB = std::size_t{1024} * 1024;

std::shared_ptr<const rules::Table> table_to(const std::string& host) {
  rules::Rule rule;
  rule.when.match = {"/*", {}};
  rule.action.to = {"https://" + host + "/{0}", {}};
  rule.action.body = rules::BodyKind::None;
  return rules::compile({rule}).table;
}

config::Server loopback() {
  config::Server server;
  server.listeners.resize(1);
  server.listeners[0].ip.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1};
  server.listeners[0].port = 0;
  server.threads = 2;
  return server;
}

// A gateway that runs as long as it lives.
class Running {
 public:
  explicit Running(const config::Server& server = loopback())
      : opened_(open(server, table_to("new.example"))) {
    opened_.gateway->start();
  }
  Gateway* operator->() { return opened_.gateway.get(); }
  ClientSocket connect() { return ClientSocket(opened_.gateway->addresses()[0]); }

 private:
  Opened opened_;
};

// Until the condition holds. Other threads make it true, so the test's own waits by yielding.
template <class Condition>
bool soon(Condition holds) {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

std::string ask(ClientSocket& client, std::string_view request = kGet) {
  client.send(request);
  return client.receive_until("\r\n\r\n");
}

TEST(GatewayServes, OneRequestAfterTheOther) {
  Running gateway;
  ClientSocket client = gateway.connect();
  for (int i = 0; i < 3; ++i) {
    const std::string answer = ask(client);
    EXPECT_THAT(answer, StartsWith(kMoved));
    EXPECT_THAT(answer, HasSubstr("Location: https://new.example/a?x=1\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nDate: "));
  }
  EXPECT_EQ(gateway->counters().answers, 3U);
}

TEST(GatewayServes, AllLoopsTakeConnections) {
  Running gateway;
  std::vector<ClientSocket> clients;
  for (int i = 0; i < 64; ++i) {
    clients.push_back(gateway.connect());
    EXPECT_THAT(ask(clients.back()), StartsWith(kMoved));
  }
  EXPECT_EQ(gateway->counters().connections_open, 64U);
  clients.clear();
  EXPECT_TRUE(soon([&] { return gateway->counters().connections_open == 0; }));
}

TEST(GatewayServes, WhatIsPipelinedUntilTheClientReads) {
  constexpr int kRequests = 20'000;  // their answers do not fit into the sockets' buffers
  Running gateway;
  ClientSocket client = gateway.connect();
  std::thread sender([&client] {
    std::string wire;
    for (int i = 0; i < kRequests; ++i) wire += kGet;
    EXPECT_EQ(client.send(wire), wire.size());
    client.half_close();
  });
  const std::string all = client.receive_all();
  sender.join();
  const http::Method get("GET");
  http::ResponseReader reader(get);
  std::string_view rest = all;
  int answers = 0;
  for (auto event = reader.read(rest); event && event->kind != http::EventKind::More;
       event = reader.read(rest)) {
    rest.remove_prefix(event->consumed);
    if (event->kind != http::EventKind::End) continue;
    ++answers;
    reader.next();
  }
  EXPECT_EQ(answers, kRequests);
  EXPECT_TRUE(rest.empty());
}

// RFC 9112 §9.6: the client writes all it has before it reads, and still finds the answer.
TEST(Rfc9112Closing, UploadsGetTheirAnswer) {
  const std::string content(32 * kMiB, 'x');
  const struct {
    const char* what;
    std::string head;
  } cases[] = {
      {"length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 33554432\r\n\r\n"},
      {"chunked", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2000000\r\n"},
      {"refused", "POST /a HTTP/1.1\r\nContent-Length: 33554432\r\n\r\n"},
  };
  Running gateway;
  for (const auto& row : cases) {
    SCOPED_TRACE(row.what);
    ClientSocket client = gateway.connect();
    EXPECT_EQ(client.send(row.head), row.head.size());
    EXPECT_EQ(client.send(content), content.size());
    const std::string answer = client.receive_all();
    EXPECT_FALSE(client.was_reset());
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos) << "a second answer";
  }
  EXPECT_TRUE(soon([&] { return gateway->counters().drained_bytes >= 3 * 31 * kMiB; }));
}

TEST(Rfc9112Closing, ExpectIsAnsweredWithoutContinue) {
  Running gateway;
  ClientSocket client = gateway.connect();
  const std::string answer = ask(
      client, "PUT /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
  EXPECT_THAT(answer, StartsWith(kMoved));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(client.receive_all(), "");
}

TEST(Rfc9112Deadlines, AreKept) {
  config::Server server = loopback();
  server.limits.head_timeout = 50ms;
  server.limits.idle_timeout = 60ms;
  server.limits.content_grace = 50ms;
  Running gateway(server);
  ClientSocket silent = gateway.connect();
  EXPECT_EQ(silent.receive_all(), "");
  ClientSocket slow = gateway.connect();
  slow.send("GET /a HTTP/1.1\r\n");
  EXPECT_THAT(slow.receive_all(), StartsWith("HTTP/1.1 408 "));
  ClientSocket idle = gateway.connect();
  EXPECT_THAT(ask(idle), StartsWith(kMoved));
  EXPECT_EQ(idle.receive_all(), "");
  ClientSocket stalled = gateway.connect();
  stalled.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n");
  EXPECT_THAT(stalled.receive_all(), StartsWith(kMoved));
}

// It reads a little all the time, and never as much as the rate wants.
TEST(Rfc9112Deadlines, OfAnswersThatAreHardlyRead) {
  config::Server server = loopback();
  server.limits.content_grace = 200ms;
  server.limits.content_bytes_per_second = kMiB;
  Running gateway(server);
  ClientSocket client(gateway->addresses()[0], ClientSocket::kSmallBuffer);
  std::string wire;
  for (int i = 0; i < 1'000; ++i) wire += kGet;
  EXPECT_EQ(client.send(wire), wire.size());
  auto next = std::chrono::steady_clock::now();
  EXPECT_TRUE(soon([&] {
    const auto now = std::chrono::steady_clock::now();
    if (now >= next) {
      client.receive_little();
      next = now + 5ms;
    }
    return gateway->counters().connections_cut == 1;
  }));
  client.receive_all();
  EXPECT_TRUE(client.was_reset()) << "the kernel would go on to offer the rest";
}

TEST(GatewayLimits, OfConnections) {
  config::Server server = loopback();
  server.limits.connections_per_address = 2;
  Running gateway(server);
  ClientSocket first = gateway.connect();
  ClientSocket second = gateway.connect();
  EXPECT_THAT(ask(first), StartsWith(kMoved));
  EXPECT_THAT(ask(second), StartsWith(kMoved));
  EXPECT_EQ(gateway.connect().receive_all(), "");
  EXPECT_EQ(gateway->counters().connections_refused, 1U);
  { const ClientSocket gone = std::move(first); }
  EXPECT_TRUE(soon([&] { return gateway->counters().connections_open == 1; }));
  ClientSocket third = gateway.connect();
  EXPECT_THAT(ask(third), StartsWith(kMoved));
}

// Who asks when replace() has returned is answered by nothing older, by whichever loop.
TEST(GatewayReload, NothingOlderAnswersBehindIt) {
  Running gateway;
  std::vector<ClientSocket> clients;
  clients.reserve(4);
  for (int i = 0; i < 4; ++i) clients.push_back(gateway.connect());
  for (int i = 0; i < 200; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example";
    gateway->replace(table_to(host));
    for (ClientSocket& client : clients) {
      EXPECT_THAT(ask(client), HasSubstr("Location: https://" + host + "/a?x=1\r\n"));
    }
  }
}

TEST(GatewayReload, BeforeTheStartAndBehindTheEnd) {
  auto opened = open(loopback(), table_to("old.example"));
  opened.gateway->replace(table_to("new.example"));
  opened.gateway->start();
  ClientSocket client(opened.gateway->addresses()[0]);
  EXPECT_THAT(ask(client), HasSubstr("Location: https://new.example/"));
  opened.gateway->shut_down();
  opened.gateway->replace(table_to("late.example"));
  opened.gateway->wait();
  opened.gateway->replace(table_to("later.example"));
}

TEST(GatewayShutdown, DrainsAndEnds) {
  auto opened = open(loopback(), table_to("new.example"));
  opened.gateway->start();
  ClientSocket idle(opened.gateway->addresses()[0]);
  ask(idle);
  ClientSocket begun(opened.gateway->addresses()[0]);
  ask(begun);
  begun.send("GET /a HTTP/1.1\r\n");
  ClientSocket late(opened.gateway->addresses()[0]);
  ClientSocket fresh(opened.gateway->addresses()[0]);
  EXPECT_TRUE(soon([&] { return opened.gateway->counters().connections_taken == 4; }));
  const auto start = std::chrono::steady_clock::now();
  opened.gateway->shut_down();
  // What was on its way is answered, also on a connection that never saw a request.
  EXPECT_THAT(ask(idle, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"), HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(ask(late, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"), HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(fresh.receive_all(), "");
  EXPECT_THAT(ask(begun, "Host: a\r\n\r\n"), HasSubstr("Connection: close\r\n"));
  opened.gateway->wait();  // `begun` does not close
  EXPECT_LT(std::chrono::steady_clock::now() - start, 8s);
  EXPECT_FALSE(ClientSocket(opened.gateway->addresses()[0]).is_open());
}

TEST(GatewayShutdown, CutsWhatDoesNotEnd) {
  config::Server server = loopback();
  server.limits.shutdown_timeout = 50ms;
  auto opened = open(server, table_to("new.example"));
  opened.gateway->start();
  ClientSocket begun(opened.gateway->addresses()[0]);
  EXPECT_TRUE(soon([&] { return opened.gateway->counters().connections_taken == 1; }));
  begun.send("GET /a HTTP/1.1\r\n");
  opened.gateway->shut_down();
  opened.gateway->wait();
  EXPECT_EQ(opened.gateway->counters().connections_cut, 1U);
}

TEST(GatewayOpen, SaysEverythingThatIsWrong) {
  Running first;
  config::Server server = loopback();
  const std::string taken = first->addresses()[0];
  server.listeners.resize(2, server.listeners[0]);
  server.listeners[0].address = taken;
  server.listeners[0].port = static_cast<std::uint16_t>(std::stoi(taken.substr(10)));
  server.listeners[1].address = "192.0.2.1:0";  // RFC 5737: nobody's
  server.listeners[1].ip.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1};
  server.log.path = "/nonexistent/access.log";
  const auto opened = open(server, table_to("new.example"));
  EXPECT_EQ(opened.gateway, nullptr);
  ASSERT_EQ(opened.problems.size(), 3U);
  EXPECT_EQ(opened.problems[0].code, ErrorCode::AddressInUse);
  EXPECT_THAT(to_text(opened.problems[0]), StartsWith(taken + ": another program listens"));
  EXPECT_EQ(opened.problems[1].code, ErrorCode::AddressNotAvailable);
  EXPECT_EQ(opened.problems[2].code, ErrorCode::LogUnwritable);
}

std::string asked(const std::string& address, const std::string& path) {
  ClientSocket client(address);
  client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return client.receive_all();
}

// For ThreadSanitizer, too: somebody watches while requests are counted and rules replaced.
TEST(GatewayAdmin, CountsWhileItServes) {
  constexpr int kRequests = 300;
  config::Server server = loopback();
  server.admin.addresses = {config::listener_at("127.0.0.1:0").value_or(config::Listener{})};
  Running gateway(server);
  ASSERT_EQ(gateway->admin_addresses().size(), 1U);
  const std::string admin = gateway->admin_addresses()[0];
  std::thread client([&gateway] {
    for (int i = 0; i < kRequests; ++i) {
      ClientSocket one = gateway.connect();
      ask(one);
    }
  });
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(asked(admin, "/metrics"), StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(asked(admin, "/rules/hits"), StartsWith("HTTP/1.1 200 OK\r\n"));
    gateway->replace(table_to("other.example"));
  }
  client.join();
  const std::string metrics = asked(admin, "/metrics");
  EXPECT_THAT(metrics, HasSubstr("{protocol=\"HTTP/1.1\",method=\"GET\",status=\"307\"} 300\n"));
  // A duration is counted behind its answer.
  EXPECT_TRUE(soon([&] {
    return asked(admin, "/metrics").find("answer_duration_seconds_count 300\n") != metrics.npos;
  }));
  EXPECT_THAT(metrics, HasSubstr("{part=\"rules\",result=\"done\"} 20\n"));
  EXPECT_THAT(asked(admin, "/readyz"), HasSubstr("\r\n\r\nready\n"));
  ClientSocket begun = gateway.connect();
  begun.send("GET /a HTTP/1.1\r\n");
  EXPECT_TRUE(soon([&] { return gateway->counters().connections_open == 1; }));
  gateway->shut_down();
  EXPECT_THAT(asked(admin, "/readyz"), StartsWith("HTTP/1.1 503 "));
  gateway->close_admin();
  EXPECT_FALSE(ClientSocket(admin).is_open());
}

class GatewayLog : public testing::Test {
 protected:
  GatewayLog() : folder_(std::filesystem::temp_directory_path() / unique_name()) {
    std::filesystem::create_directory(folder_);
  }
  ~GatewayLog() override { std::filesystem::remove_all(folder_); }

  static std::string unique_name() { return "onward-gateway-log-" + std::to_string(::getpid()); }
  std::filesystem::path path() const { return folder_ / "access.log"; }
  static std::string text_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(GatewayLog, HasEveryAnswerAndIsBegunAnew) {
  config::Server server = loopback();
  server.log.path = path();
  const std::filesystem::path moved = path().string() + ".1";
  {
    Running gateway(server);
    ClientSocket client = gateway.connect();
    for (int i = 0; i < 1000; ++i) ask(client);
    std::filesystem::rename(path(), moved);
    gateway->reopen_log();
    EXPECT_TRUE(soon([&] { return std::filesystem::exists(path()); }));
    ask(client, "GET /last HTTP/1.1\r\nHost: a\r\nUser-Agent: \"\xC3\xA9\\\r\n\r\n");
    EXPECT_EQ(gateway->counters().log_lines_dropped, 0U);
  }
  const std::string all = text_of(moved) + text_of(path());
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1001);
  EXPECT_TRUE(text_of(path()).ends_with(R"("GET /last HTTP/1.1" 307 0 "-" "\x22\xc3\xa9\x5c")"
                                        "\n"));
}

TEST_F(GatewayLog, HasASampleAndEveryRefusal) {
  config::Server server = loopback();
  server.log.path = path();
  server.log.format = config::AccessLog::Format::Json;
  server.log.sample = 100;
  {
    Running gateway(server);
    ClientSocket client = gateway.connect();
    for (int i = 0; i < 2000; ++i) ask(client);
    for (int i = 0; i < 5; ++i) {
      ClientSocket refused = gateway.connect();
      EXPECT_THAT(ask(refused, "GET /a HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    }
  }
  std::istringstream lines(text_of(path()));
  int sampled = 0;
  int refused = 0;
  for (std::string line; std::getline(lines, line);) {
    (line.ends_with(R"("status":307,"bytes":0,"sample":100})") ? sampled : refused) += 1;
  }
  EXPECT_EQ(refused, 5);
  EXPECT_GT(sampled, 5);
  EXPECT_LT(sampled, 50);
}

}  // namespace
}  // namespace onward::gateway
