// SPDX-License-Identifier: MIT
#pragma once

#include "onward/client/content.h"

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// The content that -d, --data-binary, -F and -T name.
namespace onward::cli {

/// One -d, in the order of the command line.
struct SentText {
  enum class Kind : std::uint8_t { Text, Binary, Raw };
  Kind kind;
  std::string text;
};

struct ContentWords {
  std::vector<SentText> data;
  std::vector<std::string> form;      ///< -F
  std::optional<std::string> upload;  ///< -T
  client::SpoolLimits spool;
};

struct NamedContent {
  std::unique_ptr<client::Content> content;  ///< null: none was asked for
  std::string type;                          ///< its media type; "": none is known
};

/// Opens and reads what must be read. Of data, form and upload one is there, or none; a form's
/// words have "=". Nullopt, and said on `err`: a file cannot be read.
std::optional<NamedContent> open_content(const ContentWords& words, std::ostream& err);

}  // namespace onward::cli
