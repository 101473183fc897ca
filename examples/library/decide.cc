// SPDX-License-Identifier: MIT
// What does a redirect mean for a request? An upload gets a 307: from a file it goes on to the new
// place, from a pipe, which can be read once, it must not. And a 303 after it makes a GET of it.
#include <iostream>
#include <onward/redirect/decision.h>
#include <variant>

namespace http = onward::http;
namespace redirect = onward::redirect;

namespace {

/// Prints what comes next; the request to send, if there is one.
redirect::Step decide(const redirect::Request& sent, http::Status status, const char* location,
                      redirect::Chain& chain) {
  http::Fields answer;
  const auto value = http::FieldValue::parse(location);
  if (value) (void)answer.add(http::FieldName("Location"), *value);

  const redirect::Exchange exchange{sent, status, answer.view()};
  redirect::Step step = redirect::next(exchange, chain);
  if (const auto* follow = std::get_if<redirect::Follow>(&step)) {
    std::cout << follow->request.method.name() << ' ' << follow->request.url.href() << '\n';
    for (const auto& field : follow->stripped) std::cout << "  without " << field.name << '\n';
  } else {
    std::cout << "stop: " << redirect::name(std::get<redirect::Stop>(step).reason) << '\n';
  }
  return step;
}

}  // namespace

int main() {
  const auto url = onward::url::parse("https://api.example/v1/orders");
  if (!url) return 1;
  http::Fields fields;
  (void)fields.add(http::FieldName("Authorization"), http::FieldValue("Bearer secret"));
  const redirect::Request upload{http::Method("PUT"), *url, fields, redirect::ContentSource::File};

  const redirect::Policy policy = redirect::Policy::onward();
  redirect::Chain chain(policy);
  const auto step = decide(upload, http::Status(307), "https://eu.api.example/v2/orders", chain);
  if (const auto* moved = std::get_if<redirect::Follow>(&step)) {
    decide(moved->request, http::Status(303), "../done?id=7", chain);
  }

  redirect::Request pipe = upload;
  pipe.content = redirect::ContentSource::Stream;
  redirect::Chain another(policy);
  decide(pipe, http::Status(307), "/v2/orders", another);
  return 0;
}
