// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Records of real clients, as a file of profiles has them: client → kind → row → what was seen.
//
//   { "profiles": { "curl": { "second_request": { "307": { "POST": "POST+b" } },
//                             "headers_kept": { "other_port": { "sent": "ACX", "kept": "X" } },
//                             "location": { "dotdot": "requests A /x" }, … } } }
//
// Any client, kind and row may stand there; which are understood is predict.h's.
namespace onward::clients {

/// One observation.
struct Cell {
  std::string client;
  std::string kind;  ///< "location"
  std::string row;   ///< "dotdot"; of second_request "307 POST"
  std::string seen;  ///< "requests A /x"; of headers_kept "ACX → X"
};

/// The cells of a file, in its order. Empty where the text is no JSON of that form.
std::vector<Cell> read_cells(std::string_view json);

/// $ONWARD_CLIENTS, else ../shared/clients/profiles.json beside the checkout.
std::string profiles_path();

/// The text of a file; empty where there is none.
std::string text_of_file(const std::string& path);

/// `text` begins with `front`: takes it off and says so.
bool take(std::string_view& text, std::string_view front);

}  // namespace onward::clients
