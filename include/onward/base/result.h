// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/error.h"

#include <tl/expected.hpp>

// Result<T>: a T or an Error, checked by the compiler to be looked at.
//
//   onward::Result<int> half(int n) {
//     if (n % 2 != 0) return onward::fail(onward::ErrorCode::UrlPortInvalid);
//     return n / 2;
//   }
//   if (auto r = half(3); !r) return onward::fail(r.error());
namespace onward {

template <class T>
using Result = tl::expected<T, Error>;

/// What a function returns to say "this went wrong, here".
inline tl::unexpected<Error> fail(ErrorCode code, std::size_t offset = 0) {
  return tl::unexpected<Error>(Error{code, offset});
}

/// Passes an error on unchanged.
inline tl::unexpected<Error> fail(const Error& error) { return tl::unexpected<Error>(error); }

}  // namespace onward
