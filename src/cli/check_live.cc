// SPDX-License-Identifier: MIT
// `onward check https://…`: words to options, a bar while servers are asked. What is found is the
// module check's.
#include "cli/check_live.h"

#include "base/ascii.h"
#include "cli/client_forecasts.h"
#include "cli/interrupt.h"
#include "cli/lines.h"
#include "cli/load.h"
#include "cli/show.h"
#include "cli/size.h"
#include "rules/written_request.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <span>
#include <unistd.h>

namespace onward::cli {
namespace {

/// As many are asked in one call.
constexpr std::size_t kMaxUrls = 100'000;
constexpr unsigned kMostAtOnce = 64;
constexpr std::size_t kBarWidth = 30;

bool complain(std::ostream& err, const std::string& what) {
  err << "onward check: " << what << "\nTry 'onward help check'.\n";
  return false;
}

bool read_times(const LiveWords& words, check::LiveOptions& options, std::ostream& err) {
  if (words.pause) {
    const auto time = read_seconds(*words.pause);
    if (!time) return complain(err, "--pause takes seconds, '" + printable(*words.pause) + "'");
    options.pause = *time;
  }
  options.client.max_time = std::chrono::seconds(30);
  if (words.max_time) {
    const auto time = read_seconds(*words.max_time);
    if (!time) {
      return complain(err, "--max-time takes seconds, '" + printable(*words.max_time) + "'");
    }
    options.client.max_time = *time;
  }
  if (words.at_once) {
    unsigned count = 0;
    const char* const last = words.at_once->data() + words.at_once->size();
    const auto [end, error] = std::from_chars(words.at_once->data(), last, count);
    if (error != std::errc() || end != last || count == 0 || count > kMostAtOnce) {
      return complain(err, "--at-once takes a number from 1 to 64");
    }
    options.at_once = count;
  }
  return true;
}

bool read_fields(const LiveWords& words, check::LiveOptions& options, std::ostream& err) {
  for (const std::string& text : words.fields) {
    const std::string_view name_text = rules::field_name(text);
    const auto name = http::FieldName::parse(name_text);
    const auto value = name_text.size() < text.size()
                           ? http::FieldValue::parse(
                                 http::trim(std::string_view(text).substr(name_text.size() + 1)))
                           : http::FieldValue::parse("\n");
    if (!name || !value || !options.fields.add(*name, *value)) {
      return complain(err, "-H '" + printable(text) + "' is no field; write 'Name: value'");
    }
  }
  if (!options.fields.view().contains("User-Agent")) {
    static_cast<void>(options.fields.add(http::FieldName("User-Agent"),
                                         http::FieldValue("onward-check/" ONWARD_VERSION)));
  }
  return true;
}

bool read_clients(const LiveWords& words, check::LiveOptions& options, std::ostream& err) {
  for (const std::string& name : words.clients) {
    const auto found = find_clients(name);
    if (found.empty()) {
      return complain(err,
                      "there is no client '" + printable(name) + "'; 'onward clients' lists them");
    }
    options.clients.insert(options.clients.end(), found.begin(), found.end());
  }
  return true;
}

/// A URL a line; empty lines and those that begin with '#' are passed over.
bool read_urls(const std::string& path, const Streams& streams, std::vector<std::string>& urls) {
  std::ifstream file;
  if (path != "-") file.open(path);
  std::istream& in = path == "-" ? streams.in : file;
  if (path != "-" && !file) {
    streams.err << "onward check: " << printable(path) << " can't be read\n";
    return false;
  }
  std::string line;
  for (LineStatus status; (status = read_line(in, streams.out, line)) != LineStatus::End;) {
    const std::string_view text = http::trim(line);
    if (status == LineStatus::TooLong || text.empty() || text.starts_with('#')) continue;
    if (urls.size() >= kMaxUrls) {
      return complain(streams.err, "more than 100,000 URLs");
    }
    urls.emplace_back(text);
  }
  return !in.bad();
}

void show_progress(std::ostream& err, std::size_t done, std::size_t all) {
  const std::size_t full = done * kBarWidth / all;
  err << "\r[" << std::string(full, '#') << std::string(kBarWidth - full, '.') << "] " << done
      << " of " << all << std::flush;
  if (done == all) err << '\n';
}

}  // namespace

bool is_live_url(std::string_view operand) {
  const auto begins_with = [operand](std::string_view scheme) {
    return operand.size() > scheme.size() &&
           base::equals_ignore_case(operand.substr(0, scheme.size()), scheme);
  };
  return begins_with("http://") || begins_with("https://");
}

void LiveWords::add_to(OptionTable& table) {
  table.flags.push_back({"-k,--insecure", &insecure});
  table.flags.push_back({"--uploads", &uploads});
  table.options.push_back({"-X,--request", &method});
  table.options.push_back({"-d,--data", &content});
  table.options.push_back({"--urls", &urls_file});
  table.options.push_back({"--against", &against});
  table.options.push_back({"--cacert", &cacert});
  table.options.push_back({"--max-time", &max_time});
  table.options.push_back({"--at-once", &at_once});
  table.options.push_back({"--pause", &pause});
  table.lists.push_back({"-H,--header", &fields});
  table.lists.push_back({"--resolve", &resolve});
  table.lists.push_back({"--client", &clients});
}

std::string_view LiveWords::idle_option() const {
  if (insecure) return "-k";
  if (uploads) return "--uploads";
  if (method) return "-X";
  if (content) return "-d";
  if (against) return "--against";
  if (cacert) return "--cacert";
  if (max_time) return "--max-time";
  if (at_once) return "--at-once";
  if (pause) return "--pause";
  if (!fields.empty()) return "-H";
  if (!resolve.empty()) return "--resolve";
  if (!clients.empty()) return "--client";
  return "";
}

std::optional<check::LiveReport> ask_servers(const LiveWords& words,
                                             const std::vector<std::string>& disabled,
                                             const Streams& streams, ExitCode& code) {
  code = ExitCode::Usage;
  check::LiveOptions options;
  options.disabled = disabled;
  options.content = words.content.value_or("");
  options.method = words.method.value_or(words.content ? "POST" : "GET");
  options.client.insecure = words.insecure;
  options.client.ca_file = words.cacert.value_or("");
  options.client.resolve = words.resolve;
  options.client.proxies = client::proxies_of(std::getenv);
  options.uploads = words.uploads;
  const bool is_read = read_times(words, options, streams.err) &&
                       read_fields(words, options, streams.err) &&
                       read_clients(words, options, streams.err);
  if (!is_read) return std::nullopt;
  if (!http::Method::parse(options.method)) {
    complain(streams.err, "-X '" + printable(options.method) + "' is no method");
    return std::nullopt;
  }
  std::vector<std::string> urls = words.urls;
  if (words.urls_file && !read_urls(*words.urls_file, streams, urls)) {
    code = ExitCode::Environment;
    return std::nullopt;
  }
  Loaded loaded;
  if (words.against) {
    loaded = load({"check", std::span(&*words.against, 1), std::nullopt}, streams.err);
    code = loaded.code;
    if (!loaded.configuration.table) return std::nullopt;
    options.against = &loaded.configuration;
  }
  const bool has_bar =
      &streams.err == &std::cerr && ::isatty(STDERR_FILENO) == 1 && urls.size() > 1;
  if (has_bar) {
    options.on_progress = [&](std::size_t done, std::size_t all) {
      show_progress(streams.err, done, all);
    };
  }
  options.is_interrupted = [] { return Interrupt::signal() != 0; };
  const Interrupt interrupt;
  code = ExitCode::Yes;
  return check::check_live(urls, options);
}

}  // namespace onward::cli
