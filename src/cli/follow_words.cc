// SPDX-License-Identifier: MIT
// The command line: curl's names for what curl has, our own for what is ours. Everything is checked
// before anything is sent.
// Long: one option a line, and what each becomes.
#include "cli/follow_words.h"

#include "base/ascii.h"
#include "cli/follow_connection.h"
#include "cli/follow_content.h"
#include "cli/options.h"
#include "cli/show.h"
#include "cli/size.h"
#include "client/credentials.h"
#include "onward/redirect/policy.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ostream>
#include <utility>

namespace onward::cli {
namespace {

using Text = std::optional<std::string>;

/// The words as they stand; nothing is understood yet.
struct Words {
  std::vector<std::string> urls;
  Text method, upload, output, user, proxy, proxy_user, no_proxy, cookie, cookie_jar, agent,
      referer, write_out, ca_file;
  Text max_time, connect_timeout, max_redirects, policy, cache, spool_limit, expect_over;
  std::vector<std::string> data, data_binary, data_raw, form, fields, proxy_fields, resolve;
  std::vector<std::string> trusted, secrets;
  bool remote_name = false, head = false, include = false, insecure = false,
       allow_downgrade = false;
  bool follows = false;  ///< curl's -L: so it is here, asked or not
  bool keep_method = false, deny_private = false, http11 = false, http2 = false, h2_direct = false;
};

OptionTable table_of(Words& words, Follow& follow) {
  return {.command = "follow",
          .flags = {{"-L,--location", &words.follows},
                    {"-I,--head", &words.head},
                    {"-i,--include", &words.include},
                    {"-O,--remote-name", &words.remote_name},
                    {"-k,--insecure", &words.insecure},
                    {"-f,--fail", &follow.fail},
                    {"-s,--silent", &follow.silent},
                    {"-S,--show-error", &follow.show_errors},
                    {"-v,--verbose", &follow.verbose},
                    {"--trace", &follow.trace},
                    {"--json", &follow.json},
                    {"--keep-method", &words.keep_method},
                    {"--allow-downgrade", &words.allow_downgrade},
                    {"--deny-private", &words.deny_private},
                    {"--http1.1", &words.http11},
                    {"--http2", &words.http2},
                    {"--http2-prior-knowledge", &words.h2_direct}},
          .options = {{"-X,--request", &words.method},
                      {"-T,--upload-file", &words.upload},
                      {"-o,--output", &words.output},
                      {"-u,--user", &words.user},
                      {"-x,--proxy", &words.proxy},
                      {"-U,--proxy-user", &words.proxy_user},
                      {"--noproxy", &words.no_proxy},
                      {"-b,--cookie", &words.cookie},
                      {"-c,--cookie-jar", &words.cookie_jar},
                      {"-A,--user-agent", &words.agent},
                      {"-e,--referer", &words.referer},
                      {"-w,--write-out", &words.write_out},
                      {"--cacert", &words.ca_file},
                      {"-m,--max-time", &words.max_time},
                      {"--connect-timeout", &words.connect_timeout},
                      {"--max-redirects,--max-redirs", &words.max_redirects},
                      {"--policy", &words.policy},
                      {"--cache", &words.cache},
                      {"--spool-limit", &words.spool_limit},
                      {"--expect-over", &words.expect_over}},
          .lists = {{"-d,--data", &words.data},
                    {"--data-binary", &words.data_binary},
                    {"--data-raw", &words.data_raw},
                    {"-F,--form", &words.form},
                    {"-H,--header", &words.fields},
                    {"--proxy-header", &words.proxy_fields},
                    {"--resolve", &words.resolve},
                    {"--trust-origin", &words.trusted},
                    {"--secret-field", &words.secrets}},
          .operands = &words.urls};
}

/// "http://" is put before what has no scheme, as curl and browsers do.
std::string with_scheme(const std::string& text) {
  const std::string begin = base::to_lower(text.substr(0, 6));
  const bool has_one =
      text.find("://") != std::string::npos || begin.starts_with("http:/") || begin == "https:";
  return has_one ? text : "http://" + text;
}

/// Scheme, host and port alone: what stands beside them would be ignored, and in
/// "http://api.example@127.0.0.1" what looks like the host is not.
std::optional<std::string> read_origin(std::string_view text) {
  const auto url = url::parse(text);
  if (!url || (url->scheme() != "http" && url->scheme() != "https")) return std::nullopt;
  if (text.find_first_of("@?#") != text.npos || url->pathname() != "/") return std::nullopt;
  return url->origin();
}

/// Reads a command line step by step; the first mistake is said and ends it.
class FollowReader {
 public:
  FollowReader(Words& words, Follow& follow, std::ostream& err)
      : words_(words), follow_(follow), err_(err) {}

