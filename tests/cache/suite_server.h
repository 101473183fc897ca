// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/cache.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

namespace onward::test {

using NamesAndValues = std::vector<std::pair<std::string, std::string>>;

/// Fields of a list of pairs; what is no field in HTTP is left out.
http::Fields to_fields(const NamesAndValues& pairs);

/// A string member, or "".
std::string text_of(const boost::json::object& object, std::string_view member);

/// What the suite's server says; nothing where it closes the connection instead.
struct SuiteAnswer {
  int status = 0;  ///< 999: the request should have been conditional
  NamesAndValues fields;
  std::chrono::seconds pause{0};  ///< before it answers
};

/// The origin server of one test: for each request the answer that the test names.
class SuiteServer {
 public:
  SuiteServer(boost::json::array requests, int default_status);

  std::optional<SuiteAnswer> serve(const redirect::Request& request, std::size_t index,
                                   std::chrono::sys_seconds now);

  struct Seen {
    std::size_t number;  ///< of the client, from 1
    redirect::Request request;
  };
  const std::vector<Seen>& seen() const { return seen_; }
  /// A date as the suite writes it: so many seconds from now.
  static std::string date(std::chrono::sys_seconds now, std::int64_t offset);

 private:
  int status_for(const redirect::Request& request, std::size_t index) const;
  std::string value_of(const boost::json::array& field, const boost::json::object& asked,
                       const redirect::Request& request, std::chrono::sys_seconds now) const;
  std::string named_before(std::size_t index, std::string_view name) const;

  boost::json::array requests_;
  int default_status_;
  std::vector<Seen> seen_;
  std::vector<NamesAndValues> named_;  // each request's own fields: as sent, or else as named
};

}  // namespace onward::test
