// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>

// CHECK stops the program where it is wrong about itself, in every build:
//
//   CHECK(offset <= input.size());
//   // src/url/parser.cc:87: CHECK failed: offset <= input.size()
//
// For our own bugs only. What a peer sent, what a file holds, what the caller or the machine did
// wrong are Errors (onward/base/error.h). The condition is always evaluated, and once.
namespace onward::base {

/// Writes the place and the expression to stderr and aborts. Called by CHECK.
[[noreturn]] void check_failed(const char* expression,
                               std::source_location where = std::source_location::current());

}  // namespace onward::base

#define CHECK(...) \
  (static_cast<bool>(__VA_ARGS__) ? void(0) : ::onward::base::check_failed(#__VA_ARGS__))
