// SPDX-License-Identifier: MIT
// The names that answers have, by their sizes: each field that is sent is asked about. Most are
// written as usual, and are the same bytes.
#include "gateway/h2/answer_name.h"

#include "base/ascii.h"
#include "gateway/h2/short_text.h"

#include <array>
#include <cstddef>

namespace onward::gateway {
namespace {

using enum AnswerName::Use;

constexpr bool kDiffers = false;  // each time, or is secret (RFC 7541 §7.1.3)

/// By size. Indices are RFC 7541's, Appendix A.
constexpr std::array kNames{
    AnswerName{"Date", {"date", 33}},
    AnswerName{"Vary", {"vary", 59}},
    AnswerName{"Link", {"link", 45, kDiffers}},
    AnswerName{"Host", {"host"}, Reserved},
    AnswerName{"Allow", {"allow", 22}},
    AnswerName{"Upgrade", {"upgrade"}, LeftOut},
    AnswerName{"Location", {"location", 46, kDiffers}},
    AnswerName{"Set-Cookie", {"set-cookie", 55, kDiffers}},
    AnswerName{"Connection", {"connection"}, LeftOut},
    AnswerName{"Keep-Alive", {"keep-alive"}, LeftOut},
    AnswerName{"Retry-After", {"retry-after", 53}},
    AnswerName{"Content-Type", {"content-type", 31}},
    AnswerName{"Cache-Control", {"cache-control", 24}},
    AnswerName{"Content-Length", {"content-length"}, Reserved},
    AnswerName{"WWW-Authenticate", {"www-authenticate", 61}},
    AnswerName{"Proxy-Connection", {"proxy-connection"}, LeftOut},
    AnswerName{"Transfer-Encoding", {"transfer-encoding"}, Reserved},
    AnswerName{"Access-Control-Allow-Origin", {"access-control-allow-origin", 20}},
};

constexpr std::size_t kLongest = kNames.back().usual.size();

/// Where the names of each size begin.
constexpr std::array<std::uint8_t, kLongest + 2> kFirst = [] {
  std::array<std::uint8_t, kLongest + 2> first{};
  for (std::size_t size = 0; size < first.size(); ++size) {
    std::uint8_t at = 0;
    while (at < kNames.size() && kNames[at].usual.size() < size) ++at;
    first[size] = at;
  }
  return first;
}();

}  // namespace

const AnswerName* find_answer_name(std::string_view name) {
  if (name.size() > kLongest) return nullptr;
  for (std::size_t at = kFirst[name.size()]; at < kFirst[name.size() + 1]; ++at) {
    const AnswerName& known = kNames[at];
    if (same_short(name, known.usual) || base::equals_ignore_case(name, known.usual)) return &known;
  }
  return nullptr;
}

}  // namespace onward::gateway
