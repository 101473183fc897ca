// SPDX-License-Identifier: MIT
// Sends a request and follows every redirect: follow URL [TEXT]. With TEXT it is a POST, and TEXT
// goes along whole wherever a 307 or 308 sends it.
#include <csignal>
#include <iostream>
#include <onward/client/client.h>

namespace client = onward::client;

namespace {

/// Prints each hop as soon as it is over, and the answer at the end.
class Printer final : public client::Receiver {
 public:
  void on_hop(const client::Hop& hop, const onward::redirect::Step* /*step*/) override {
    std::cout << hop.request.method.name() << ' ' << hop.request.url.href() << ' ';
    std::cout << (hop.answer ? hop.answer->status.code() : 0) << '\n';
  }
  bool on_content(std::string_view piece) override {
    std::cout << piece;
    return true;
  }
};

int send(std::string_view url, const char* text) {
  const auto target = onward::url::parse(url);
  if (!target) {
    std::cerr << onward::message(target.error().code) << '\n';
    return 1;
  }
  client::Request request{.url = *target};
  if (text != nullptr) {
    request.method = onward::http::Method("POST");
    request.content = client::memory_content(text);
  }
  client::Options options;
  options.policy.max_redirects = 5;
  client::Client sender(options);
  Printer printer;
  const client::Outcome outcome = sender.send(std::move(request), printer);
  switch (outcome.ending) {
    case client::Ending::Done:
      return 0;
    case client::Ending::Stopped:
      std::cerr << onward::redirect::explanation(outcome.reason) << '\n';
      return 1;
    default:
      std::cerr << onward::message(outcome.failure.code) << '\n';
      return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a server may close while it is written to
  if (argc < 2) {
    std::cout << "usage: follow URL [TEXT]\n";
    return 0;
  }
  return send(argv[1], argc > 2 ? argv[2] : nullptr);
}
