// SPDX-License-Identifier: MIT
#pragma once

#include "config/write/questions.h"

#include <optional>
#include <string>
#include <vector>

// Questions as HAProxy asks them.
namespace onward::config {

/// How the path is found: "path", or where rules rewrite it, the variable that has it.
inline constexpr const char* kHaproxyPath = "path";
inline constexpr const char* kHaproxyRewrittenPath = "var(txn.onward_path)";

/// The sample that a question is about, "req.fhdr(Accept)"; "" for what is none.
std::string haproxy_sample(const Question& question, const std::string& path);

/// The lines of an access list, "path -m beg -- '/api/'", of which one must hold; nullopt where
/// HAProxy cannot ask it. Whether the question is negated is left to the caller.
std::optional<std::vector<std::string>> haproxy_acl(const Question& question,
                                                    const std::string& path);

/// Whether the access list holds where the question, but for its own negation, does not.
bool is_opposite_acl(const Question& question);

}  // namespace onward::config
