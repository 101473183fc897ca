// SPDX-License-Identifier: MIT
// Any chain of answers. Under our own policies: credentials never reach another origin than the one
// they were given for, content is never emptied, 307 and 308 keep the method, what a hop stripped
// stays away, and every chain ends. Every client's policy takes the same answers without a crash.
//
// Input: first byte the client, second the policy, content, method, home, trust and downgrade; then
// a line an answer: a status digit (the last of 30x) and a Location.
#include "base/check.h"
#include "onward/redirect/atlas.h"
#include "onward/redirect/decision.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

using namespace onward;
using namespace onward::redirect;

constexpr const char* kTrusted = "https://trusted.example";
constexpr const char* kCredentials[] = {"Authorization", "Cookie", "Cookie2", "Proxy-Authorization",
                                        "X-Api-Key"};

const char* home_of(unsigned shape) {
  return (shape & 0x40U) != 0 ? "http://home.example/1" : "https://home.example/1";
}

Request first_request(unsigned shape) {
  constexpr std::array kMethods = {http::Method("GET"), http::Method("POST"), http::Method("PUT"),
                                   http::Method("BREW")};
  Request request{.method = kMethods[shape & 3],
                  .url = *url::parse(home_of(shape)),
                  .content = static_cast<ContentSource>(shape >> 2 & 3)};
  for (const char* const name : kCredentials) {
    (void)request.fields.add(*http::FieldName::parse(name), http::FieldValue("secret"));
  }
  (void)request.fields.add(http::FieldName("Content-Type"), http::FieldValue("text/plain"));
  (void)request.fields.add(http::FieldName("Connection"), http::FieldValue("close"));
  return request;
}

struct Answer {
  http::Status status;
  http::Fields fields;
};

Answer read_answer(std::string_view line) {
  const int digit = line.empty() ? 7 : line.front() % 10;
  Answer answer{*http::Status::from(300 + (digit < 0 ? -digit : digit)), {}};
  for (std::string_view rest = line.substr(line.empty() ? 0 : 1);;) {
    const std::size_t end = rest.find('\x01');
    if (const auto value = http::FieldValue::parse(rest.substr(0, end))) {
      (void)answer.fields.add(http::FieldName("Location"), *value);
      // A value that ends so is one more question for those that look for loops.
      if (value->text().ends_with('~')) {
        (void)answer.fields.add(http::FieldName("Set-Cookie"), http::FieldValue("a=b"));
      }
    }
    if (end == rest.npos) return answer;
    rest.remove_prefix(end + 1);
  }
}

struct Own {
  const Policy& policy;
  url::Url home;
  bool was_away = false;

  bool may_have(const url::Url& url) const {
    if (url::same_origin(home, url)) return true;
    return !policy.trusted_origins.empty() && url::same_origin(*url::parse(kTrusted), url);
  }
};

void check_own(const Request& before, const Answer& answer, const Follow& follow, Own& own) {
  const int status = answer.status.code();
  const http::FieldsView fields = follow.request.fields.view();
  own.was_away = own.was_away || !own.may_have(follow.request.url);
  if (own.was_away) {
    for (const char* const name : kCredentials) CHECK(!fields.contains(name));
  }
  CHECK(!fields.contains("Connection"));
  CHECK(follow.content != ContentFate::Emptied);
  CHECK(before.content != ContentSource::Stream || status == 303);
  if (status == 307 || status == 308) {
    CHECK(follow.request.method == before.method && follow.request.content == before.content);
  }
  if (follow.request.method == before.method && before.content != ContentSource::None) {
    CHECK(follow.content == ContentFate::Resent);
  }
  CHECK(follow.request.target.empty() && !follow.request.url.includes_credentials());
  CHECK(own.policy.allow_downgrade || before.url.scheme() == "http" ||
        follow.request.url.scheme() == "https");
}

void run(const Policy& policy, std::string_view text, unsigned shape, bool is_own) {
  Chain chain(policy);
  Request request = first_request(shape);
  Own own{policy, request.url};
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const Answer answer = read_answer(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    const Exchange exchange{request, answer.status, answer.fields.view()};
    const Step step = next(exchange, chain);
    CHECK(!explain(exchange, step).empty());
    const auto* follow = std::get_if<Follow>(&step);
    if (follow == nullptr) return;
    if (is_own) check_own(request, answer, *follow, own);
    if (policy.max_redirects >= 0) CHECK(chain.followed() <= policy.max_redirects);
    Request sent = follow->request;
    request = std::move(sent);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  Policy own = (data[1] & 0x80U) != 0 ? Policy::strict() : Policy::onward();
  own.secret_fields = {"x-api-key"};
  if ((data[1] & 0x20U) != 0) own.trusted_origins = {kTrusted};
  own.allow_downgrade = (data[1] & 0x10U) != 0;
  run(own, text, data[1], true);
  const auto clients = atlas::clients();
  run(clients[data[0] % clients.size()].policy, text, data[1], false);
  return 0;
}
