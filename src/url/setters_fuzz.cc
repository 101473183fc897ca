// SPDX-License-Identifier: MIT
// A URL and then setter calls, "<letter><value>", all cut at NULs: after each call the URL is valid
// and its offsets agree with a fresh parse. A change of scheme to file is left out: the standard's
// setter keeps there what its parser would not (file://localhost/, file://h/C|/).
#include "url/url_invariants.h"

#include <cstddef>
#include <cstdint>

namespace {

using onward::url::Url;

void set(Url& url, char which, std::string_view value) {
  switch (which) {
    case 'p': {
      Url changed = url;
      changed.set_protocol(value);
      if (changed.scheme() != "file") url = changed;
      break;
    }
    case 'u':
      url.set_username(value);
      break;
    case 'w':
      url.set_password(value);
      break;
    case 'H':
      url.set_host(value);
      break;
    case 'h':
      url.set_hostname(value);
      break;
    case 'o':
      url.set_port(value);
      break;
    case 'a':
      url.set_pathname(value);
      break;
    case 's':
      url.set_search(value);
      break;
    case 'f':
      url.set_hash(value);
      break;
    default:
      break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  std::size_t cut = input.find('\0');
  auto url = onward::url::parse(input.substr(0, cut));
  if (!url) return 0;
  while (cut != std::string_view::npos) {
    input.remove_prefix(cut + 1);
    cut = input.find('\0');
    const std::string_view call = input.substr(0, cut);
    if (call.empty()) continue;
    set(*url, call[0], call.substr(1));
    onward::url::check_invariants(*url);
  }
  return 0;
}
