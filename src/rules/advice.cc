// SPDX-License-Identifier: MIT
// RFC 9110 §15.4 in sentences: whether a method and its content survive (307, 308) or may not (301,
// 302) or must not (303), and for how long a client may remember the move.
// Fetch, "HTTP-redirect fetch" in sentences: what a page of another origin meets.
#include "rules/advice.h"

#include "base/ascii.h"
#include "onward/url/url.h"
#include "rules/cors.h"
#include "rules/findings.h"

#include <algorithm>
#include <array>
#include <optional>

namespace onward::rules {
namespace {

/// What the methods of a rule have in common.
enum class Methods { Safe, Unsafe, All };

Methods methods_of(const Rule& rule) {
  if (rule.when.methods.empty()) return Methods::All;
  const auto is_safe = [](const Text& name) {
    const auto method = http::Method::parse(name.value);
    return method && method->is_safe();
  };
  const auto& methods = rule.when.methods;
  return std::all_of(methods.begin(), methods.end(), is_safe) ? Methods::Safe : Methods::Unsafe;
}

std::string why_method(int code, Methods methods) {
  const std::string who = methods == Methods::All
                              ? "the rule matches every method, and with "
                              : "the rule matches methods that write, and with ";
  const std::string number = std::to_string(code);
  switch (code) {
    case 301:
    case 302:
      return who + number +
             " browsers send a POST on as a GET without its content (RFC 9110 §15.4." +
             (code == 301 ? "2" : "3") + ")";
    case 303:
      return who +
             "303 every method becomes a GET without content (RFC 9110 §15.4.4); that is right "
             "to show a page after a form was taken, not to move an address";
    default:
      return who + number + " method and content stay as they are (RFC 9110 §15.4." +
             (code == 307 ? "8" : "9") + ")";
  }
}

std::string for_safe_methods(int code) {
  switch (code) {
    case 301:
      return "301 fits: the rule matches only methods that every client repeats as they are, and "
             "the move is for good (RFC 9110 §15.4.2); 308 would say the same";
    case 302:
      return "302 fits: the rule matches only methods that every client repeats as they are, and "
             "the move is for a while (RFC 9110 §15.4.3); 307 would say the same, 301 that it is "
             "for good";
    case 303:
      return "302 or 307 fits better than 303: nothing was written whose result is shown elsewhere "
             "(RFC 9110 §15.4.4); 301 or 308 if the move is for good";
    case 307:
      return "307 fits: the move is for a while (RFC 9110 §15.4.8); 308 or 301 if it is for good, "
             "as these may be remembered";
    default:
      return "308 fits: the move is for good (RFC 9110 §15.4.9); 301 would say the same, as the "
             "rule matches only methods that every client repeats as they are";
  }
}

std::string for_all_methods(int code, Methods methods) {
  const std::string why = why_method(code, methods);
  switch (code) {
    case 301:
      return "308 fits better than 301: " + why + "; 307 if the move is for a while";
    case 302:
      return "307 fits better than 302: " + why + "; 308 if the move is for good";
    case 303:
      return "307 fits better than 303 for a move: " + why + "; 308 if the move is for good";
    case 307:
      return "307 fits: " + why +
             ", and nothing is remembered; 308 if the move is for good, 303 to answer a form with "
             "a page";
    default:
      return "308 fits: " + why + ", and clients may remember it; 307 if the move is for a while";
  }
}

/// Pages where passwords are sent, by their usual names.
bool may_take_credentials(const Rule& rule) {
  if (!rule.when.match || methods_of(rule) == Methods::Safe) return false;
  const std::string path = base::to_lower(rule.when.match->value);
  constexpr std::array<std::string_view, 5> kNames{"login", "signin", "sign-in", "authorize",
                                                   "oauth"};
  return std::any_of(kNames.begin(), kNames.end(), [&path](std::string_view name) {
    return path.find(name) != std::string::npos;
  });
}

}  // namespace

std::string status_advice(const Rule& rule, const Response& response) {
  const int code = response.status.code();
  if (response.location.empty()) return "";
  const Methods methods = methods_of(rule);
  std::string advice =
      methods == Methods::Safe ? for_safe_methods(code) : for_all_methods(code, methods);
  if ((code == 307 || code == 308) && may_take_credentials(rule)) {
    advice +=
        "; where the request carries a user's password to an authorization server, 303 it must be, "
        "so that the password is not sent on (RFC 9700 §4.12)";
  }
  return advice;
}

namespace {

constexpr std::string_view kAnyOrigin = "https://app.example";

/// A request that a browser sends without asking first (Fetch, "CORS-safelisted method").
bool is_simple(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "POST";
}

/// The values of a response's field, as `name` has it.
std::string_view value_of(const Response& response, std::string_view name) {
  for (const ResponseField& field : response.fields) {
    if (field.name.text() == name) return field.value.text();
  }
  return {};
}

std::string missing_permission(const Rule& rule, std::string_view origin) {
  const std::string quoted = "\"" + shown(origin) + "\"";
  if (!rule.action.cors) return "add cors = { origins = [" + quoted + "] } to the rule";
  return "add " + quoted + " to the origins of the rule's cors";
}

std::string of_preflight(const Rule& rule, const Response& response, std::string_view origin) {
  if (!value_of(response, "Access-Control-Allow-Origin").empty()) {
    return "This is a preflight, and it is answered with permission; a preflight is never "
           "redirected, as browsers refuse that. The request behind it gets the redirect.";
  }
  return "This is a preflight, and it is answered without permission: the browser does not send "
         "the "
         "request. To let it, " +
         missing_permission(rule, origin) + ".";
}

/// What the browser does at the new origin.
std::string at_new_origin(const Rule& rule, std::string_view method, const url::Url& from,
                          const url::Url& to, std::string_view origin) {
  if (url::same_origin(from, to)) {
    return " It follows within the same origin, where the answer needs "
           "Access-Control-Allow-Origin as well.";
  }
  std::string text = " It follows to " + to.origin();
  if (to.origin() == origin) {
    text +=
        ", the page's own origin, yet as another redirect across origins: it sends \"Origin: "
        "null\"";
  } else {
    text += " and sends \"Origin: null\" there, as this is the second change of origin";
  }
  text += ", so that the answer needs \"Access-Control-Allow-Origin: *\" or \"null\"";
  if (rule.action.cors && rule.action.cors->credentials) {
    text += " (\"null\" where credentials go along: \"*\" is refused then)";
  }
  text += ". ";
  text += is_simple(method)
              ? "If the request needed a preflight here, as JSON or fields of one's own do, it "
                "needs another one there"
              : "A second preflight goes there";
  return text + "; Authorization is not sent on.";
}

}  // namespace

std::string cors_advice(const Rule& rule, const Request& request, std::string_view url,
                        const Response& response) {
  const std::string_view origin = request.head.fields.find("Origin").value_or(kAnyOrigin);
  if (preflight_method(request.head)) return of_preflight(rule, response, origin);
  if (response.location.empty()) return "";
  const auto from = url::parse(url);
  if (!from || from->origin() == origin) return "";
  const auto to = url::resolve(response.location, *from);
  if (!to) return "";

  const bool is_named = request.head.fields.contains("Origin");
  const bool is_allowed = !value_of(response, "Access-Control-Allow-Origin").empty() ||
                          (!is_named && rule.action.cors.has_value());
  const std::string page = is_named ? "A page of " + shown(origin) : "A page of another origin";
  if (!is_allowed) {
    return page +
           " that fetches this gets a network error: the redirect has no "
           "Access-Control-Allow-Origin, so that the browser does not follow it (Fetch, "
           "HTTP-redirect fetch). To let it, " +
           missing_permission(rule, origin) + ".";
  }
  return page + (is_named ? "" : " that cors lists") + " may fetch this." +
         at_new_origin(rule, request.head.method.name(), *from, *to, origin);
}

}  // namespace onward::rules
