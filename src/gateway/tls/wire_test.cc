// SPDX-License-Identifier: MIT
// A wire against OpenSSL's client over a pair of sockets, in one thread: each side does what it can
// until both are done.
#include "gateway/tls/wire.h"

#include "base/descriptor.h"
#include "gateway/tls/context.h"
#include "gateway/tls/ticket_keys.h"
#include "support/self_signed.h"

#include <algorithm>
#include <array>
#include <openssl/err.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using Session = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;

struct Sockets {
  base::Descriptor server;
  base::Descriptor client;

  Sockets() {
    std::array<int, 2> pair{};
    CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()) == 0);
    server = base::Descriptor(pair[0]);
    client = base::Descriptor(pair[1]);
  }
  void say(std::string_view bytes) const {
    CHECK(::write(client.fd(), bytes.data(), bytes.size()) ==
          static_cast<std::ptrdiff_t>(bytes.size()));
  }
};

std::shared_ptr<const TlsContext> context_of(const SelfSigned& certificate, bool http2) {
  std::vector<Problem> problems;
  std::vector<Problem> warnings;
  return TlsContext::load({{certificate.files()}, "", {}, http2}, {}, problems, warnings);
}

class Client {
 public:
  explicit Client(int fd, int version = TLS1_3_VERSION)
      : context_(::SSL_CTX_new(::TLS_client_method())) {
    ::SSL_CTX_set_min_proto_version(context_.get(), std::min(version, TLS1_2_VERSION));
    ::SSL_CTX_set_max_proto_version(context_.get(), version);
    ssl_.reset(::SSL_new(context_.get()));
    ::SSL_set_fd(ssl_.get(), fd);
    ::SSL_set_connect_state(ssl_.get());
  }
  SSL* ssl() const { return ssl_.get(); }

 private:
  SslContext context_;
  Ssl ssl_;
};

class Pair {
 public:
  explicit Pair(int version = TLS1_3_VERSION, bool http2 = true)
      : client_(sockets_.client.fd(), version),
        wire_(context_of(certificate(), http2), tickets(), sockets_.server.fd()) {}

  /// Until both are done, or the server knows that they never will be.
  TlsProgress shake_hands() {
    for (int i = 0; i < 100; ++i) {
      ::SSL_do_handshake(client_.ssl());
      ::ERR_clear_error();
      wire_.wake_up();
      const TlsProgress progress = wire_.shake_hands();
      if (progress == TlsProgress::NeedsRead || progress == TlsProgress::NeedsWrite) continue;
      ::SSL_do_handshake(client_.ssl());
      return progress;
    }
    return TlsProgress::NeedsRead;
  }
  std::string receive() {
    std::array<char, 65536> room{};
    wire_.wake_up();
    std::string all;
    do {
      const TlsReceived received = wire_.receive(room);
      last_ = received.progress;
      if (last_ != TlsProgress::Done) break;
      all.append(room.data(), received.size);
    } while (wire_.holds_bytes());
    return all;
  }
  TlsProgress last() const { return last_; }
  TlsWire& wire() { return wire_; }
  SSL* client() const { return client_.ssl(); }
  Sockets& sockets() { return sockets_; }

  static const SelfSigned& certificate() {
    static const SelfSigned kCertificate({.names = "DNS:a.example"});
    return kCertificate;
  }
  static TicketKeys& tickets() {
    static TicketKeys keys;
    return keys;
  }

 private:
  Sockets sockets_;
  Client client_;
  TlsWire wire_;
  TlsProgress last_ = TlsProgress::Done;
};

