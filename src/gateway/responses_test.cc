// SPDX-License-Identifier: MIT
// What a sender must and must not write, over everything that the gateway answers by itself: each
// kind of rule and each refusal, to GET, HEAD and POST, over HTTP/1.1 and 1.0. The requirements of
// http-conformance (cispa) are held against them one by one: each is shown here by a check, or
// cannot apply for a reason that stands in a table; one that is in neither fails.
#include "base/ascii.h"
#include "gateway/connection.h"
#include "gateway/redirect.h"
#include "onward/http/date.h"
#include "onward/http/reader.h"
#include "onward/url/url.h"
#include "support/corpora.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

constexpr std::string_view kDate = "Sun, 22 Nov 2026 21:00:00 GMT";

struct Answer {
  std::string request;
  std::string wire;
  int status = 0;
  bool is_to_head = false;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string content;

  std::vector<std::string> values(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& field : fields) {
      if (base::equals_ignore_case(field.first, name)) found.push_back(field.second);
    }
    return found;
  }
  bool has(std::string_view name) const { return !values(name).empty(); }
};

rules::Rule rule(const char* match, const char* to, int status) {
  rules::Rule made;
  made.when.match = {match, {}};
  if (to != nullptr) made.action.to = {to, {}};
  made.action.status = http::Status::from(status).value();
  return made;
}

std::shared_ptr<const rules::Table> every_kind_of_rule() {
  std::vector<rules::Rule> rules;
  for (const int status : {301, 302, 303, 307, 308}) {
    const std::string path = "/" + std::to_string(status) + "/*";
    rules.push_back(rule(path.c_str(), "https://new.example/{0}", status));
    rules.push_back(rule(("/path" + path).c_str(), "/{0}", status));
  }
  for (const int status : {403, 404, 410, 503}) {
    rules.push_back(rule(("/" + std::to_string(status)).c_str(), nullptr, status));
  }
  rules.push_back(rule("/cors/*", "https://new.example/{0}", 307));
  rules.back().action.cors = rules::Cors{};
  rules.back().action.cors->origins = {{"https://app.example", {}}};
  rules.back().action.cors->fields = {{"Content-Type", {}}, {"X-Trace", {}}};
  rules.back().action.cors->expose = {{"Location", {}}};
  rules.back().action.cors->credentials = true;
  rules.push_back(rule("/later", "https://new.example/", 307));
  rules.back().action.retry_after = std::chrono::seconds(30);
  rules.back().action.body = rules::BodyKind::None;
  return rules::compile(rules).table;
}

class Asking {
 public:
  Answer ask(const std::string& request) {
    Connection connection(context_, {}, entrance_, {});
    Output out;
    connection.receive(request, out,
                       Moment{{}, *http::parse_date(kDate, {}), *http::FieldValue::parse(kDate)});
    Answer answer;
    answer.request = request;
    answer.wire = out.unsent();
    answer.is_to_head = request.starts_with("HEAD ");
    http::ResponseReader reader(answer.is_to_head ? http::Method("HEAD") : http::Method("GET"));
    std::string_view rest = answer.wire;
    for (;;) {
      const auto event = reader.read(rest);
      EXPECT_TRUE(event.has_value()) << answer.wire;
      if (!event || event->kind == http::EventKind::More) return answer;
      if (event->kind == http::EventKind::Content) answer.content += event->content;
      rest.remove_prefix(event->consumed);
      if (event->kind == http::EventKind::Head) take_head(reader.head(), answer);
      if (event->kind == http::EventKind::End) break;
    }
    EXPECT_EQ(rest, "") << "bytes behind the answer";
    return answer;
  }

 private:
  static config::Listener listener() {
    config::Listener listener;
    listener.origin.hosts = {"a", "*.a"};
    return listener;
  }
  static void take_head(const http::ResponseHead& head, Answer& answer) {
    answer.status = head.status.code();
    for (const http::Field field : head.fields) {
      answer.fields.emplace_back(field.name, field.value);
    }
  }

  Redirect delivery_{every_kind_of_rule(), nullptr};
  ConnectionContext context_{delivery_, nullptr, {}, {}};
  Entrance entrance_{listener()};
};

