// SPDX-License-Identifier: MIT
// PEM (RFC 7468) from memory, so that a file is read once, its size is bounded and what is wrong
// with the file itself is told apart from what is wrong in it. A key with a password is refused:
// nobody could type it at a restart.
#include "gateway/tls/credentials.h"

#include "base/ascii.h"
#include "gateway/small_file.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string_view>
#include <utility>

namespace onward::gateway {
namespace {

using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using Chain =
    std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * chain) { sk_X509_free(chain); })>;

std::optional<std::string> read_pem(const std::string& path, std::vector<Problem>& problems) {
  auto text = read(SmallFile{.path = path, .most_bytes = kMaxPemBytes});
  if (text) return std::move(*text);
  problems.push_back({path, text.error().code});
  return std::nullopt;
}

Bio bio_of(const std::string& text) {
  return Bio(::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// Stops at the first block that is no certificate.
std::vector<Certificate> certificates_of(const std::string& text) {
  const Bio bio = bio_of(text);
  std::vector<Certificate> all;
  for (;;) {
    Certificate next(::PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (next == nullptr) break;
    all.push_back(std::move(next));
  }
  ::ERR_clear_error();
  return all;
}

int no_password(char* /*room*/, int /*size*/, int /*writes*/, void* /*argument*/) { return -1; }

PrivateKey key_of(const std::string& text) {
  const Bio bio = bio_of(text);
  PrivateKey key(::PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  ::ERR_clear_error();
  return key;
}

std::string text_of(const ASN1_STRING* string) {
  const auto* const bytes = reinterpret_cast<const char*>(::ASN1_STRING_get0_data(string));
  return base::to_lower({bytes, static_cast<std::size_t>(::ASN1_STRING_length(string))});
}

std::string common_name(const X509* certificate) {
  X509_NAME* const subject = ::X509_get_subject_name(certificate);
  const int at = ::X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return "";
  return text_of(::X509_NAME_ENTRY_get_data(::X509_NAME_get_entry(subject, at)));
}

}  // namespace

std::optional<Credentials> load_credentials(const config::CertificateFiles& files,
                                            std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  const auto chain_text = read_pem(files.certificate, problems);
  auto key_text = read_pem(files.key, problems);
  Credentials loaded;
  if (chain_text) {
    loaded.chain = certificates_of(*chain_text);
    if (loaded.chain.empty()) {
      problems.push_back({files.certificate, ErrorCode::CertificateInvalid});
    }
  }
  if (key_text) {
    loaded.key = key_of(*key_text);
    ::OPENSSL_cleanse(key_text->data(), key_text->size());
    if (loaded.key == nullptr) {
      problems.push_back({files.key, ErrorCode::CertificateKeyInvalid});
    }
  }
  if (problems.size() != before) return std::nullopt;
  if (::X509_check_private_key(loaded.chain.front().get(), loaded.key.get()) != 1) {
    ::ERR_clear_error();
    problems.push_back({files.key, ErrorCode::CertificateKeyDiffers});
    return std::nullopt;
  }
  return loaded;
}

bool use(const Credentials& credentials, SSL_CTX* context) {
  const Chain rest(sk_X509_new_null());
  for (std::size_t i = 1; i < credentials.chain.size(); ++i) {
    sk_X509_push(rest.get(), credentials.chain[i].get());
  }
  const bool is_used = ::SSL_CTX_use_cert_and_key(context, credentials.chain.front().get(),
                                                  credentials.key.get(), rest.get(), 1) == 1;
  ::ERR_clear_error();
  return is_used;
}

std::vector<std::string> names_of(const Credentials& credentials) {
  const X509* const certificate = credentials.chain.front().get();
  const Names all(static_cast<GENERAL_NAMES*>(
      ::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> names;
  for (int i = 0; i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(all.get(), i);
    if (name->type == GEN_DNS) names.push_back(text_of(name->d.dNSName));
  }
  if (names.empty()) {
    if (std::string name = common_name(certificate); !name.empty())
      names.push_back(std::move(name));
  }
  return names;
}

std::chrono::sys_seconds end_of(const Credentials& credentials) {
  std::tm time{};
  ::ASN1_TIME_to_tm(::X509_get0_notAfter(credentials.chain.front().get()), &time);
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&time)));
}

std::optional<ErrorCode> doubtful_time(const Credentials& credentials,
                                       std::chrono::sys_seconds now) {
  const X509* const certificate = credentials.chain.front().get();
  std::time_t time = now.time_since_epoch().count();
  if (::X509_cmp_time(::X509_get0_notAfter(certificate), &time) < 0) {
    return ErrorCode::CertificateExpired;
  }
  if (::X509_cmp_time(::X509_get0_notBefore(certificate), &time) > 0) {
    return ErrorCode::CertificateNotYetValid;
  }
  return std::nullopt;
}

ClientCa load_client_ca(const std::string& path, std::vector<Problem>& problems) {
  if (path.empty()) return {};
  auto text = read_pem(path, problems);
  if (!text) return {};
  ClientCa ca{std::move(*text), {}};
  ca.certificates = certificates_of(ca.text);
  if (ca.certificates.empty()) problems.push_back({path, ErrorCode::ClientCaInvalid});
  return ca;
}

}  // namespace onward::gateway
