// SPDX-License-Identifier: MIT
// libcurl takes proxies, --resolve and files as texts, and says what is wrong with them when a
// transfer fails, or never: a jar that cannot be written is lost in silence. So it is looked at
// here.
#include "cli/follow_connection.h"

#include "base/ascii.h"
#include "onward/url/url.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <sys/stat.h>
#include <unistd.h>

namespace onward::cli {
namespace {

std::string_view reason(int number) {
  switch (number) {
    case ENOENT:
      return "there is no such file or folder";
    case EACCES:
    case EPERM:
    case EROFS:
      return "that is not permitted";
    case ENOTDIR:
      return "a part of its path is no folder";
    default:
      return std::strerror(number);
  }
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

const char* variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : nullptr;
}

const char* proxy_variable() {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    if (variable(name) != nullptr) return name;
  }
  return nullptr;
}

bool is_proxy(std::string_view text) {
  const std::size_t colon = text.find("://");
  const bool has_scheme = colon != text.npos;
  const std::string scheme = has_scheme ? base::to_lower(text.substr(0, colon)) : "http";
  const auto kinds = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  const std::string_view rest = has_scheme ? text.substr(colon + 3) : text;
  return std::ranges::find(kinds, scheme) != kinds.end() &&
         url::parse(std::string("http://").append(rest)).has_value();
}

bool is_resolve_entry(std::string_view text) {
  const bool is_removal = text.starts_with('-');
  if (is_removal || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  const std::size_t host = bracket == text.npos ? text.npos : text.find(':', bracket);
  if (host == text.npos || host == 0) return false;
  const std::string_view rest = text.substr(host + 1);
  const std::size_t port = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (port == 0 || port > 5) return false;
  return is_removal ? port == rest.size() : port + 1 < rest.size() && rest[port] == ':';
}

std::string_view why_unreadable(const std::string& path) {
  if (::access(path.c_str(), R_OK) != 0) return reason(errno);
  return is_folder(path) ? "it is a folder" : "";
}

std::string_view why_unwritable(const std::string& path) {
  if (is_folder(path)) return "it is a folder";
  if (::access(path.c_str(), W_OK) == 0) return "";
  if (errno != ENOENT) return reason(errno);
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  return ::access(folder.c_str(), W_OK) == 0 ? "" : reason(errno);
}

}  // namespace onward::cli
