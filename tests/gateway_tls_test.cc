// SPDX-License-Identifier: MIT
// TLS with all loops at work: tickets that threads share, certificates that are replaced meanwhile.
// What is agreed to is tested in src/gateway/tls, what a process does in tests/e2e/tls_test.py.
#include "onward/gateway/gateway.h"
#include "support/self_signed.h"

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using ClientBio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

std::shared_ptr<const rules::Table> table() {
  rules::Rule rule;
  rule.when.match = {"/*", {}};
  rule.action.to = {"{request.scheme}://new.example/{0}", {}};
  return rules::compile({rule}).table;
}

config::Server server_with(const SelfSigned& certificate) {
  config::Server server;
  server.listeners.resize(1);
  server.listeners[0].ip.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1};
  server.listeners[0].port = 0;
  server.listeners[0].tls = config::Tls{{certificate.files()}, "", {}};
  server.listeners[0].origin.scheme = "https";
  server.threads = 2;
  return server;
}

ClientBio connect(const std::string& address, SSL_CTX* context) {
  ClientBio bio(::BIO_new_ssl_connect(context));
  BIO_set_conn_hostname(bio.get(), address.c_str());
  return bio;
}

// The common name of the certificate that a new connection is shown; "" where anything fails.
std::string shown(const std::string& address, SSL_CTX* context) {
  const ClientBio bio = connect(address, context);
  if (BIO_do_handshake(bio.get()) != 1) return "";
  SSL* ssl = nullptr;
  BIO_get_ssl(bio.get(), &ssl);
  const Certificate certificate(::SSL_get1_peer_certificate(ssl));
  std::array<char, 64> name{};
  ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate.get()), NID_commonName,
                              name.data(), static_cast<int>(name.size()));
  return name.data();
}

// One request on a connection of its own, to the end of the answer; "" where anything fails.
std::string ask(const std::string& address, SSL_CTX* context) {
  const ClientBio bio = connect(address, context);
  constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  if (::BIO_write(bio.get(), kGet.data(), static_cast<int>(kGet.size())) <= 0) return "";
  std::string answer;
  std::array<char, 4096> room{};
  for (;;) {
    const int size = ::BIO_read(bio.get(), room.data(), static_cast<int>(room.size()));
    if (size <= 0) return answer;
    answer.append(room.data(), static_cast<std::size_t>(size));
  }
}

TEST(GatewayTls, CertificatesAreReplacedUnderLoad) {
  constexpr int kReplacements = 100;
  const SelfSigned first({.names = "DNS:a.example", .common_name = "first"});
  const SelfSigned second({.names = "DNS:b.example", .common_name = "second"});
  auto opened = open(server_with(first), table());
  ASSERT_NE(opened.gateway, nullptr);
  opened.gateway->start();
  const std::string address = opened.gateway->addresses()[0];
  std::atomic<bool> is_over{false};
  std::atomic<int> answered{0};
  std::atomic<int> failed{0};
  const SslContext context(::SSL_CTX_new(::TLS_client_method()));
  std::vector<std::thread> clients;
  clients.reserve(3);
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&] {
      const SslContext own(::SSL_CTX_new(::TLS_client_method()));
      while (!is_over) {
        const bool is_well = ask(address, own.get()).starts_with("HTTP/1.1 307 ");
        ++(is_well ? answered : failed);
      }
    });
  }
  for (int i = 0; i < kReplacements; ++i) {
    const auto loaded = load_certificates(server_with(i % 2 == 0 ? second : first), {});
    EXPECT_TRUE(loaded.problems.empty());
    const int before = answered;
    opened.gateway->replace(loaded.certificates);
    // By whichever loop.
    EXPECT_EQ(shown(address, context.get()), i % 2 == 0 ? "second" : "first");
    while (answered == before && failed == 0) std::this_thread::yield();
  }
  is_over = true;
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GE(answered, kReplacements);
  const Counters counters = opened.gateway->counters();
  EXPECT_EQ(counters.tls_handshakes, static_cast<std::uint64_t>(answered + kReplacements));
  EXPECT_EQ(counters.tls_failures, 0U);
}

TEST(GatewayTls, RequestsKnowTheirScheme) {
  const SelfSigned certificate({});
  auto opened = open(server_with(certificate), table());
  opened.gateway->start();
  const SslContext context(::SSL_CTX_new(::TLS_client_method()));
  const std::string answer = ask(opened.gateway->addresses()[0], context.get());
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 307 "));
  EXPECT_THAT(answer, HasSubstr("Location: https://new.example/a\r\n"));
}

TEST(GatewayTls, WhatCannotBeLoadedIsAProblem) {
  const SelfSigned certificate({});
  config::Server server = server_with(certificate);
  server.listeners[0].tls->certificates[0].key = "/nonexistent/a.key";
  const auto opened = open(server, table());
  EXPECT_EQ(opened.gateway, nullptr);
  ASSERT_EQ(opened.problems.size(), 1U);
  EXPECT_EQ(to_text(opened.problems[0]), "/nonexistent/a.key: there is no such file");
}

}  // namespace
}  // namespace onward::gateway
