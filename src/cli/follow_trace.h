// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "onward/client/outcome.h"

#include <iosfwd>
#include <string>

#include <boost/json.hpp>

// What happened, for people and as data.
namespace onward::cli {

/// One hop, as --trace shows it; `number` from 1.
void print_hop(int number, const client::Hop& hop, const redirect::Step* step, std::ostream& out);

/// The same as an object of --json.
boost::json::object hop_to_json(const client::Hop& hop, const redirect::Step* step);

/// How it ended and, where it went wrong, what to do; "" where it went well.
std::string ending_message(const client::Outcome& outcome);

/// The object of --json, around its hops.
boost::json::object outcome_to_json(const client::Outcome& outcome, ExitCode code,
                                    boost::json::array hops);

/// The head of an answer as it stands on the wire, for -i and -I.
std::string head_text(const client::AnswerHead& head);

/// "1.5 MiB".
std::string readable_size(std::uint64_t bytes);

}  // namespace onward::cli