std::vector<std::string> requests() {
  std::vector<std::string> all;
  std::vector<std::string> paths = {"/403", "/404", "/410", "/503", "/nothing", "/later"};
  for (const char* status : {"301", "302", "303", "307", "308"}) {
    for (const char* tail :
         {"x", "x/%0d%0aA:%20b?q=%0a", "//evil.example/\\", "\xC3\xBC", "a'b&c"}) {
      paths.push_back(std::string("/").append(status).append("/").append(tail));
      paths.push_back(std::string("/path/").append(status).append("/").append(tail));
    }
  }
  paths.emplace_back("/cors/x");
  const std::string rest = "Host: a\r\nOrigin: https://app.example\r\n";
  for (const std::string& path : paths) {
    for (const char* method : {"GET ", "HEAD ", "POST ", "PURGE ", "OPTIONS "}) {
      for (const char* version : {" HTTP/1.1\r\n", " HTTP/1.0\r\n"}) {
        all.push_back(std::string(method).append(path).append(version).append(rest) + "\r\n");
      }
    }
    const auto add = [&](std::string_view method, std::string_view more) {
      all.emplace_back(method).append(path).append(" HTTP/1.1\r\n").append(rest).append(more);
    };
    add("OPTIONS ", "Access-Control-Request-Method: PUT\r\n\r\n");
    add("POST ", "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n");
    add("GET ", "Connection: upgrade\r\nUpgrade: websocket, h2c\r\n\r\n");
  }
  for (const char* bad :
       {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: b\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: ,\r\n\r\n"}) {
    all.emplace_back(bad);
  }
  return all;
}

bool is_list_of_tokens(std::string_view text) {
  while (true) {
    const std::size_t comma = text.find(',');
    if (!http::is_token(http::trim(text.substr(0, comma)))) return false;
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
  }
}

bool is_media_type(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::size_t end = text.find(';');
  return slash < end && http::is_token(text.substr(0, slash)) &&
         http::is_token(http::trim(text.substr(slash + 1, end - slash - 1)));
}

// A Location as RFC 3986 has it, which a browser understands too.
bool is_reference(const std::string& text) {
  return !text.empty() && http::all_in_class(text, http::byte_class::kTarget) &&
         text.find_first_of("{|}\"<>\\^`") == std::string::npos &&
         url::resolve(text, *url::parse("http://a/")).has_value();
}

template <class Holds>
bool each_value(const Answer& answer, std::string_view name, Holds holds) {
  const auto values = answer.values(name);
  return std::all_of(values.begin(), values.end(), holds);
}

bool has_location_if(const Answer& answer, int status) {
  return answer.status != status || answer.values("Location").size() == 1;
}

using Check = bool (*)(const Answer&);

// One field line for one name, but for lists that several parts add to.
bool has_no_duplicate(const Answer& answer) {
  return std::all_of(answer.fields.begin(), answer.fields.end(), [&](const auto& field) {
    return base::equals_ignore_case(field.first, "Vary") || answer.values(field.first).size() == 1;
  });
}

bool is_clean(const Answer& answer) {
  return std::all_of(answer.fields.begin(), answer.fields.end(), [](const auto& field) {
    return http::is_token(field.first) && http::is_field_value(field.second);
  });
}

const std::map<std::string, Check> kChecks = {
    {"content_length_2XX_connect",
     [](const Answer& a) { return !a.request.starts_with("CONNECT") || a.status == 501; }},
    {"transfer_encoding_2XX_connect",
     [](const Answer& a) { return !a.request.starts_with("CONNECT") || a.status == 501; }},
    {"response_directive_no_cache",
     [](const Answer& a) {
       return each_value(a, "Cache-Control", [](const std::string& value) {
         return value == "no-store" || value == "max-age=86400";
       });
     }},
    {"duplicate_fields", has_no_duplicate},
    {"send_upgrade_101", [](const Answer& a) { return a.status != 101; }},
    {"switch_protocol_without_client", [](const Answer& a) { return a.status != 101; }},
    {"access_control_allow_credentials_grammar",
     [](const Answer& a) {
       return each_value(a, "Access-Control-Allow-Credentials",
                         [](const std::string& value) { return value == "true"; });
     }},
    {"access_control_expose_headers_grammar",
     [](const Answer& a) {
       return each_value(a, "Access-Control-Expose-Headers", is_list_of_tokens);
     }},
    {"access_control_allow_headers_grammar",
     [](const Answer& a) {
       return each_value(a, "Access-Control-Allow-Headers", is_list_of_tokens);
     }},
    {"location_header_grammar",
     [](const Answer& a) { return each_value(a, "Location", is_reference); }},
    {"content_type_grammar",
     [](const Answer& a) { return each_value(a, "Content-Type", is_media_type); }},
    {"content_length_grammar",
     [](const Answer& a) {
       return each_value(a, "Content-Length", [&a](const std::string& value) {
         const bool is_number = value.find_first_not_of("0123456789") == std::string::npos;
         return is_number && (a.is_to_head || value == std::to_string(a.content.size()));
       });
     }},
    {"allow_grammar",
     [](const Answer& a) {
       return (a.status != 405 || a.has("Allow")) && each_value(a, "Allow", is_list_of_tokens);
     }},
    {"content_type_header_required",
     [](const Answer& a) { return a.content.empty() || a.has("Content-Type"); }},
    {"date_header_required", [](const Answer& a) { return a.values("Date").size() == 1; }},
    {"transfer_encoding_http11", [](const Answer& a) { return !a.has("Transfer-Encoding"); }},
    {"field_name_colon_except_for_pseudo_header_fields", is_clean},
    {"field_value_zero_value_lf_cr", is_clean},
    {"field_value_start_or_end_with_whitespace", is_clean},
    {"code_302_location", [](const Answer& a) { return has_location_if(a, 302); }},
    {"code_307_location", [](const Answer& a) { return has_location_if(a, 307); }},
    {"code_308_location", [](const Answer& a) { return has_location_if(a, 308); }},
    {"code_204_no_additional_content",
     [](const Answer& a) {
       return a.status != 204 || (a.wire.ends_with("\r\n\r\n") && !a.has("Content-Length"));
     }},
};

// Statuses and fields that no rule makes the gateway send.
const std::map<std::string, std::vector<std::string>> kNeverSent = {
    {"duplicate_cookie_attribute", {"Set-Cookie"}},
    {"duplicate_cookies", {"Set-Cookie"}},
    {"cookie_IMF_fixdate", {"Set-Cookie"}},
    {"coep_grammar", {"Cross-Origin-Embedder-Policy"}},
    {"csp_ro_grammar", {"Content-Security-Policy-Report-Only"}},
    {"duplicate_csp_ro", {"Content-Security-Policy-Report-Only"}},
    {"xcto_grammar", {"X-Content-Type-Options"}},
    {"sts_grammar", {"Strict-Transport-Security"}},
    {"sts_header_http", {"Strict-Transport-Security"}},
    {"sts_max_age", {"Strict-Transport-Security"}},
    {"age_grammar", {"Age"}},
    {"server_grammar", {"Server"}},
    {"last_modified_grammar", {"Last-Modified"}},
    {"expires_grammar", {"Expires"}},
    {"etag_grammar", {"ETag"}},
    {"content_encoding_grammar", {"Content-Encoding"}},
    {"accept_encoding_grammar", {"Accept-Encoding"}},
    {"code_415_unsupported_media_type", {"415"}},
    {"code_416_content_range", {"416", "Content-Range"}},
    {"code_205_no_content_allowed", {"205"}},
    {"code_401_www_authenticate", {"401"}},
    {"code_304_no_content", {"304"}},
    {"code_304_headers", {"304"}},
};

// About requests, and shown elsewhere; or about what the gateway is not.
const std::map<std::string, const char*> kElsewhere = {
    {"reject_fields_contaning_cr_lf_nul", "Rfc9112Reader.RefusesFieldLines"},
    {"code_400_after_bad_host_request", "Rfc9112Reader.RefusesHosts"},
    {"code_400_if_msg_with_whitespace_between_header_field_and_colon",
     "Rfc9112Reader.RefusesFieldLines"},
    {"allow_crlf_start", "Rfc9112Connection.AnswersAndThen"},
    {"head_get_headers", "Rfc9110Responses.ToHeadAsToGet"},
    {"code_501_unknown_methods", "a redirect holds for methods that are not known, too"},
    {"redirect_after_upgrade_insecure_requests", "what is redirected is the rules' to say"},
    {"STS_header_after_upgrade_insecure_requests", "no HTTPS yet"},
    {"code_101_not_allowed_in_http2", "no HTTP/2 yet"},
    {"accept_patch_presence", "the resource is elsewhere"},
};

TEST(Rfc9110Responses, OfEveryKind) {
  Asking asking;
  std::set<int> statuses;
  for (const std::string& request : requests()) {
    const Answer answer = asking.ask(request);
    SCOPED_TRACE(request + answer.wire);
    statuses.insert(answer.status);
    for (const auto& [id, holds] : kChecks) EXPECT_TRUE(holds(answer)) << id;
    for (const auto& [id, never] : kNeverSent) {
      for (const std::string& name : never) {
        EXPECT_FALSE(answer.has(name) || name == std::to_string(answer.status)) << id;
      }
    }
  }
  const std::set<int> expected = {204, 301, 302, 303, 307, 308, 400, 403,
                                  404, 405, 410, 417, 421, 501, 503, 505};
  EXPECT_EQ(statuses, expected);
}

TEST(Rfc9110Responses, ToHeadAsToGet) {
  Asking asking;
  for (const std::string& request : requests()) {
    if (!request.starts_with("GET ") || request.find("Upgrade") != std::string::npos) continue;
    SCOPED_TRACE(request);
    const Answer to_get = asking.ask(request);
    if (to_get.has("Connection") && to_get.status >= 400) continue;  // refused: said in fewer bytes
    const Answer to_head = asking.ask("HEAD" + request.substr(3));
    EXPECT_EQ(to_head.status, to_get.status);
    EXPECT_EQ(to_head.fields, to_get.fields);
    EXPECT_TRUE(to_head.wire.ends_with("\r\n\r\n"));
  }
}

TEST(Rfc9110Responses, RequirementsOfHttpConformance) {
  const auto rules = test::corpus("cispa-http-conformance/rules.json");
  if (!rules) GTEST_SKIP() << test::kCorpusAbsent;
  for (const auto& row : rules->at("rules").as_array()) {
    const std::string id(row.at("id").as_string());
    EXPECT_EQ(kChecks.count(id) + kNeverSent.count(id) + kElsewhere.count(id), 1U) << id;
  }
}

}  // namespace
}  // namespace onward::gateway
