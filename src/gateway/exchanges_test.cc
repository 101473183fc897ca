// SPDX-License-Identifier: MIT
// Whole conversations, from tests/exchanges/*.case. Each line of a case is an act:
//
//   # a comment; the first says which section is shown
//   > GET /a HTTP/1.1\r\n        the client sends this; \r \n \t \\ and \xhh are escapes
//   * 4096 x                     the client sends so many of that byte
//   ~ 10s                        time passes
//   < HTTP/1.1 307 Temporary Redirect\r\n      the server has sent this since the last "<"
//   = drain                      what the server now does: read, drain or close
//
// Several ">" or "<" lines in a row are one piece. Behind the last line nothing more was sent.
#include "gateway/conversation.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

std::string unescaped(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      bytes += text[i];
      continue;
    }
    const char kind = text[++i];
    if (kind == 'x') {
      bytes += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      bytes += kind == 'r' ? '\r' : kind == 'n' ? '\n' : kind == 't' ? '\t' : kind;
    }
  }
  return bytes;
}

// Plays one case.
class Play {
 public:
  void line(std::string_view text) {
    const char act = text.front();
    const std::string rest = text.size() > 2 ? std::string(text.substr(2)) : "";
    if (act != '<') expect_said();
    if (act == '>') says_ += unescaped(rest);
    if (act != '>') say();
    if (act == '<') expected_ += unescaped(rest);
    if (act == '*') conversation_.say(std::string(std::stoul(rest), rest.back()));
    if (act == '~') conversation_.pass(std::chrono::seconds(std::stol(rest)));
    if (act == '=') {
      EXPECT_EQ(to_text(conversation_.want()), rest);
    }
  }
  void end() {
    say();
    expect_said();
    EXPECT_EQ(conversation_.said().substr(seen_), "") << "said and not expected";
  }

 private:
  void say() {
    if (!says_.empty()) conversation_.say(says_);
    says_.clear();
  }
  void expect_said() {
    if (expected_.empty()) return;
    EXPECT_EQ(conversation_.said().substr(seen_), expected_);
    seen_ = conversation_.said().size();
    expected_.clear();
  }

  Conversation conversation_;
  std::string says_;
  std::string expected_;
  std::size_t seen_ = 0;
};

TEST(Rfc9112Exchanges, Cases) {
  const std::filesystem::path folder = std::filesystem::path(ONWARD_SOURCE_DIR) / "tests/exchanges";
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".case") continue;
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream file(entry.path());
    Play play;
    for (std::string line; std::getline(file, line);) {
      SCOPED_TRACE(line);
      if (!line.empty() && line.front() != '#') play.line(line);
    }
    play.end();
    ++count;
  }
  EXPECT_GE(count, 8);
}

}  // namespace
}  // namespace onward::gateway
