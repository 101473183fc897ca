// SPDX-License-Identifier: MIT
// Whatever a target is: its normal form begins with "/", is its own normal form, keeps the query
// byte for byte, and names what url::parse() makes of origin and target written one behind the
// other, once both are in normal form.
#include "base/check.h"
#include "onward/http/syntax.h"
#include "onward/url/url.h"
#include "rules/normal_url.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace {

using onward::rules::Dots;
using onward::rules::NormalUrl;

std::string normal(std::string_view target, std::string* query = nullptr) {
  NormalUrl url;
  std::string buffer;
  onward::rules::normalize_target(target, url, buffer);
  if (query != nullptr) *query = url.has_query ? "?" + std::string(url.query) : "";
  return std::string(url.path);
}

// With its escapes kept it is what the URL parser has, and what was sent is there byte for byte.
void check_kept(std::string_view target, std::string_view pathname) {
  NormalUrl url;
  std::string normal_room;
  std::string kept_room;
  onward::rules::normalize_target(target, url, normal_room);
  const std::string kept(onward::rules::kept_path(url, Dots::Remove, kept_room));
  CHECK(kept == pathname);
  CHECK(normal(kept) == url.path);
  CHECK(url.target == (target.starts_with('?') ? "/" + std::string(target) : target));
  CHECK(url.sent_path() == url.target.substr(0, url.target.find('?')));
  std::string sent_room;
  const std::string sent(onward::rules::kept_path(url, Dots::Keep, sent_room));
  CHECK(sent.starts_with('/') && sent.find_first_of("{}") == std::string::npos);
  CHECK(normal(sent) == url.path);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::string written = onward::rules::normal_path(text);
  CHECK(written.starts_with('/') && onward::rules::normal_path(written) == written);
  CHECK(std::all_of(written.begin(), written.end(), onward::http::is_target_byte));
  const std::string kept = onward::rules::kept_path(text, Dots::Remove);
  CHECK(kept.starts_with('/') && onward::rules::kept_path(kept, Dots::Remove) == kept);
  CHECK(onward::rules::normal_path(kept) == written);

  if (!std::all_of(text.begin(), text.end(), onward::http::is_target_byte)) return 0;
  const std::string target = text.starts_with('?') ? text : "/" + text;
  std::string query;
  const std::string path = normal(target, &query);
  CHECK(path.starts_with('/') && path.find('?') == std::string::npos);
  CHECK(normal(path) == path);
  CHECK(path.find_first_of("{|}") == std::string::npos);
  CHECK(query == target.substr(std::min(target.find('?'), target.size())));

  const auto url = onward::url::parse("http://a.example" + target);
  CHECK(url && url->hostname() == "a.example");
  CHECK(normal(url->pathname()) == path);
  check_kept(target, url->pathname());
  return 0;
}
