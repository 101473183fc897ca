// SPDX-License-Identifier: MIT
#pragma once

#include "onward/check/live.h"
#include "onward/url/url.h"

#include <optional>
#include <string>
#include <string_view>

namespace onward::check {

/// Content that a probe announces, in bytes: beyond what servers read ahead of their answer.
inline constexpr std::size_t kProbeBytes = std::size_t{1} << 20;

/// Three uploads to one server: one that waits for 100 Continue, one that is sent slowly, and two
/// small ones on one connection. nullopt: it cannot be asked, and `why` says why; or its answer is
/// no redirect, and `why` is "".
std::optional<UploadBehaviour> probe_uploads(const url::Url& url, std::string_view method,
                                             http::FieldsView fields,
                                             const client::Options& options, std::string& why);

}  // namespace onward::check
