// SPDX-License-Identifier: MIT
#pragma once

#include "onward/client/content.h"

#include <memory>
#include <string>
#include <vector>

namespace onward::client {

/// One field of a form.
struct FormPart {
  std::string name;
  std::string file_name;  ///< "": it is no file
  std::string type;       ///< media type; "": none is said
  std::unique_ptr<Content> content;
};

/// A form as multipart/form-data (RFC 7578). `boundary` stands in none of the parts and has 1 to 70
/// characters that need no quotes.
std::unique_ptr<Content> multipart_content(std::vector<FormPart> parts,
                                           const std::string& boundary);

}  // namespace onward::client
