// SPDX-License-Identifier: MIT
// A token has no dot, slash or percent sign, so no path is ever made of what is not a name in that
// one folder; and the file must be a small one that is no link. It is read in the loop: it is a few
// bytes, and asked for once in two months.
#include "gateway/acme_challenges.h"

#include "base/ascii.h"
#include "gateway/small_file.h"

#include <algorithm>
#include <array>

namespace onward::gateway {
namespace {

constexpr std::size_t kMaxTokenBytes = 128;

bool is_of_token(char byte) { return base::is_alnum(byte) || byte == '-' || byte == '_'; }

void respond(Stream& stream, http::Status status, std::string_view content) {
  const std::array fields{
      rules::ResponseField{http::FieldName("Content-Type"),
                           http::FieldValue("application/octet-stream")},
      rules::ResponseField{http::FieldName("Cache-Control"), http::FieldValue("no-store")}};
  const bool is_head = stream.head().method == http::KnownMethod::Head;
  rules::Response response;
  response.status = status;
  response.fields = fields;
  if (content.empty()) response.fields = response.fields.subspan(1);
  response.content = is_head ? std::string_view() : content;
  response.content_length = content.size();
  stream.respond(response);
}

}  // namespace

std::string acme_file(std::string_view folder, std::string_view token) {
  const bool is_token =
      !token.empty() && token.size() <= kMaxTokenBytes && std::ranges::all_of(token, is_of_token);
  if (!is_token) return "";
  return std::string(folder).append(kAcmePath).append(token);
}

const AcmeChallenges::Folder* AcmeChallenges::folder_of(const rules::Origin& origin) const {
  const auto found = std::ranges::find_if(
      folders_, [&](const Folder& each) { return each.origin.get() == &origin; });
  return found == folders_.end() ? nullptr : &*found;
}

void AcmeChallenges::head(Stream& stream) {
  std::string_view path = stream.head().target.path_and_query;
  const http::Method& method = stream.head().method;
  const bool is_read = method == http::KnownMethod::Get || method == http::KnownMethod::Head;
  const Folder* const folder = path.starts_with(kAcmePath) ? folder_of(stream.origin()) : nullptr;
  if (folder == nullptr || !is_read) return next_.head(stream);
  path.remove_prefix(kAcmePath.size());
  const std::string file = acme_file(folder->path, path);
  if (file.empty()) return respond(stream, http::Status(404), "");
  const auto text =
      read(SmallFile{.path = file, .most_bytes = kMaxAcmeBytes, .follows_links = false});
  if (!text) return respond(stream, http::Status(404), "");
  respond(stream, http::Status(200), *text);
}

}  // namespace onward::gateway
