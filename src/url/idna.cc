// SPDX-License-Identifier: MIT
#include "url/idna.h"
namespace onward::url {
Result<void> append_domain_to_ascii(std::string_view, std::string&) {
  return fail(ErrorCode::HostIdna);
}
}  // namespace onward::url