  ExitCode code() const { return code_; }

  bool read() {
    return read_url() && read_policy() && read_limits() && read_connection() && read_fields() &&
           read_content() && read_output();
  }

 private:
  bool refuse(std::string_view what, std::string_view why) {
    err_ << "onward follow: '" << printable(what) << "' " << why << '\n';
    return false;
  }

  bool refuse_number_of_urls() {
    err_ << "onward follow: give one URL";
    if (!words_.urls.empty()) {
      err_ << ", not " << words_.urls.size() << ':';
      for (const std::string& word : words_.urls) err_ << " '" << printable(word) << '\'';
    }
    err_ << "\nTry 'onward help follow'.\n";
    return false;
  }

  bool read_url() {
    if (words_.urls.size() != 1) return refuse_number_of_urls();
    const std::string& given = words_.urls.front();
    if (given.empty() || given.starts_with('/')) {
      return refuse(given, "is no URL; write http://api.example.com/");
    }
    const std::string text = with_scheme(given);
    auto url = url::parse(text);
    if (!url) {
      err_ << "onward follow: no valid URL: " << message(url.error().code) << '\n'
           << point_at(text, url.error().offset);
      return false;
    }
    if (url->scheme() != "http" && url->scheme() != "https") {
      return refuse(url->scheme(), "is a scheme that cannot be followed; http and https can");
    }
    follow_.request = std::make_unique<client::Request>(
        client::Request{http::Method("GET"), *std::move(url), {}, nullptr, false});
    return true;
  }

  bool read_policy() {
    redirect::Policy& policy = follow_.options.policy;
    if (words_.policy) {
      const redirect::Policy* found = redirect::Policy::find(*words_.policy);
      if (found == nullptr) {
        return refuse(*words_.policy, "is no policy; there are onward, fetch and strict");
      }
      policy = *found;
    }
    if (words_.keep_method) policy.keep_method = true;
    if (words_.allow_downgrade) policy.allow_downgrade = true;
    for (const std::string& text : words_.trusted) {
      const auto origin = read_origin(text);
      if (!origin) return refuse(text, "is no origin; write https://api.example.com");
      policy.trusted_origins.push_back(*origin);
    }
    for (const std::string& name : words_.secrets) {
      if (!http::is_token(name)) return refuse(name, "is no name of a field");
      policy.secret_fields.push_back(name);
    }
    return true;
  }

  bool read_number(const Text& text, int& number) {
    if (!text) return true;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, number);
    if (error == std::errc() && stop == end && number >= 0) return true;
    return refuse(*text, "is no number of redirects");
  }
  bool read_time(const Text& text, std::chrono::milliseconds& time) {
    if (!text) return true;
    const auto read = read_seconds(*text);
    if (!read) return refuse(*text, "is no time; write seconds, as 5 or 0.5");
    time = *read;
    return true;
  }
  bool read_bytes(const Text& text, std::uint64_t& bytes) {
    if (!text) return true;
    const auto read = read_size(*text);
    if (!read) return refuse(*text, "is no size; write bytes, or as 64k, 8M, 2G");
    bytes = *read;
    return true;
  }

  bool read_limits() {
    client::Options& options = follow_.options;
    return read_number(words_.max_redirects, options.policy.max_redirects) &&
           read_time(words_.max_time, options.max_time) &&
           read_time(words_.connect_timeout, options.connect_timeout) &&
           read_bytes(words_.spool_limit, spool_.bytes) &&
           read_bytes(words_.expect_over, options.expect_over_bytes);
  }

  bool read_connection() {
    client::Options& options = follow_.options;
    options.insecure = words_.insecure;
    options.ca_file = words_.ca_file.value_or("");
    options.resolve = words_.resolve;
    options.deny_private = words_.deny_private;
    if (words_.http11) options.version = client::HttpVersion::Http11;
    if (words_.http2) options.version = client::HttpVersion::Http2;
    if (words_.h2_direct) options.version = client::HttpVersion::Http2PriorKnowledge;
    if (const char* folder = variable("TMPDIR")) spool_.folder = folder;
    for (const std::string& entry : options.resolve) {
      if (!is_resolve_entry(entry)) return refuse(entry, "is not HOST:PORT:ADDRESS");
    }
    return check_files() && read_cookies() && read_proxy();
  }

  bool refuse_file(const std::string& path, std::string_view why) {
    code_ = ExitCode::Environment;
    err_ << "onward follow: " << printable(path) << ": " << why << '\n';
    return false;
  }

