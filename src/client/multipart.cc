// SPDX-License-Identifier: MIT
// RFC 7578 §4, with names as browsers escape them (HTML, "Multipart form data"): a quote or a line
// end in a name would else end the name.
//
//   --boundary CR LF fields CR LF CR LF content CR LF ... --boundary-- CR LF
#include "client/multipart.h"

#include <string_view>
#include <utility>

namespace onward::client {
namespace {

std::string escaped(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '"') {
      out += "%22";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  return out;
}

std::string head_of(const FormPart& part, const std::string& boundary) {
  std::string head = "--" + boundary;
  head.append("\r\nContent-Disposition: form-data; name=\"")
      .append(escaped(part.name))
      .append("\"");
  if (!part.file_name.empty()) {
    head.append("; filename=\"").append(escaped(part.file_name)).append("\"");
  }
  if (!part.type.empty()) head.append("\r\nContent-Type: ").append(part.type);
  return head.append("\r\n\r\n");
}

}  // namespace

std::unique_ptr<Content> multipart_content(std::vector<FormPart> parts,
                                           const std::string& boundary) {
  std::vector<std::unique_ptr<Content>> pieces;
  for (FormPart& part : parts) {
    pieces.push_back(memory_content(head_of(part, boundary)));
    pieces.push_back(std::move(part.content));
    pieces.push_back(memory_content("\r\n"));
  }
  pieces.push_back(memory_content("--" + boundary + "--\r\n"));
  return joined_content(std::move(pieces));
}

}  // namespace onward::client
