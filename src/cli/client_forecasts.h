// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/forecast.h"
#include "onward/rules/answer.h"

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

// What clients of the atlas do with one answer: the part of `onward explain --client`.
namespace onward::cli {

/// What is asked: which clients, and the request that they send.
struct ForecastQuestion {
  std::vector<const redirect::atlas::Client*> clients;
  redirect::Request request;
  /// Names of fields that only the first origin may see.
  std::vector<std::string> secrets = {};
};

/// "all", the name of one, or one of our own policies; empty where there is none of that name.
std::vector<const redirect::atlas::Client*> find_clients(std::string_view name);

/// "memory", "file", "stream" or "none"; without a word: memory for the methods that have content.
/// nullopt for another word.
std::optional<redirect::ContentSource> content_source(const std::optional<std::string>& word,
                                                      std::string_view method);

/// The request of `method` for `url` with the "Name: value" texts of `fields`; nullopt where one of
/// them is none.
std::optional<redirect::Request> request_of(std::string_view method, std::string_view url,
                                            const std::vector<std::string>& fields,
                                            redirect::ContentSource content);

void print_forecasts(const ForecastQuestion& question, const rules::Response& response,
                     std::ostream& out);
boost::json::array forecasts_to_json(const ForecastQuestion& question,
                                     const rules::Response& response);

}  // namespace onward::cli
