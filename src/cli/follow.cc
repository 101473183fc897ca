// SPDX-License-Identifier: MIT
// `onward follow`: the command line becomes a request, the client follows, and what it tells goes
// where it belongs: content to the output, all else to the error stream. The output is whole or not
// at all: it is put into its place only when the last answer was received to its end.
#include "cli/follow.h"

#include "cli/cache_file.h"
#include "cli/follow_exit.h"
#include "cli/follow_output.h"
#include "cli/follow_trace.h"
#include "cli/follow_words.h"
#include "cli/interrupt.h"
#include "cli/show.h"
#include "cli/write_out.h"

#include <chrono>
#include <iostream>
#include <string>
#include <unistd.h>

namespace onward::cli {
namespace {

/// Before this nobody wants to read about progress.
constexpr std::chrono::milliseconds kQuietStart{700};

class FollowReceiver final : public client::Receiver {
 public:
  FollowReceiver(const Follow& follow, FollowOutput& output, std::ostream& err)
      : follow_(follow),
        output_(output),
        err_(err),
        begun_(std::chrono::steady_clock::now()),
        shows_progress_(is_terminal() && !follow.silent && !follow.verbose && !follow.json) {}

  void on_hop(const client::Hop& hop, const redirect::Step* step) override {
    clear_progress();
    ++hops_;
    if (follow_.trace) print_hop(hops_, hop, step, err_);
    if (follow_.json) hops_as_json_.push_back(hop_to_json(hop, step));
    const bool is_told = !hop.is_followed && hop.stopped == redirect::Reason::NotRedirect;
    if (follow_.show_heads && hop.answer && !is_told) show_head(*hop.answer);
  }

  void on_head(const client::AnswerHead& head) override {
    is_refused_ = follow_.fail && head.status.code() >= 400;
    if (follow_.show_heads) show_head(head);
  }

  bool on_content(std::string_view piece) override {
    if (is_refused_ || is_left_out()) return true;
    clear_progress();
    return output_.write(piece);
  }

  void on_progress(const client::Progress& progress) override {
    if (!shows_progress_ || std::chrono::steady_clock::now() - begun_ < kQuietStart) return;
    const bool is_on_terminal = !output_.is_file() && ::isatty(STDOUT_FILENO) == 1;
    if (progress.received != 0 && is_on_terminal) return;
    err_ << "\r\x1b[Khop " << progress.hop + 1 << ": sent " << readable_size(progress.content_sent);
    if (progress.content_size) err_ << " of " << readable_size(*progress.content_size);
    err_ << ", received " << readable_size(progress.received);
    if (progress.receive_size) err_ << " of " << readable_size(*progress.receive_size);
    err_ << std::flush;
    has_progress_ = true;
  }

  void on_wire(client::WireLine kind, std::string_view text) override {
    static constexpr std::string_view kMarks[] = {"* ", "> ", "< "};
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      err_ << kMarks[static_cast<std::size_t>(kind)] << printable(line) << '\n';
    }
  }
  bool wants_wire() const override { return follow_.verbose; }
  bool is_interrupted() override { return Interrupt::signal() != 0; }

  boost::json::array& hops_as_json() { return hops_as_json_; }

  /// The answer is one that --fail makes a failure.
  bool is_refused() const { return is_refused_; }

  void clear_progress() {
    if (has_progress_) err_ << "\r\x1b[K" << std::flush;
    has_progress_ = false;
  }

 private:
  /// --json has the output for itself; an answer's content goes to -o alone.
  bool is_left_out() const { return follow_.json && !output_.is_file(); }

  bool is_terminal() const { return &err_ == &std::cerr && ::isatty(STDERR_FILENO) == 1; }

  void show_head(const client::AnswerHead& head) {
    if (!is_left_out()) static_cast<void>(output_.write(head_text(head)));
  }

  const Follow& follow_;
  FollowOutput& output_;
  std::ostream& err_;
  std::chrono::steady_clock::time_point begun_;
  bool shows_progress_;
  bool has_progress_ = false;
  bool is_refused_ = false;
  int hops_ = 0;
  boost::json::array hops_as_json_;
};

/// Puts the output into its place where all went well; the exit status, and what went wrong.
ExitCode conclude(const client::Outcome& outcome, const FollowReceiver& receiver,
                  FollowOutput& output, const Follow& follow, std::string& trouble) {
  if (outcome.ending == client::Ending::Interrupted) {
    output.discard();
    trouble = ending_message(outcome);
    return static_cast<ExitCode>(128 + Interrupt::signal());
  }
  ExitCode code = exit_code(outcome);
  trouble = ending_message(outcome);
  if (code == ExitCode::Yes && receiver.is_refused()) {
    output.discard();
    const auto& answer = outcome.hops.back().answer;
    trouble =
        "failed: the answer is " + (answer ? std::to_string(answer->status.code()) : "") + "\n";
    return ExitCode::No;
  }
  const bool has_output = code == ExitCode::Yes && (output.is_file() || !follow.json);
  if (has_output && !output.commit()) code = ExitCode::Environment;
  if (code != ExitCode::Yes) output.discard();
  if (!output.error().empty()) {
    trouble = "failed: " + printable(output.path()) + ": " + output.error() + "\n";
  }
  return code;
}

}  // namespace

ExitCode run_follow(Arguments arguments, const Streams& streams) {
  ExitCode code = ExitCode::Usage;
  auto follow = read_follow(arguments, streams.err, code);
  if (!follow) return code;
  std::optional<redirect::Cache> cache;
  if (!follow->cache.empty()) {
    cache = read_cache(follow->cache, streams.err);
    if (!cache) return ExitCode::Environment;
    follow->options.cache = &*cache;
  }
  const Interrupt interrupt;
  FollowOutput output(follow->output, streams.out);
  FollowReceiver receiver(*follow, output, streams.err);
  client::Outcome outcome;
  {
    client::Client client(follow->options);  // writes the cookie jar at its end
    outcome = client.send(std::move(*follow->request), receiver);
  }
  receiver.clear_progress();
  std::string trouble;
  code = conclude(outcome, receiver, output, *follow, trouble);
  const bool is_silent = follow->silent && !follow->show_errors;
  if (!trouble.empty() && !is_silent) streams.err << "onward follow: " << trouble;
  if (cache && !write_cache(*cache, follow->cache, streams.err) && code == ExitCode::Yes) {
    code = ExitCode::Environment;
  }
  if (follow->json) {
    auto object = outcome_to_json(outcome, code, std::move(receiver.hops_as_json()));
    streams.out << boost::json::serialize(object) << '\n';
  }
  if (follow->write_out) {
    streams.out << write_out(*follow->write_out, outcome, code, output.path());
  }
  return code;
}

}  // namespace onward::cli
