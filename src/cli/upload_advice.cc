// SPDX-License-Identifier: MIT
// What the gateway does about content, in sentences (docs/ARCHITECTURE.md, "the life of a request";
// gateway/connection.cc decides it). The answer always comes from the head alone; content is waited
// for only where it is small and sure to come.
#include "cli/upload_advice.h"

namespace onward::cli {
namespace {

bool has_content(const http::Framing& framing) {
  return framing.kind == http::FramingKind::Chunked || framing.length > 0;
}

constexpr const char* kDropped =
    " \"Connection: close\" goes with the answer; what the client still sends is dropped, within "
    "the "
    "limits of drain, and then the connection is closed.";

std::string bytes(std::uint64_t number) {
  return std::to_string(number) + (number == 1 ? " byte" : " bytes");
}

UploadAdvice about_expectation(const http::RequestHead& request) {
  if (!has_content(request.framing)) {
    return {false,
            "Expect: 100-continue announces content, and no Content-Length or Transfer-Encoding "
            "does, so that there is none to wait for. No 100 is sent, and the connection is kept."};
  }
  return {true,
          std::string("No \"100 Continue\" is sent: the answer comes at once in its place, so "
                      "that the client need not send its content here (RFC 9110 §10.1.1). "
                      "Whether it still does, nobody can know:") +
              kDropped};
}

UploadAdvice about_content(const http::Framing& framing, const config::Limits& limits) {
  if (framing.kind == http::FramingKind::Length && framing.length <= limits.keep_content_bytes) {
    return {false, "The answer comes before the content. Its " + bytes(framing.length) +
                       " are read to their end and dropped, and the connection is kept."};
  }
  const std::string why =
      framing.kind == http::FramingKind::Length
          ? "More than the " + bytes(limits.keep_content_bytes) + " of keep_content are announced:"
          : std::string("Chunked content has no end that is known:");
  return {true, "The answer comes before the content. " + why + kDropped};
}

}  // namespace

UploadAdvice upload_advice(const http::RequestHead& request, const rules::Response& response,
                           const config::Limits& limits) {
  if (response.status == 417) {
    return {true,
            "No expectation but 100-continue is known (RFC 9110 §10.1.1). A request that is "
            "refused is the last one: the connection is closed behind the answer."};
  }
  const bool is_refused = response.status == 421 || request.method == http::KnownMethod::Connect ||
                          request.method == http::KnownMethod::Trace;
  if (is_refused) return {true, "A refused request is the last one of its connection."};
  UploadAdvice advice;
  if (request.expectation == http::Expectation::Continue) {
    advice = about_expectation(request);
  } else if (has_content(request.framing)) {
    advice = about_content(request.framing, limits);
  }
  if (request.keep_alive || advice.closes) return advice;
  return {true, "The client asks for the close, and gets it behind the answer."};
}

}  // namespace onward::cli