TEST(Rfc8446Handshake, VersionsFrom12On) {
  const struct {
    int version;
    TlsProgress progress;
  } cases[] = {{TLS1_3_VERSION, TlsProgress::Done},
               {TLS1_2_VERSION, TlsProgress::Done},
               {TLS1_1_VERSION, TlsProgress::Failed},
               {TLS1_VERSION, TlsProgress::Failed}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.version);
    Pair pair(c.version);
    if (c.version < TLS1_2_VERSION) {
      ::SSL_set_security_level(pair.client(), 0);
      ::SSL_set_min_proto_version(pair.client(), TLS1_VERSION);
    }
    EXPECT_EQ(pair.shake_hands(), c.progress);
  }
}

TEST(Rfc8446Handshake, OnlyCiphersThatKeepSecretsForward) {
  for (const char* const ciphers : {"AES128-SHA:AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA256",
                                    "ECDHE-ECDSA-AES128-SHA", "AES128-GCM-SHA256", "CAMELLIA128"}) {
    SCOPED_TRACE(ciphers);
    Pair pair(TLS1_2_VERSION);
    ::SSL_set_security_level(pair.client(), 0);
    ::SSL_set_cipher_list(pair.client(), ciphers);
    EXPECT_EQ(pair.shake_hands(), TlsProgress::Failed);
  }
}

TEST(Rfc8446Handshake, TheServerSaysWhatIsSpoken) {
  const struct {
    std::string offered;
    const char* spoken;
  } cases[] = {{"", ""},
               {"\x08http/1.1\x02h2", "h2"},
               {"\x08http/1.0\x08http/1.1", "http/1.1"},
               {"\x08http/1.0", "http/1.0"}};
  for (const auto& c : cases) {
    Pair pair;
    ::SSL_set_alpn_protos(pair.client(), reinterpret_cast<const unsigned char*>(c.offered.data()),
                          static_cast<unsigned>(c.offered.size()));
    EXPECT_EQ(pair.shake_hands(), TlsProgress::Done);
    EXPECT_EQ(pair.wire().protocol(), c.spoken);
  }
  Pair without(TLS1_3_VERSION, false);
  const std::string both = "\x02h2\x08http/1.1";
  ::SSL_set_alpn_protos(without.client(), reinterpret_cast<const unsigned char*>(both.data()),
                        static_cast<unsigned>(both.size()));
  EXPECT_EQ(without.shake_hands(), TlsProgress::Done);
  EXPECT_EQ(without.wire().protocol(), "http/1.1") << "http2 = false";
  Pair pair;
  constexpr std::array<unsigned char, 3> kOther{2, 'h', '3'};
  ::SSL_set_alpn_protos(pair.client(), kOther.data(), kOther.size());
  EXPECT_EQ(pair.shake_hands(), TlsProgress::Failed);  // RFC 7301 §3.2
}

