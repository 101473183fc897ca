// SPDX-License-Identifier: MIT
// Reads domains, one a line, and answers each with its ASCII form, or with "REFUSED" (no such form
// has upper case). idna.mjs compares the answers with another implementation's.
#include "url/idna/idna.h"

#include <iostream>
#include <string>
#include <string_view>

int main() {
  std::ios::sync_with_stdio(false);
  std::string answer;
  for (std::string domain; std::getline(std::cin, domain);) {
    answer.clear();
    const bool accepted = onward::url::append_domain_to_ascii(domain, answer).has_value();
    std::cout << (accepted ? std::string_view(answer) : "REFUSED") << '\n';
  }
}
