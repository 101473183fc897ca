// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "config/report.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// A configuration of HAProxy by lines and words, and the expressions that stand in words.
namespace onward::config::haproxy {

struct Word {
  std::string text;
  rules::Place place;
  bool is_template = false;  ///< a template or the environment fills in a part of it
};

using Words = std::vector<Word>;

/// Why what is made of these words is not known: "" where all of them stand as they are.
std::string why_open(std::span<const Word> words);

/// The words of each line that has some.
std::vector<Words> read_words(const ForeignText& text, Report& report);

/// "regsub(^/a,/b)"
struct Call {
  std::string name;
  std::vector<std::string> args;

  std::string_view arg(std::size_t index) const {
    return index < args.size() ? std::string_view(args[index]) : std::string_view();
  }
};

/// "path,lower,map(a.map)": what is fetched, and what is made of it.
struct Sample {
  Call fetch;
  std::vector<Call> converters;
};

/// The expression of a word.
Sample read_sample(std::string_view text);

/// The same expression twice.
bool operator==(const Call& a, const Call& b);
bool operator==(const Sample& a, const Sample& b);

/// For people: "path,lower".
std::string spelled(const Sample& sample);

}  // namespace onward::config::haproxy
