// SPDX-License-Identifier: MIT
// libcurl's codes, as the few kinds of failure that a caller can do something about. What we ended
// ourselves comes first: libcurl only knows that a callback said no.
#include "client/curl_failure.h"

namespace onward::client {
namespace {

struct Row {
  CURLcode code;
  ErrorCode meaning;
};

constexpr Row kRows[] = {
    {CURLE_URL_MALFORMAT, ErrorCode::ClientNameUnresolved},  // a host that no name server knows
    {CURLE_COULDNT_RESOLVE_HOST, ErrorCode::ClientNameUnresolved},
    {CURLE_COULDNT_RESOLVE_PROXY, ErrorCode::ClientProxy},
    {CURLE_PROXY, ErrorCode::ClientProxy},
    {CURLE_COULDNT_CONNECT, ErrorCode::ClientNotConnected},
    {CURLE_OPERATION_TIMEDOUT, ErrorCode::ClientTimedOut},
    {CURLE_SSL_CONNECT_ERROR, ErrorCode::ClientTls},
    {CURLE_PEER_FAILED_VERIFICATION, ErrorCode::ClientTls},
    {CURLE_SSL_CACERT_BADFILE, ErrorCode::ClientTls},
    {CURLE_SSL_CERTPROBLEM, ErrorCode::ClientTls},
    {CURLE_SSL_CIPHER, ErrorCode::ClientTls},
    {CURLE_SSL_ISSUER_ERROR, ErrorCode::ClientTls},
    {CURLE_WEIRD_SERVER_REPLY, ErrorCode::ClientAnswerInvalid},
    {CURLE_BAD_CONTENT_ENCODING, ErrorCode::ClientAnswerInvalid},
    {CURLE_UNSUPPORTED_PROTOCOL, ErrorCode::ClientAnswerInvalid},
    {CURLE_SEND_ERROR, ErrorCode::ClientSendBroken},
    {CURLE_SEND_FAIL_REWIND, ErrorCode::ClientNotRepeated},
    {CURLE_UPLOAD_FAILED, ErrorCode::ClientSendBroken},
    {CURLE_GOT_NOTHING, ErrorCode::ClientAnswerMissing},
    {CURLE_PARTIAL_FILE, ErrorCode::ClientAnswerBroken},
    {CURLE_RECV_ERROR, ErrorCode::ClientAnswerMissing},
    {CURLE_HTTP2, ErrorCode::ClientAnswerBroken},
    {CURLE_HTTP2_STREAM, ErrorCode::ClientAnswerBroken},
    {CURLE_SSL_SHUTDOWN_FAILED, ErrorCode::ClientAnswerBroken},
};

ErrorCode meaning_of(CURLcode code) {
  for (const Row& row : kRows) {
    if (row.code == code) return row.meaning;
  }
  return ErrorCode::ClientTransport;
}

std::optional<Failure> own_failure(const CurlCall& call) {
  switch (call.own_end()) {
    case OwnEnd::Drained:
      return std::nullopt;
    case OwnEnd::ReceiverRefused:
      return Failure{ErrorCode::ClientReceiverRefused, ""};
    case OwnEnd::AnswerInvalid:
      return Failure{ErrorCode::ClientAnswerInvalid, std::string(message(call.error().code))};
    case OwnEnd::Content:
      return Failure{call.error().code, ""};
    case OwnEnd::NotRepeated:
      return Failure{ErrorCode::ClientNotRepeated, ""};
    case OwnEnd::AddressRefused:
      return Failure{ErrorCode::ClientAddressRefused, call.refused()};
    case OwnEnd::None:
      break;
  }
  return std::nullopt;
}

bool proxy_refused(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
  return status != 0 && status / 100 != 2;
}

}  // namespace

std::optional<Failure> failure_of(CURLcode code, const CurlCall& call, CURL* easy,
                                  const char* detail) {
  if (call.own_end() != OwnEnd::None) return own_failure(call);
  if (code == CURLE_OK) return std::nullopt;
  if (code == CURLE_COULDNT_CONNECT && !call.refused().empty()) {
    return Failure{ErrorCode::ClientAddressRefused, call.refused()};
  }
  std::string text = *detail != '\0' ? detail : curl_easy_strerror(code);
  if (proxy_refused(easy)) return Failure{ErrorCode::ClientProxy, std::move(text)};
  ErrorCode meaning = meaning_of(code);
  if (call.has_head() && meaning == ErrorCode::ClientAnswerMissing) {
    meaning = ErrorCode::ClientAnswerBroken;
  }
  return Failure{meaning, std::move(text)};
}

void blame_proxy(Failure& failure, const CurlCall& call) {
  using enum ErrorCode;
  if (call.has_connection()) return;
  for (const ErrorCode code : {ClientNotConnected, ClientSendBroken, ClientAnswerMissing,
                               ClientAnswerBroken, ClientAnswerInvalid}) {
    if (failure.code == code) failure.code = ClientProxy;
  }
}

}  // namespace onward::client