TEST(Rfc8446Handshake, FirstBytesThatAreNoClientHello) {
  using std::string_view_literals::operator""sv;
  const struct {
    const char* what;
    std::string_view bytes;
    TlsProgress progress;
  } cases[] = {
      {"plain HTTP", "GET / HTTP/1.1\r\n"sv, TlsProgress::Cleartext},
      {"its first byte", "G"sv, TlsProgress::Cleartext},
      {"another protocol", "ssh-2.0\r\n"sv, TlsProgress::Failed},
      {"SSL 2", "\x80\x2e\x01\x00\x02\x00\x15\x00\x00"sv, TlsProgress::Failed},
      {"an alert", "\x15\x03\x01\x00\x02\x02\x28"sv, TlsProgress::Failed},
      {"begun", "\x16\x03\x01\x00"sv, TlsProgress::NeedsRead},
      {"headers whole", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc"sv, TlsProgress::NeedsRead},
      {"16 KiB", "\x16\x03\x01\x40\x00\x01\x00\x40\x00"sv, TlsProgress::NeedsRead},
      {"one more", "\x16\x03\x01\x40\x00\x01\x00\x40\x01"sv, TlsProgress::Failed},
      {"16 MiB", "\x16\x03\x01\x40\x00\x01\xff\xff\xff"sv, TlsProgress::Failed},
      {"headers cut apart", "\x16\x03\x01\x00\x01\x01\x16\x03\x01"sv, TlsProgress::Failed},
      {"no hello", "\x16\x03\x01\x00\x05\x0b\x00\x00\x01"sv, TlsProgress::Failed},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    for (const bool in_pieces : {false, true}) {
      Pair pair;
      TlsProgress progress = TlsProgress::NeedsRead;
      const std::size_t piece = in_pieces ? 1 : c.bytes.size();
      // Once it has failed the rest is not sent.
      for (std::size_t at = 0; at < c.bytes.size() && progress == TlsProgress::NeedsRead;
           at += piece) {
        pair.sockets().say(c.bytes.substr(at, piece));
        pair.wire().wake_up();
        progress = pair.wire().shake_hands();
      }
      EXPECT_EQ(progress, c.progress);
      EXPECT_FALSE(pair.wire().is_open());
    }
  }
}

TEST(TlsWires, OneWakeUpBringsSoMuch) {
  Pair pair;
  EXPECT_EQ(pair.shake_hands(), TlsProgress::Done);
  const std::string sent(4 * kMaxBytesAWakeUp, 'x');
  std::string got;
  std::size_t at = 0;
  std::size_t wake_ups = 0;
  while (got.size() < sent.size() && wake_ups < 1000) {
    while (at < sent.size()) {
      const int size =
          ::SSL_write(pair.client(), sent.data() + at,
                      static_cast<int>(std::min<std::size_t>(16384, sent.size() - at)));
      if (size <= 0) break;
      at += static_cast<std::size_t>(size);
    }
    const std::string piece = pair.receive();
    EXPECT_LE(piece.size(), kMaxBytesAWakeUp);
    got += piece;
    ++wake_ups;
  }
  EXPECT_EQ(got, sent);
  EXPECT_GE(wake_ups, 4U);
}

TEST(TlsWires, WaitWhereTheSocketIsFull) {
  Pair pair;
  EXPECT_EQ(pair.shake_hands(), TlsProgress::Done);
  const std::string answer(16 * 1024, 'a');
  std::size_t sent = 0;
  for (;;) {  // what was not taken is given again, from another place
    const TlsReceived step = pair.wire().send(answer);
    if (step.progress == TlsProgress::NeedsWrite) break;
    ASSERT_EQ(step.progress, TlsProgress::Done);
    sent += step.size;
  }
  const std::string rest(answer.begin(), answer.end());
  std::array<char, 65536> room{};
  std::size_t got = 0;
  bool is_sent = false;
  for (int i = 0; i < 1000 && !(is_sent && got == sent); ++i) {
    const int size = ::SSL_read(pair.client(), room.data(), static_cast<int>(room.size()));
    if (size > 0) got += static_cast<std::size_t>(size);
    if (size > 0 || is_sent) continue;
    const TlsReceived step = pair.wire().send(rest);
    is_sent = step.progress == TlsProgress::Done;
    sent += step.size;
  }
  EXPECT_EQ(got, sent);
  EXPECT_EQ(pair.wire().say_goodbye(), TlsProgress::Done);
  EXPECT_EQ(::SSL_read(pair.client(), room.data(), 1), 0);
  EXPECT_EQ(::SSL_get_shutdown(pair.client()), SSL_RECEIVED_SHUTDOWN);
}

TEST(TlsWires, EndAsThePeerDoes) {
  for (const bool says_goodbye : {true, false}) {
    Pair pair;
    EXPECT_EQ(pair.shake_hands(), TlsProgress::Done);
    ::SSL_write(pair.client(), "last", 4);
    if (says_goodbye) ::SSL_shutdown(pair.client());
    pair.sockets().client.close();
    EXPECT_EQ(pair.receive(), "last");
    pair.receive();
    EXPECT_EQ(pair.last(), TlsProgress::Ended);
    EXPECT_EQ(pair.wire().say_goodbye(), TlsProgress::Done);
  }
}

// RFC 5246 §7.2.2 has it as an option of the server: it is refused.
TEST(TlsWires, DoNotNegotiateAgain) {
  Pair pair(TLS1_2_VERSION);
  EXPECT_EQ(pair.shake_hands(), TlsProgress::Done);
  EXPECT_EQ(::SSL_renegotiate(pair.client()), 1);
  ::SSL_do_handshake(pair.client());
  EXPECT_EQ(pair.receive(), "");
  ::SSL_do_handshake(pair.client());
  EXPECT_NE(::SSL_write(pair.client(), "x", 1), 1);
}

TEST(Rfc8446KeyUpdate, HasALimit) {
  Pair pair;
  EXPECT_EQ(pair.shake_hands(), TlsProgress::Done);
  int updates = 0;
  while (pair.last() != TlsProgress::Failed && updates < 10 * kMaxKeyUpdates) {
    ::SSL_key_update(pair.client(), SSL_KEY_UPDATE_NOT_REQUESTED);
    ::SSL_do_handshake(pair.client());
    EXPECT_EQ(pair.receive(), "");
    ++updates;
  }
  EXPECT_EQ(updates, kMaxKeyUpdates + 1);
  EXPECT_EQ(pair.wire().send("y").progress, TlsProgress::Failed);
}

TEST(Rfc8446KeyUpdate, IsAnswered) {
  Pair pair;
  EXPECT_EQ(pair.shake_hands(), TlsProgress::Done);
  for (int i = 0; i < 100; ++i) {
    ::SSL_key_update(pair.client(), SSL_KEY_UPDATE_REQUESTED);
    ::SSL_write(pair.client(), "x", 1);
    EXPECT_EQ(pair.receive(), "x");
    EXPECT_EQ(pair.wire().send("y").progress, TlsProgress::Done);
    char answer = 0;
    EXPECT_EQ(::SSL_read(pair.client(), &answer, 1), 1);
  }
}

TEST(Rfc8446Tickets, AreTakenByAnotherContext) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    SCOPED_TRACE(version);
    Session session;
    for (const bool is_first : {true, false}) {
      Pair pair(version);  // each has a context of its own, as behind a reload
      if (!is_first) ::SSL_set_session(pair.client(), session.get());
      EXPECT_EQ(pair.shake_hands(), TlsProgress::Done);
      EXPECT_EQ(pair.wire().is_resumed(), !is_first);
      EXPECT_EQ(pair.wire().send("x").progress, TlsProgress::Done);
      char answer = 0;
      EXPECT_EQ(::SSL_read(pair.client(), &answer, 1), 1);
      session.reset(::SSL_get1_session(pair.client()));
      ::SSL_shutdown(pair.client());  // else the session counts as broken
    }
  }
}

TEST(Rfc8446Tickets, OfOtherKeysAreAHandshakeMore) {
  Pair first;
  EXPECT_EQ(first.shake_hands(), TlsProgress::Done);
  EXPECT_EQ(first.wire().send("x").progress, TlsProgress::Done);
  char answer = 0;
  EXPECT_EQ(::SSL_read(first.client(), &answer, 1), 1);
  const Session session(::SSL_get1_session(first.client()));
  ::SSL_shutdown(first.client());
  const Sockets sockets;
  const Client client(sockets.client.fd());
  ::SSL_set_session(client.ssl(), session.get());
  TicketKeys others;
  TlsWire wire(context_of(Pair::certificate(), true), others, sockets.server.fd());
  TlsProgress progress = TlsProgress::NeedsRead;
  for (int i = 0; i < 10 && progress == TlsProgress::NeedsRead; ++i) {
    ::SSL_do_handshake(client.ssl());
    wire.wake_up();
    progress = wire.shake_hands();
  }
  EXPECT_EQ(progress, TlsProgress::Done);
  EXPECT_FALSE(wire.is_resumed());
}

}  // namespace
}  // namespace onward::gateway