  bool check_files() {
    if (words_.ca_file) {
      const std::string_view why = why_unreadable(*words_.ca_file);
      if (!why.empty()) return refuse_file(*words_.ca_file, why);
    }
    if (!words_.cookie_jar || *words_.cookie_jar == "-") return true;
    const std::string_view why = why_unwritable(*words_.cookie_jar);
    return why.empty() || refuse_file(*words_.cookie_jar, why);
  }

  bool read_cookies() {
    if (words_.cookie_jar) follow_.options.cookie_jar = *words_.cookie_jar;
    if (!words_.cookie) return true;
    // As curl: with "=" it is cookies, without it is a file.
    if (words_.cookie->find('=') != std::string::npos) return add("Cookie", *words_.cookie);
    follow_.options.cookies = true;
    follow_.options.cookie_file = *words_.cookie;
    return true;
  }

  bool has_proxy() const { return follow_.options.proxies.is_any(); }

  /// -x '' is no proxy, whatever the environment says.
  bool read_proxy() {
    client::Options& options = follow_.options;
    options.proxies = client::proxies_of(std::getenv);
    if (words_.proxy) options.proxies.http = options.proxies.https = *words_.proxy;
    for (const std::string& proxy : {options.proxies.http, options.proxies.https}) {
      if (!proxy.empty() && !is_proxy(proxy)) {
        return refuse(proxy, "is no proxy; write http://proxy.example:3128, or socks5h://...");
      }
    }
    options.proxy_user = words_.proxy_user.value_or("");
    if (words_.no_proxy) options.proxies.no_proxy = *words_.no_proxy;
    if (!options.deny_private || !has_proxy()) return true;
    return refuse(words_.proxy ? "-x" : proxy_variable(),
                  "is a proxy: behind it the addresses of servers are not known, so --deny-private "
                  "can't refuse any; -x '' goes without one");
  }

  /// RFC 9110 §11.7.2: Proxy-Authorization is for the proxy, at each hop, and for nobody else.
  http::Fields& place_of(std::string_view name) {
    const bool is_proxys = has_proxy() && base::equals_ignore_case(name, "Proxy-Authorization");
    return is_proxys ? follow_.options.proxy_fields : follow_.request->fields;
  }

  bool add(std::string_view name, std::string_view value) {
    return add_to(place_of(name), name, value);
  }

  bool add_to(http::Fields& fields, std::string_view name, std::string_view value) {
    const auto field_name = http::FieldName::parse(name);
    const auto field_value = http::FieldValue::parse(http::trim(value));
    const bool is_field = field_name && field_value;
    if (is_field && fields.add(*field_name, *field_value)) return true;
    return refuse(std::string(name).append(": ").append(value), "is no field; write 'Name: value'");
  }

  bool has(std::string_view name) const { return follow_.request->fields.view().contains(name); }

  bool read_field(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) {
      // As curl: "Name;" is a field with an empty value.
      if (text.ends_with(';')) return add(text.substr(0, text.size() - 1), "");
      return refuse(text, "is no field; write 'Name: value'");
    }
    const std::string_view name = std::string_view(text).substr(0, colon);
    const std::string_view value = http::trim(std::string_view(text).substr(colon + 1));
    if (base::equals_ignore_case(name, "Transfer-Encoding")) {
      if (!base::equals_ignore_case(value, "chunked")) {
        return refuse(text, "can't be done; 'Transfer-Encoding: chunked' can");
      }
      follow_.request->chunked = true;
      return true;
    }
    if (base::equals_ignore_case(name, "Content-Length")) {
      return refuse(text, "follows from the content; leave it out");
    }
    if (value.empty()) return leave_out(name);
    return add(name, value);
  }

  /// As curl: "Name:" takes out a field that would be sent unasked.
  bool leave_out(std::string_view name) {
    if (base::equals_ignore_case(name, "Expect")) {
      follow_.options.expect_over_bytes = client::kNeverExpect;
    }
    left_out_.push_back(base::to_lower(name));
    return true;
  }

  bool add_default(std::string_view name, std::string_view value) {
    const bool is_left_out = std::ranges::find(left_out_, base::to_lower(name)) != left_out_.end();
    return has(name) || is_left_out || value.empty() || add(name, value);
  }

  bool read_proxy_fields() {
    for (const std::string& text : words_.proxy_fields) {
      const std::size_t colon = text.find(':');
      if (colon == std::string::npos) return refuse(text, "is no field; write 'Name: value'");
      const std::string_view value = std::string_view(text).substr(colon + 1);
      if (!add_to(follow_.options.proxy_fields, text.substr(0, colon), value)) return false;
    }
    return true;
  }

