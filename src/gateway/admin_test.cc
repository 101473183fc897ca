// SPDX-License-Identifier: MIT
// The admin's socket, what it shows, and that hits are counted over reloads. Invariant: a client
// that says nothing, or nonsense, is answered or left, and the next one is served.
#include "gateway/admin.h"

#include "base/descriptor.h"
#include "gateway/rule_counts.h"
#include "support/client_socket.h"

#include <array>
#include <cstring>
#include <filesystem>
#include <memory>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::chrono::sys_seconds at(int seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

std::string ask(const std::string& path, std::string_view request) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const base::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return "refused";
  }
  EXPECT_EQ(::send(socket.fd(), request.data(), request.size(), MSG_NOSIGNAL),
            static_cast<std::ptrdiff_t>(request.size()));
  ::shutdown(socket.fd(), SHUT_WR);
  std::string all;
  std::array<char, 4096> room{};
  for (;;) {
    const auto size = ::recv(socket.fd(), room.data(), room.size(), 0);
    if (size <= 0) return all;
    all.append(room.data(), static_cast<std::size_t>(size));
  }
}

AdminPage page(std::string_view path) {
  if (path == "/here") return {.type = "application/json", .content = "{}"};
  return {.status = "404 Not Found", .content = "no"};
}

class AdminSocket : public testing::Test {
 protected:
  AdminSocket() {
    std::string name = (std::filesystem::temp_directory_path() / "onward-admin-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = name + "/a.sock";
  }
  ~AdminSocket() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(AdminSocket, AnswersItsOwner) {
  {
    const auto admin = Admin::open(path_, {}, page);
    ASSERT_TRUE(admin);
    struct stat file {};
    ASSERT_EQ(::stat(path_.c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600U);
    const std::string found = ask(path_, "GET /here HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(found, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(found, HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(found, HasSubstr("\r\n\r\n{}"));
    EXPECT_EQ(ask(path_, "GET /here?x HTTP/1.1\r\nHost: any.example\r\n\r\n"), found);
    EXPECT_THAT(ask(path_, "HEAD /here HTTP/1.1\r\nHost: a\r\n\r\n"),
                testing::EndsWith("\r\n\r\n"));
    EXPECT_THAT(ask(path_, "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(ask(path_, "POST /here HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 405 "));
    EXPECT_THAT(ask(path_, "GET /here\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(ask(path_, "GET /here HTTP/1.1\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(ask(path_, std::string(9000, 'a')), StartsWith("HTTP/1.1 400 "));
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(AdminSocket, IsTakenOver) {
  auto first = Admin::open(path_, {}, page);
  ASSERT_TRUE(first);
  const auto second =
      Admin::open(path_, {}, [](std::string_view) { return AdminPage{.content = "2"}; });
  ASSERT_TRUE(second);
  first->reset();
  EXPECT_THAT(ask(path_, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), testing::EndsWith("\r\n\r\n2"));
}

TEST_F(AdminSocket, CannotBeEverywhere) {
  const auto code = [](const std::string& path) {
    const auto admin = Admin::open(path, {}, page);
    return admin ? ErrorCode{} : admin.error().code;
  };
  EXPECT_EQ(code((folder_ / "none" / "a.sock").string()), ErrorCode::AddressUnusable);
  EXPECT_EQ(code((folder_ / std::string(200, 'a')).string()), ErrorCode::AddressUnusable);
}

class AdminAddress : public testing::Test {
 protected:
  void open() {
    auto listener = listen(config::listener_at("127.0.0.1:0").value_or(config::Listener{}));
    ASSERT_TRUE(listener);
    address_ = listener->address;
    auto admin = Admin::open("", {std::make_shared<const Listener>(std::move(*listener))}, page);
    ASSERT_TRUE(admin);
    admin_ = std::move(*admin);
  }

  std::string address_;
  std::unique_ptr<Admin> admin_;
};

// A page whose author gives his own name our address says that name in Host.
TEST_F(AdminAddress, AnswersWhoCallsItByItsAddress) {
  open();
  ASSERT_TRUE(admin_);
  const struct {
    const char* host;
    const char* status;
  } cases[] = {
      {"127.0.0.1:9307", "200"},         {"127.0.0.1", "200"},
      {"localhost:9307", "200"},         {"[::1]:9307", "200"},
      {"evil.example:9307", "421"},      {"evil.example", "421"},
      {"localhost.evil.example", "421"},
  };
  for (const auto& row : cases) {
    test::ClientSocket client(address_);
    client.send(std::string("GET /here HTTP/1.1\r\nHost: ").append(row.host).append("\r\n\r\n"));
    EXPECT_EQ(client.receive_all().substr(9, 3), row.status) << row.host;
  }
}

// Who says nothing keeps nobody out, however many there are.
TEST_F(AdminAddress, AnswersBesideThoseWhoSayNothing) {
  open();
  ASSERT_TRUE(admin_);
  std::vector<std::unique_ptr<test::ClientSocket>> silent;
  silent.resize(100);
  for (auto& each : silent) each = std::make_unique<test::ClientSocket>(address_);
  silent.back()->send("GET /here HTTP/1.1\r\n");
  test::ClientSocket next(address_);
  next.send("GET /here HTTP/1.1\r\nHost: [::1]\r\n\r\n");
  EXPECT_THAT(next.receive_all(), StartsWith("HTTP/1.1 200 "));
  silent.back()->send("Host: [::1]\r\n\r\n");
  EXPECT_THAT(silent.back()->receive_all(), StartsWith("HTTP/1.1 200 ")) << "was waited for";
}

// Who says nothing is left after two seconds, and the next one is answered.
TEST_F(AdminAddress, WaitsForNobodyForLong) {
  open();
  ASSERT_TRUE(admin_);
  test::ClientSocket silent(address_);
  silent.send("GET /here HTTP/1.1\r\n");
  test::ClientSocket next(address_);
  next.send("GET /here HTTP/1.1\r\nHost: [::1]\r\n\r\n");
  EXPECT_THAT(silent.receive_all(), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(next.receive_all(), StartsWith("HTTP/1.1 200 "));
}

rules::Rule rule(const char* name, const char* match) {
  rules::Rule rule;
  rule.name = {name, {}};
  rule.when.match = {match, {}};
  rule.action.to = {"/to", {}};
  return rule;
}

TEST(RuleCounts, AreSummedAndKeptOverReloads) {
  RuleCounts counts;
  EXPECT_TRUE(counts.rules().empty());
  auto ended = rule("\"x\"", "/b");
  ended.when.between = {{{}, at(500), {}}};
  auto hits = counts.begin(rules::compile({rule("a", "/a"), ended, rule("", "/c")}).table, 2);
  ASSERT_EQ(hits.size(), 2U);
  hits[0]->add(0, at(10));
  hits[1]->add(0, at(30));
  hits[1]->add(2, at(20));
  EXPECT_EQ(
      to_json(counts.rules(), at(100)),
      "{\"now\":100,\"rules\":["
      "{\"name\":\"a\",\"source\":\"/a\",\"line\":0,\"hits\":2,\"last\":30,\"until\":null},\n"
      "{\"name\":\"\\u0022x\\u0022\",\"source\":\"/b\",\"line\":0,\"hits\":0,\"last\":null,"
      "\"until\":500},\n"
      "{\"name\":\"\",\"source\":\"/c\",\"line\":0,\"hits\":1,\"last\":20,\"until\":null}]}\n");
  // A rule is known by its name, or by what it asks for; the third of one kind by its number.
  hits =
      counts.begin(rules::compile({rule("", "/c"), rule("", "/c"), rule("a", "/other")}).table, 1);
  hits[0]->add(2, at(40));
  const auto rules = counts.rules();
  ASSERT_EQ(rules.size(), 3U);
  EXPECT_EQ(rules[0].hits.count, 1U);
  EXPECT_EQ(rules[1].hits.count, 0U);
  EXPECT_EQ(rules[2].hits.count, 3U);
  EXPECT_EQ(rules[2].hits.last, at(40));
}

// For ThreadSanitizer; and no hit is lost to who looks on.
TEST(RuleCounts, AreReadWhileTheyAreCounted) {
  constexpr std::uint64_t kTimes = 20'000;
  RuleCounts counts;
  const auto hits = counts.begin(rules::compile({rule("a", "/a")}).table, 1);
  std::thread counter([&hits] {
    for (std::uint64_t i = 0; i < kTimes; ++i) hits[0]->add(0, at(static_cast<int>(i)));
  });
  std::uint64_t seen = 0;
  while (seen < kTimes) {
    const std::uint64_t now = counts.rules().at(0).hits.count;
    ASSERT_GE(now, seen);
    seen = now;
  }
  counter.join();
}

}  // namespace
}  // namespace onward::gateway
