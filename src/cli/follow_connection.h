// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// What the command line says about connections, checked before one is made.
namespace onward::cli {

/// The value of a variable of the environment; null where it is not set or empty.
const char* variable(const char* name);

/// The variable that names a proxy, as curl has them; null: none does.
const char* proxy_variable();

/// Whether this names a proxy that can be gone through: "proxy:3128", "socks5h://127.0.0.1".
bool is_proxy(std::string_view text);

/// curl's --resolve: "HOST:PORT:ADDRESS", several addresses with commas between, "+" before it for
/// a while only; "-HOST:PORT" takes one out.
bool is_resolve_entry(std::string_view text);

/// "": a file that can be read is there. Else why not.
std::string_view why_unreadable(const std::string& path);

/// "": a file can be written there, a new one where there is none. Else why not. Writes nothing.
std::string_view why_unwritable(const std::string& path);

}  // namespace onward::cli