  bool read_fields() {
    for (const std::string& text : words_.fields) {
      if (!read_field(text)) return false;
    }
    if (!read_proxy_fields()) return false;
    // As curl: of -u and a field that says Authorization, the field counts.
    const std::string user = words_.user ? credentials(*words_.user) : "";
    if (!add_default("Authorization", user)) return false;
    if (words_.referer && !add("Referer", *words_.referer)) return false;
    const std::string agent = words_.agent.value_or(std::string("onward/") + ONWARD_VERSION);
    return add_default("User-Agent", agent) && add_default("Accept", "*/*");
  }

  static std::string credentials(const std::string& user) {
    const std::size_t colon = user.find(':');
    if (colon == std::string::npos) return client::basic_credentials(user, "");
    return client::basic_credentials(user.substr(0, colon), user.substr(colon + 1));
  }

  bool check_content() {
    const int kinds =
        (has_data() ? 1 : 0) + (words_.form.empty() ? 0 : 1) + (words_.upload ? 1 : 0);
    if (kinds > 1) {
      err_ << "onward follow: -d, -F and -T are three kinds of content; use one\n";
      return false;
    }
    for (const std::string& word : words_.form) {
      if (word.find('=') == std::string::npos) {
        return refuse(word, "is no field of a form; write name=value");
      }
    }
    return true;
  }

  bool has_data() const {
    return !words_.data.empty() || !words_.data_binary.empty() || !words_.data_raw.empty();
  }

  bool read_content() {
    if (!check_content()) return false;
    ContentWords words{.data = {}, .form = words_.form, .upload = words_.upload, .spool = spool_};
    for (const std::string& text : words_.data) words.data.push_back({SentText::Kind::Text, text});
    for (const std::string& text : words_.data_binary) {
      words.data.push_back({SentText::Kind::Binary, text});
    }
    for (const std::string& text : words_.data_raw) {
      words.data.push_back({SentText::Kind::Raw, text});
    }
    auto named = open_content(words, err_);
    if (!named) {
      code_ = ExitCode::Environment;
      return false;
    }
    if (!add_default("Content-Type", named->type)) return false;
    follow_.request->content = std::move(named->content);
    return read_method() && extend_path();
  }

  bool read_method() {
    std::string_view name = "GET";
    if (follow_.request->content) name = words_.upload ? "PUT" : "POST";
    if (words_.head) name = "HEAD";
    if (words_.method) name = *words_.method;
    const auto method = http::Method::parse(name);
    if (!method) return refuse(name, "is no method");
    follow_.request->method = *method;
    return true;
  }

  /// As curl: -T to a URL that ends in "/" puts the file's name behind it.
  bool extend_path() {
    url::Url& url = follow_.request->url;
    if (!words_.upload || *words_.upload == "-" || !url.pathname().ends_with('/')) return true;
    const std::string file = words_.upload->substr(words_.upload->rfind('/') + 1);
    return url.set_pathname(std::string(url.pathname()).append(file));
  }

  bool read_output() {
    follow_.show_heads = words_.include || words_.head;
    follow_.write_out = words_.write_out;
    follow_.options.keeps_hops = words_.write_out.has_value();  // it sums over them
    follow_.cache = words_.cache.value_or("");
    follow_.output = words_.output.value_or("");
    if (words_.remote_name) {
      const std::string_view path = follow_.request->url.pathname();
      follow_.output = path.substr(path.rfind('/') + 1);
      if (follow_.output.empty()) return refuse("-O", "finds no file name in the URL; use -o");
    }
    const bool to_stdout = follow_.output.empty() || follow_.output == "-";
    if (follow_.json && to_stdout && follow_.output == "-") {
      return refuse("-o -", "and --json write to the same place");
    }
    return true;
  }

  Words& words_;
  Follow& follow_;
  std::ostream& err_;
  client::SpoolLimits spool_;
  std::vector<std::string> left_out_;  ///< in lower case
  ExitCode code_ = ExitCode::Usage;
};

}  // namespace

std::optional<Follow> read_follow(Arguments arguments, std::ostream& err, ExitCode& code) {
  Words words;
  Follow follow;
  code = ExitCode::Usage;
  if (!read_options(table_of(words, follow), arguments, err)) return std::nullopt;
  FollowReader reader(words, follow, err);
  if (reader.read()) return follow;
  code = reader.code();
  return std::nullopt;
}

}  // namespace onward::cli
