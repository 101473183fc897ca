// SPDX-License-Identifier: MIT
// Each reader sees one message and stops; what it saw is compared. llhttp is built in its strict
// mode. Beast keeps fields of one name together and trailers among the head's fields, so that with
// it only the head's fields, sorted by name, are compared.
#include "differential/http_oracles.h"

#include "base/ascii.h"
#include "onward/http/reader.h"

#include <algorithm>
#include <llhttp/llhttp.h>
#include <sstream>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace onward::test {
namespace {

SeenMessage see_head(const http::RequestHead& head) {
  return {std::string(head.method.name()), std::string(head.target.text), {}, {}};
}

SeenMessage see_head(const http::ResponseHead& head) {
  return {std::to_string(head.status.code()), {}, {}, {}};
}

template <class Reader>
std::optional<SeenMessage> see(Reader& reader, std::string_view wire) {
  std::optional<SeenMessage> seen;
  std::string_view unread = wire;
  for (;;) {
    const auto event = reader.read(unread);
    if (!event) return std::nullopt;
    if (event->kind == http::EventKind::Head) {
      seen = see_head(reader.head());
      for (const http::Field field : reader.head().fields) {
        seen->fields.emplace_back(field.name, field.value);
      }
    }
    if (seen) seen->content += event->content;
    unread.remove_prefix(event->consumed);
    if (event->kind != http::EventKind::More && event->kind != http::EventKind::End) continue;
    if (!seen) return std::nullopt;  // no whole head: nothing to compare
    seen->size = wire.size() - unread.size();
    seen->is_whole = event->kind == http::EventKind::End;
    return seen;
  }
}

// What llhttp's callbacks have gathered.
struct Gathered {
  SeenMessage message;
  bool is_head_whole = false;
};

Gathered& gathered(llhttp_t* parser) { return *static_cast<Gathered*>(parser->data); }

int on_url(llhttp_t* parser, const char* at, std::size_t size) {
  gathered(parser).message.target.append(at, size);
  return 0;
}
int on_name(llhttp_t* parser, const char* at, std::size_t size) {
  auto& fields = gathered(parser).message.fields;
  if (!gathered(parser).is_head_whole) fields.back().first.append(at, size);
  return 0;
}
int on_value(llhttp_t* parser, const char* at, std::size_t size) {
  auto& fields = gathered(parser).message.fields;
  if (!gathered(parser).is_head_whole) fields.back().second.append(at, size);
  return 0;
}
int on_value_end(llhttp_t* parser) {
  if (!gathered(parser).is_head_whole) gathered(parser).message.fields.emplace_back();
  return 0;
}
int on_head(llhttp_t* parser) {
  Gathered& here = gathered(parser);
  here.is_head_whole = true;
  here.message.fields.pop_back();
  for (auto& [name, value] : here.message.fields) {
    value = std::string(http::trim(value));  // it leaves the whitespace behind values to its caller
  }
  here.message.method =
      parser->type == HTTP_REQUEST
          ? llhttp_method_name(static_cast<llhttp_method_t>(llhttp_get_method(parser)))
          : std::to_string(llhttp_get_status_code(parser));
  return 0;
}
int on_content(llhttp_t* parser, const char* at, std::size_t size) {
  gathered(parser).message.content.append(at, size);
  return 0;
}
int on_end(llhttp_t* parser) {
  gathered(parser).message.is_whole = true;
  return HPE_PAUSED;
}

llhttp_settings_t llhttp_callbacks() {
  llhttp_settings_t settings;
  llhttp_settings_init(&settings);
  settings.on_url = on_url;
  settings.on_header_field = on_name;
  settings.on_header_value = on_value;
  settings.on_header_value_complete = on_value_end;
  settings.on_headers_complete = on_head;
  settings.on_body = on_content;
  settings.on_message_complete = on_end;
  return settings;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields sorted(Fields fields) {
  for (auto& [name, value] : fields) name = base::to_lower(name);
  std::stable_sort(fields.begin(), fields.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return fields;
}

template <bool kIsRequest>
SeenMessage to_seen(
    const boost::beast::http::message<kIsRequest, boost::beast::http::string_body>& message) {
  SeenMessage seen;
  if constexpr (kIsRequest) {
    seen.method = std::string(message.method_string());
    seen.target = std::string(message.target());
  } else {
    seen.method = std::to_string(message.result_int());
  }
  for (const auto& field : message) {
    seen.fields.emplace_back(field.name_string(), field.value());
  }
  seen.content = message.body();
  return seen;
}

template <bool kIsRequest>
std::optional<SeenMessage> see_beast(std::string_view wire) {
  boost::beast::http::parser<kIsRequest, boost::beast::http::string_body> parser;
  parser.eager(true);
  parser.header_limit(1 << 16);
  parser.body_limit(boost::none);
  boost::beast::error_code error;
  std::size_t used = 0;
  Fields fields;
  while (used < wire.size() && !parser.is_done()) {
    // One step for the head, so that its fields can be told from the trailers.
    parser.eager(parser.is_header_done());
    used += parser.put(boost::asio::buffer(wire.substr(used)), error);
    if (parser.is_header_done() && fields.empty())
      fields = to_seen<kIsRequest>(parser.get()).fields;
    if (error == boost::beast::http::error::need_more) break;
    if (error) return std::nullopt;
  }
  if (!parser.is_header_done()) return std::nullopt;
  SeenMessage seen = to_seen<kIsRequest>(parser.get());
  seen.fields = fields;
  seen.size = used;
  seen.is_whole = parser.is_done();
  return seen;
}

std::string to_text(const std::optional<SeenMessage>& seen) {
  if (!seen) return "refused\n";
  std::ostringstream text;
  text << seen->method << ' ' << seen->target << ' ' << seen->size
       << (seen->is_whole ? " whole" : " begun") << '\n';
  for (const auto& [name, value] : seen->fields) text << "  " << name << '=' << value << '\n';
  text << '[' << seen->content << "]\n";
  return text.str();
}

bool has_field(const SeenMessage& seen, std::string_view name) {
  return std::any_of(seen.fields.begin(), seen.fields.end(), [name](const auto& field) {
    return base::equals_ignore_case(field.first, name);
  });
}

bool is_known_to_llhttp(std::string_view method) {
#define ONWARD_IS_METHOD(number, name, text) || method == #text
  return false HTTP_METHOD_MAP(ONWARD_IS_METHOD);
#undef ONWARD_IS_METHOD
}

// What an oracle does not read as the RFCs have it; a message of that kind is not put to it.
bool is_beyond_llhttp(Role role, const SeenMessage& ours, std::string_view wire) {
  // It refuses methods that it does not know, and hands CONNECT and upgrades to its caller.
  if (role == Role::Request && !is_known_to_llhttp(ours.method)) return true;
  if (ours.method == "CONNECT" || ours.method == "101" || has_field(ours, "Upgrade")) return true;
  // It knows fewer characters in the host of a target than URLs have, and no tab behind a length.
  if (ours.target.find_first_of("{|}") < ours.target.find('/', sizeof("https://") - 1)) return true;
  const std::string_view head = wire.substr(0, wire.find("\r\n\r\n"));
  if (has_field(ours, "Content-Length") && head.find('\t') != std::string_view::npos) return true;
  // RFC 9112 §6.3: 1xx, 204 and 304 end with their head, whatever it says; it reads content there.
  const bool has_no_content =
      role == Role::Response &&
      (ours.method.starts_with('1') || ours.method == "204" || ours.method == "304");
  if (has_no_content &&
      (has_field(ours, "Content-Length") || has_field(ours, "Transfer-Encoding"))) {
    return true;
  }
  // Of chunk extensions it reads "a", "a=b" and "a=\"b\"", without spaces, a value once.
  const std::size_t content = wire.find("\r\n\r\n");
  return has_field(ours, "Transfer-Encoding") && wire.find(';', content) != std::string_view::npos;
}

bool is_token_list(std::string_view value) {
  http::ListElements list(value);
  while (list.next()) {
    if (!http::is_token(list.element())) return false;
  }
  return true;
}

bool is_beyond_beast(Role role, const SeenMessage& ours, std::string_view wire) {
  // It wants the space before a reason phrase that is not there: "HTTP/1.1 204" is refused.
  constexpr std::size_t kStatusLineSize = sizeof("HTTP/1.1 204") - 1;
  if (role == Role::Response && wire.substr(kStatusLineSize).starts_with("\r\n")) return true;
  // It reserves as much memory as a length says.
  if (!ours.is_whole && has_field(ours, "Content-Length")) return true;
  // It takes a trailer for a field of the head and acts on it.
  const std::string behind_head = base::to_lower(wire.substr(wire.find("\r\n\r\n")));
  if (has_field(ours, "Transfer-Encoding") && behind_head.find("connection") != std::string::npos) {
    return true;
  }
  // It refuses what is no token in Connection; ours finds no option that it knows there.
  return std::any_of(ours.fields.begin(), ours.fields.end(), [](const auto& field) {
    const auto& [name, value] = field;
    return (base::equals_ignore_case(name, "Connection") ||
            base::equals_ignore_case(name, "Proxy-Connection")) &&
           !is_token_list(value);
  });
}

// A message that is not whole may still turn out bad, and another reader may see that earlier.
bool differs(const std::optional<SeenMessage>& theirs, const SeenMessage& ours) {
  return theirs ? *theirs != ours : ours.is_whole;
}

// Of a message that is not whole only the head is compared: how much of the rest is taken at once
// is each reader's own affair.
std::optional<SeenMessage> comparable(std::optional<SeenMessage> seen) {
  if (!seen || seen->is_whole) return seen;
  seen->content.clear();
  seen->size = 0;
  return seen;
}

}  // namespace

std::optional<SeenMessage> see_with_onward(Role role, std::string_view wire) {
  if (role == Role::Request) {
    http::RequestReader reader;
    return see(reader, wire);
  }
  http::ResponseReader reader(http::Method("GET"));
  return see(reader, wire);
}

std::optional<SeenMessage> see_with_llhttp(Role role, std::string_view wire) {
  const llhttp_settings_t settings = llhttp_callbacks();
  llhttp_t parser;
  llhttp_init(&parser, role == Role::Request ? HTTP_REQUEST : HTTP_RESPONSE, &settings);
  Gathered here;
  here.message.fields.emplace_back();
  parser.data = &here;
  const auto result = llhttp_execute(&parser, wire.data(), wire.size());
  if (result != HPE_OK && result != HPE_PAUSED && result != HPE_PAUSED_UPGRADE) return std::nullopt;
  if (!here.is_head_whole) return std::nullopt;
  here.message.size = wire.size();
  if (result != HPE_OK) {
    here.message.size = static_cast<std::size_t>(llhttp_get_error_pos(&parser) - wire.data());
  }
  return here.message;
}

std::optional<SeenMessage> see_with_beast(Role role, std::string_view wire) {
  return role == Role::Request ? see_beast<true>(wire) : see_beast<false>(wire);
}

std::string disagreement(Role role, std::string_view wire) {
  while (wire.starts_with("\r\n")) wire.remove_prefix(2);  // Beast does not pass over them
  auto ours = comparable(see_with_onward(role, wire));
  if (!ours) return "";
  if (!is_beyond_llhttp(role, *ours, wire)) {
    const auto theirs = comparable(see_with_llhttp(role, wire));
    if (differs(theirs, *ours)) return "llhttp: " + to_text(theirs) + "onward: " + to_text(ours);
  }
  if (is_beyond_beast(role, *ours, wire)) return "";
  auto theirs = comparable(see_with_beast(role, wire));
  if (theirs) theirs->fields = sorted(theirs->fields);
  ours->fields = sorted(ours->fields);
  if (differs(theirs, *ours)) return "Beast: " + to_text(theirs) + "onward: " + to_text(ours);
  return "";
}

}  // namespace onward::test
