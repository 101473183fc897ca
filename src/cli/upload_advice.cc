// SPDX-License-Identifier: MIT
// What the gateway does about a connection (gateway/persistence.h), in sentences. The answer always
// comes from the head alone; content is waited for only where it is small and sure to come.
#include "cli/upload_advice.h"

#include "gateway/persistence.h"

namespace onward::cli {
namespace {

using gateway::Persistence;

constexpr const char* kDropped =
    " \"Connection: close\" goes with the answer; what the client still sends is dropped, within "
    "the limits of drain, and then the connection is closed.";

std::string bytes(std::uint64_t number) {
  return std::to_string(number) + (number == 1 ? " byte" : " bytes");
}

std::string about_refusal(http::Status status) {
  if (status != 417) return "A refused request is the last one of its connection.";
  return "No expectation but 100-continue is known (RFC 9110 §10.1.1). A request that is refused "
         "is "
         "the last one: the connection is closed behind the answer.";
}

std::string about(Persistence persistence, const http::RequestHead& request, http::Status status,
                  const config::Limits& limits) {
  switch (persistence) {
    case Persistence::NoContent:
      if (request.expectation == http::Expectation::None) return "";
      return "Expect: 100-continue announces content, and no Content-Length or Transfer-Encoding "
             "does, so that there is none to wait for. No 100 is sent, and the connection is kept.";
    case Persistence::ReadToEnd:
      return "The answer comes before the content. Its " + bytes(request.framing.length) +
             " are read to their end and dropped, and the connection is kept.";
    case Persistence::ClientCloses:
      return "The client asks for the close, and gets it behind the answer.";
    case Persistence::MayBeWithheld:
      return std::string(
                 "No \"100 Continue\" is sent: the answer comes at once in its place, so "
                 "that the client need not send its content here (RFC 9110 §10.1.1). "
                 "Whether it still does, nobody can know:") +
             kDropped;
    case Persistence::TooLarge:
      return "The answer comes before the content. More than the " +
             bytes(limits.keep_content_bytes) + " of keep_content are announced:" + kDropped;
    case Persistence::NoKnownEnd:
      return std::string(
                 "The answer comes before the content. Chunked content has no end that is "
                 "known:") +
             kDropped;
    case Persistence::Refused:
      return about_refusal(status);
  }
  return "";
}

}  // namespace

UploadAdvice upload_advice(const http::RequestHead& request, const rules::Response& response,
                           const config::Limits& limits) {
  const Persistence what = gateway::persistence(request, response.status, limits);
  return {!gateway::is_kept(what), about(what, request, response.status, limits)};
}

}  // namespace onward::cli
