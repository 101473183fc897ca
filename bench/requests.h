// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// The requests that benchmarks read and answer.
namespace onward::bench {

/// What a browser sends: 12 fields, 600 bytes.
inline constexpr std::string_view kBrowser =
    "GET /docs/guides/getting-started?utm_source=newsletter&page=2 HTTP/1.1\r\n"
    "Host: www.example.com\r\n"
    "Connection: keep-alive\r\n"
    "Upgrade-Insecure-Requests: 1\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Sec-Fetch-Site: same-origin\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Sec-Fetch-Dest: document\r\n"
    "Referer: https://www.example.com/docs/\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
    "Accept-Language: en-US,en;q=0.9\r\n"
    "Cookie: session=0123456789abcdef; theme=dark\r\n"
    "\r\n";

/// What a load generator sends.
inline constexpr std::string_view kShort = "GET /old/page HTTP/1.1\r\nHost: 127.0.0.1:8307\r\n\r\n";

}  // namespace onward::bench
