// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/url/url.h"
#include "url/scheme.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace onward::url {

/// "host:port" cut apart as host state does: at the first ":" that is not between brackets.
struct HostAndPort {
  std::string_view host;
  std::optional<std::string_view> port;  ///< the text behind ":"; nullopt if there is no ":"
};
HostAndPort split_host_and_port(std::string_view text);

/// Port state: the number that `digits` spells; it may be the default one.
/// Errors: UrlPortInvalid (not only digits), UrlPortOutOfRange. No digits at all are 0.
Result<std::uint16_t> parse_port(std::string_view digits);

/// The basic URL parser without a state override: one object parses one input, once.
///
/// The standard's states are this class's functions; each takes up where the last one stopped, at
/// at_, and writes its component to the end of the URL's buffer.
class UrlParser {
 public:
  /// `input` is trimmed, without tabs and newlines, well-formed UTF-8. `base` may be null. Both
  /// outlive the parser.
  UrlParser(std::string_view input, const Url* base) : input_(input), base_(base) {}

  /// On error, the offset is in `input`.
  Result<Url> run();

 private:
  Result<void> after_scheme();
  Result<void> no_scheme();
  Result<void> relative();
  Result<void> special_authority();
  Result<void> authority();
  void credentials(std::string_view text);
  Result<void> host_and_port(std::string_view text);
  Result<void> port(std::string_view digits);
  Result<void> file_or_host();
  Result<void> file_host();
  void file_relative();
  void path_start();
  void path();
  void opaque_path();
  void query_and_fragment();

  void copy_base_authority();
  void copy_base_path();
  void copy_base_query();
  void no_authority();
  void empty_authority();
  void finish();

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < input_.size() ? input_[at_ + ahead] : '\0';
  }
  bool at_end() const { return at_ == input_.size(); }
  bool next_is_slash() const { return is_slash(peek(), scheme_); }
  std::string_view rest() const { return input_.substr(at_); }
  std::uint32_t here() const { return static_cast<std::uint32_t>(url_.href_.size()); }
  std::size_t offset_of(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - input_.data());
  }

  std::string_view input_;
  const Url* base_;
  std::size_t at_ = 0;
  SchemeType scheme_ = SchemeType::NotSpecial;
  Url url_;
};

}  // namespace onward::url
