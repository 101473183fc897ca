// SPDX-License-Identifier: MIT
// RFC 9110 §15: codes outside 100 to 599 are invalid. The phrases are IANA's registry (RFC 9110
// §16.2.1); in HTTP/1.1 they are for people and may be empty.
#include "onward/http/status.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace onward::http {
namespace {

struct Phrase {
  int code;
  std::string_view text;
};

// clang-format off
constexpr std::array kPhrases{
    Phrase{100, "Continue"}, Phrase{101, "Switching Protocols"}, Phrase{102, "Processing"},
    Phrase{103, "Early Hints"},
    Phrase{200, "OK"}, Phrase{201, "Created"}, Phrase{202, "Accepted"},
    Phrase{203, "Non-Authoritative Information"}, Phrase{204, "No Content"},
    Phrase{205, "Reset Content"}, Phrase{206, "Partial Content"}, Phrase{207, "Multi-Status"},
    Phrase{208, "Already Reported"}, Phrase{226, "IM Used"},
    Phrase{300, "Multiple Choices"}, Phrase{301, "Moved Permanently"}, Phrase{302, "Found"},
    Phrase{303, "See Other"}, Phrase{304, "Not Modified"}, Phrase{305, "Use Proxy"},
    Phrase{307, "Temporary Redirect"}, Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"}, Phrase{401, "Unauthorized"}, Phrase{402, "Payment Required"},
    Phrase{403, "Forbidden"}, Phrase{404, "Not Found"}, Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"}, Phrase{407, "Proxy Authentication Required"},
    Phrase{408, "Request Timeout"}, Phrase{409, "Conflict"}, Phrase{410, "Gone"},
    Phrase{411, "Length Required"}, Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"}, Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"}, Phrase{416, "Range Not Satisfiable"},
    Phrase{417, "Expectation Failed"}, Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"}, Phrase{423, "Locked"}, Phrase{424, "Failed Dependency"},
    Phrase{425, "Too Early"}, Phrase{426, "Upgrade Required"}, Phrase{428, "Precondition Required"},
    Phrase{429, "Too Many Requests"}, Phrase{431, "Request Header Fields Too Large"},
    Phrase{451, "Unavailable For Legal Reasons"},
    Phrase{500, "Internal Server Error"}, Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"}, Phrase{503, "Service Unavailable"}, Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"}, Phrase{506, "Variant Also Negotiates"},
    Phrase{507, "Insufficient Storage"}, Phrase{508, "Loop Detected"},
    Phrase{511, "Network Authentication Required"},
};
// clang-format on

static_assert(std::is_sorted(kPhrases.begin(), kPhrases.end(),
                             [](Phrase a, Phrase b) { return a.code < b.code; }));

constexpr int kFirstCode = 100;
constexpr int kLastCode = 599;

/// The place of each code in kPhrases; its size for a code without a phrase.
constexpr auto kRows = [] {
  std::array<std::uint8_t, kLastCode - kFirstCode + 1> rows{};
  rows.fill(kPhrases.size());
  for (std::size_t i = 0; i < kPhrases.size(); ++i) {
    rows[static_cast<std::size_t>(kPhrases[i].code - kFirstCode)] = static_cast<std::uint8_t>(i);
  }
  return rows;
}();

}  // namespace

Result<Status> Status::from(int code) {
  if (!is_valid(code)) return fail(ErrorCode::HttpStatusInvalid);
  return Status(Checked{code});
}

Result<Status> Status::parse(std::string_view digits) {
  if (digits.size() != 3) return fail(ErrorCode::HttpStatusInvalid);
  int code = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (!base::is_digit(digits[i])) return fail(ErrorCode::HttpStatusInvalid, i);
    code = code * 10 + (digits[i] - '0');
  }
  return from(code);
}

std::string_view Status::reason() const {
  const std::size_t row = kRows[static_cast<std::size_t>(code() - kFirstCode)];
  return row < kPhrases.size() ? kPhrases[row].text : std::string_view();
}

}  // namespace onward::http
