// SPDX-License-Identifier: MIT
// Which certificate is shown for which name, and what is said of files. Versions, ciphers and
// protocols are in wire_test.cc.
#include "gateway/tls/context.h"

#include "support/self_signed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

struct Loaded {
  std::shared_ptr<const TlsContext> context;
  std::vector<ErrorCode> problems;
  std::vector<ErrorCode> warnings;
};

Loaded load(const config::Tls& wanted) {
  std::vector<Problem> problems;
  std::vector<Problem> warnings;
  Loaded loaded{TlsContext::load(wanted, now(), problems, warnings), {}, {}};
  for (const Problem& problem : problems) loaded.problems.push_back(problem.code);
  for (const Problem& problem : warnings) loaded.warnings.push_back(problem.code);
  return loaded;
}

std::string shown_for(const TlsContext& context, std::string_view host) {
  const X509* const certificate = ::SSL_CTX_get0_certificate(context.for_host(host));
  std::array<char, 64> name{};
  ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate), NID_commonName, name.data(),
                              static_cast<int>(name.size()));
  return name.data();
}

// RFC 6066 §3: the name that the client asks for; RFC 9525 §6.3 on "*".
TEST(Rfc6066ServerName, ChoosesAmongCertificates) {
  const SelfSigned first({.names = "DNS:a.example, DNS:*.a.example", .common_name = "first"});
  const SelfSigned second({.names = "DNS:*.b.example, DNS:A.example, DNS:x.a.example, IP:10.0.0.1",
                           .common_name = "second"});
  const SelfSigned third({.common_name = "Third.example"});
  const Loaded loaded = load({{first.files(), second.files(), third.files()}, "", {}});
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_THAT(loaded.warnings, IsEmpty());
  ASSERT_NE(loaded.context, nullptr);
  const struct {
    const char* host;
    const char* shown;
  } cases[] = {
      {"a.example", "first"},
      {"A.EXAMPLE", "first"},
      {"y.a.example", "first"},
      {"x.a.example", "second"},
      {"x.y.a.example", "first"},
      {"b.example", "first"},
      {"www.b.example", "second"},
      {"x.www.b.example", "first"},
      {"third.example", "Third.example"},
      {"www.third.example", "first"},
      {"localhost", "first"},
      {"", "first"},
      {".", "first"},
      {"*.b.example", "second"},
      {"10.0.0.1", "first"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(shown_for(*loaded.context, c.host), c.shown) << c.host;
  }
}

TEST(TlsCertificates, WhatIsWrongIsSaidTogether) {
  const SelfSigned good({});
  const SelfSigned other({});
  const SelfSigned weak({.rsa_bits = 1024});
  const test::TemporaryFile text("text.pem", "no PEM at all\n");
  const config::CertificateFiles nowhere{"/nonexistent/a.pem", "/nonexistent/a.key", {}};
  const Loaded loaded = load({{nowhere,
                               {text.path(), good.files().key, {}},
                               {good.files().certificate, text.path(), {}},
                               {good.files().certificate, other.files().key, {}},
                               {"/", good.files().key, {}},
                               weak.files(),
                               good.files()},
                              text.path(),
                              {}});
  EXPECT_EQ(loaded.context, nullptr);
  using enum ErrorCode;
  EXPECT_THAT(loaded.problems, ElementsAre(ClientCaInvalid, FileNotFound, FileNotFound,
                                           CertificateInvalid, CertificateKeyInvalid,
                                           CertificateKeyDiffers, FileUnreadable, CertificateWeak));
}

TEST(TlsCertificates, TimesAreWarnings) {
  const SelfSigned late({.from = -48h, .until = -24h});
  const SelfSigned early({.from = 24h, .until = 48h});
  const Loaded loaded = load({{late.files(), early.files()}, "", {}});
  EXPECT_NE(loaded.context, nullptr);
  EXPECT_THAT(loaded.warnings,
              ElementsAre(ErrorCode::CertificateExpired, ErrorCode::CertificateNotYetValid));
}

}  // namespace
}  // namespace onward::gateway
