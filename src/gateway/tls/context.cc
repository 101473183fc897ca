// SPDX-License-Identifier: MIT
// What is agreed to is no option: TLS 1.2 and 1.3 (RFC 8996 forbids older ones), of 1.2 ECDHE with
// AEAD (RFC 9325 §4.2), the server's order of ciphers but for clients without AES in hardware.
// Tickets are written by keys that are in no file (RFC 5077 §5.5).
#include "gateway/tls/context.h"

#include "base/ascii.h"
#include "base/check.h"
#include "gateway/tls/credentials.h"
#include "gateway/tls/ticket_keys.h"
#include "gateway/tls/wire.h"

#include <algorithm>
#include <array>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <utility>

namespace onward::gateway {
namespace {

constexpr const char* kTls12Ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kTls13Ciphers =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* kGroups = "X25519:P-256:P-384";
/// OpenSSL's level: 112 bits, RSA of 2048 and no SHA-1.
constexpr int kSecurityLevel = 2;
constexpr int kMaxChainDepth = 4;
/// RFC 8446 §4.6.1 leaves it to the server. One is enough for who comes back once; it gets another.
constexpr std::size_t kTickets = 1;

constexpr std::uint64_t kOptions = SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA;
constexpr long kModes =
    SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS;

/// What may be spoken inside, the server's first choice first (RFC 7301 §3.1). The first one only
/// where the listener has it.
constexpr std::array<std::string_view, 3> kProtocols{"h2", "http/1.1", "http/1.0"};

int choose_protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void* argument) {
  const bool has_http2 = static_cast<const TlsContext*>(argument)->speaks_http2();
  for (const std::string_view ours : std::span(kProtocols).subspan(has_http2 ? 0 : 1)) {
    for (unsigned at = 0; at < offered_size; at += 1U + offered[at]) {
      const std::string_view theirs(reinterpret_cast<const char*>(offered + at + 1), offered[at]);
      if (theirs != ours) continue;
      *chosen = offered + at + 1;
      *chosen_size = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;  // RFC 7301 §3.2: no_application_protocol
}

int choose_certificate(SSL* ssl, int* /*alert*/, void* argument) {
  const char* const host = ::SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (host == nullptr) return SSL_TLSEXT_ERR_NOACK;
  SSL_CTX* const chosen = static_cast<const TlsContext*>(argument)->for_host(host);
  if (chosen != ::SSL_get_SSL_CTX(ssl)) ::SSL_set_SSL_CTX(ssl, chosen);
  return SSL_TLSEXT_ERR_OK;
}

bool set_ciphers(const TicketKey& key, const unsigned char* iv, EVP_CIPHER_CTX* cipher,
                 EVP_MAC_CTX* mac, bool writes) {
  std::array<unsigned char, 32> secret = key.mac;
  std::array<char, 7> digest{"SHA256"};
  const std::array<OSSL_PARAM, 3> parameters{
      ::OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, secret.data(), secret.size()),
      ::OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      ::OSSL_PARAM_construct_end()};
  const bool is_set = ::EVP_MAC_CTX_set_params(mac, parameters.data()) == 1;
  ::OPENSSL_cleanse(secret.data(), secret.size());
  const auto begin = writes ? ::EVP_EncryptInit_ex : ::EVP_DecryptInit_ex;
  return is_set && begin(cipher, ::EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv) == 1;
}

/// As of SSL_CTX_set_tlsext_ticket_key_evp_cb(3).
int use_ticket_key(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                   EVP_MAC_CTX* mac, int writes) {
  constexpr int kError = -1;
  constexpr int kUnknown = 0;
  constexpr int kUsed = 1;
  constexpr int kUsedButOld = 2;
  TicketKeys& keys = static_cast<TlsWire*>(SSL_get_app_data(ssl))->tickets();
  const auto now = std::chrono::steady_clock::now();
  if (writes == 1) {
    const auto key = keys.writing(now);
    if (!key || ::RAND_bytes(iv, EVP_CIPHER_get_iv_length(::EVP_aes_256_cbc())) != 1) {
      return kError;
    }
    std::ranges::copy(key->name, name);
    return set_ciphers(*key, iv, cipher, mac, true) ? kUsed : kError;
  }
  const auto found = keys.find(std::span<const unsigned char, 16>(name, 16), now);
  if (!found) return kUnknown;
  if (!set_ciphers(found->key, iv, cipher, mac, false)) return kError;
  return found->is_writing ? kUsed : kUsedButOld;
}

/// As of SSL_CTX_set_msg_callback(3): each message of a handshake, and what comes behind one.
void see_message(int is_sent, int /*version*/, int type, const void* message, std::size_t size,
                 SSL* ssl, void* /*argument*/) {
  if (is_sent != 0 || type != SSL3_RT_HANDSHAKE || size == 0) return;
  if (*static_cast<const unsigned char*>(message) != SSL3_MT_KEY_UPDATE) return;
  static_cast<TlsWire*>(SSL_get_app_data(ssl))->count_key_update();
}

int verify_mode(const config::Tls& wanted) {
  if (wanted.client_ca.empty()) return SSL_VERIFY_NONE;
  const bool is_needed = wanted.clients == config::Tls::Clients::Required;
  return SSL_VERIFY_PEER | (is_needed ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
}

/// A ticket is good only where clients are asked for the same: it stands for their certificate.
std::array<unsigned char, 32> ticket_scope(const config::Tls& wanted, const std::string& ca_text) {
  std::array<unsigned char, 32> scope{};
  const std::string text = std::to_string(verify_mode(wanted)).append(":").append(ca_text);
  CHECK(::EVP_Digest(text.data(), text.size(), scope.data(), nullptr, ::EVP_sha256(), nullptr) ==
        1);
  return scope;
}

/// None of these fails but for want of memory, or by an OpenSSL that lacks what the build had.
SslContext make_context(const TlsContext& owner) {
  SslContext made(::SSL_CTX_new(::TLS_server_method()));
  SSL_CTX* const context = made.get();
  CHECK(context != nullptr);
  ::SSL_CTX_set_security_level(context, kSecurityLevel);
  CHECK(::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  CHECK(::SSL_CTX_set_cipher_list(context, kTls12Ciphers) == 1);
  CHECK(::SSL_CTX_set_ciphersuites(context, kTls13Ciphers) == 1);
  CHECK(::SSL_CTX_set1_groups_list(context, kGroups) == 1);
  ::SSL_CTX_set_options(context, kOptions);
  ::SSL_CTX_set_mode(context, kModes);
  ::SSL_CTX_set_read_ahead(context, 1);
  ::SSL_CTX_set_max_early_data(context, 0);
  ::SSL_CTX_set_max_cert_list(context, kMaxClientChainBytes);
  ::SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_timeout(context, std::chrono::seconds(TicketKeys::kLifetime).count());
  CHECK(::SSL_CTX_set_num_tickets(context, kTickets) == 1);
  CHECK(::SSL_CTX_set_tlsext_ticket_key_evp_cb(context, use_ticket_key) == 1);
  ::SSL_CTX_set_msg_callback(context, see_message);
  ::SSL_CTX_set_alpn_select_cb(context, choose_protocol, const_cast<TlsContext*>(&owner));
  ::SSL_CTX_set_tlsext_servername_callback(context, choose_certificate);
  ::SSL_CTX_set_tlsext_servername_arg(context, const_cast<TlsContext*>(&owner));
  return made;
}

void ask_clients(SSL_CTX* context, const config::Tls& wanted, const ClientCa& ca) {
  const auto scope = ticket_scope(wanted, ca.text);
  CHECK(::SSL_CTX_set_session_id_context(context, scope.data(), scope.size()) == 1);
  ::SSL_CTX_set_verify(context, verify_mode(wanted), nullptr);
  ::SSL_CTX_set_verify_depth(context, kMaxChainDepth);
  for (const Certificate& each : ca.certificates) {
    ::X509_STORE_add_cert(::SSL_CTX_get_cert_store(context), each.get());
    ::SSL_CTX_add_client_CA(context, each.get());
  }
}

}  // namespace

TlsContext::TlsContext() : socket_method_(make_socket_method()) {
  CHECK(socket_method_ != nullptr);
}

std::shared_ptr<const TlsContext> TlsContext::load(const config::Tls& wanted,
                                                   std::chrono::sys_seconds now,
                                                   std::vector<Problem>& problems,
                                                   std::vector<Problem>& warnings) {
  const std::size_t before = problems.size();
  auto made = std::make_shared<TlsContext>();
  made->speaks_http2_ = wanted.http2;
  const ClientCa ca = load_client_ca(wanted.client_ca, problems);
  for (const config::CertificateFiles& files : wanted.certificates) {
    const auto credentials = load_credentials(files, problems);
    if (!credentials) continue;
    SslContext context = make_context(*made);
    ask_clients(context.get(), wanted, ca);
    if (!use(*credentials, context.get())) {
      problems.push_back({files.certificate, ErrorCode::CertificateWeak});
      continue;
    }
    if (const auto doubt = doubtful_time(*credentials, now)) {
      warnings.push_back({files.certificate, *doubt});
    }
    made->add(std::move(context), names_of(*credentials));
    made->ends_.push_back({files.certificate, end_of(*credentials)});
  }
  ::ERR_clear_error();
  if (problems.size() != before || made->contexts_.empty()) return nullptr;
  return made;
}

/// A name that several certificates have is the first one's.
void TlsContext::add(SslContext context, const std::vector<std::string>& names) {
  for (const std::string& name : names) by_name_.try_emplace(name, context.get());
  contexts_.push_back(std::move(context));
}

SSL_CTX* TlsContext::for_host(std::string_view host) const {
  std::string name = base::to_lower(host);
  if (const auto exact = by_name_.find(name); exact != by_name_.end()) return exact->second;
  const std::size_t dot = name.find('.');
  if (dot == std::string::npos) return first();
  // RFC 9525 §6.3: "*" is one label, the leftmost.
  const auto wildcard = by_name_.find(name.replace(0, dot, "*"));
  return wildcard == by_name_.end() ? first() : wildcard->second;
}

}  // namespace onward::gateway
