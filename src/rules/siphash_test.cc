// SPDX-License-Identifier: MIT
// SipHash against the vectors of its authors (2-4) and those that OpenSSL computes (1-3):
//   openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt size:8
//     -macopt c-rounds:1 -macopt d-rounds:3 -in FILE SIPHASH
#include "rules/siphash.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

struct Case {
  std::size_t size;  ///< of 00 01 02 …
  std::uint64_t sip_2_4;
  std::uint64_t sip_1_3;
};

TEST(SipHash, Vectors) {
  constexpr SipKey kKey{0x0706050403020100, 0x0F0E0D0C0B0A0908};
  const Case cases[] = {
      {0, 0x726FDB47DD0E0E31, 0xABAC0158050FC4DC},  {1, 0x74F839C593DC67FD, 0xC9F49BF37D57CA93},
      {7, 0xAB0200F58B01D137, 0xD3927D989BB11140},  {8, 0x93F5F5799A932462, 0x369095118D299A8E},
      {15, 0xA129CA6149BE45E5, 0xD320D86D2A519956}, {16, 0x3F2ACC7F57C29BDB, 0xCC4FDD1A7D908B66},
      {63, 0x958A324CEB064572, 0x9D199062B7BBB3A8},
  };
  std::string text;
  for (int i = 0; i < 64; ++i) text += static_cast<char>(i);
  for (const Case& c : cases) {
    EXPECT_EQ((sip_hash<2, 4>(text.substr(0, c.size), kKey)), c.sip_2_4) << c.size;
    EXPECT_EQ((sip_hash<1, 3>(text.substr(0, c.size), kKey)), c.sip_1_3) << c.size;
  }
}

}  // namespace
}  // namespace onward::rules
