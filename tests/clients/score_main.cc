// SPDX-License-Identifier: MIT
// score [PROFILES]: how much of what was observed of real clients the atlas predicts. PROFILES is
// the argument, else $ONWARD_CLIENTS, else ../shared/clients/profiles.json beside the checkout.
#include "clients/score.h"

#include <iostream>

int main(int argc, char** argv) {
  using namespace onward::clients;
  const std::string path = argc > 1 ? argv[1] : profiles_path();
  const std::vector<Cell> cells = read_cells(text_of_file(path));
  if (cells.empty()) {
    std::cerr << "score: no profiles in " << path << "\n";
    return 2;
  }
  std::cout << report(score(cells));
  return 0;
}
