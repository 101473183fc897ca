// SPDX-License-Identifier: MIT
// What there is to find, in the order of docs/check.md, which tells the same in a table; a test
// compares the two.
#include "onward/check/finding.h"

#include <algorithm>
#include <array>

namespace onward::check {
namespace {

constexpr auto kError = Severity::Error;
constexpr auto kWarning = Severity::Warning;
constexpr auto kNote = Severity::Note;

constexpr std::array kIds{
    Id{"loop", kError, "the redirects never end",
       "A client that follows gives up after some twenty redirects and shows an error; each round "
       "costs it a request (RFC 9110 §15.4: a client ought to detect cyclical redirections).",
       "Correct one of the targets, or remove the rule that leads back."},
    Id{"self-match", kNote, "a rule takes its own target again",
       "The target of the rule is a request that the rule is for once more. It ends, after more "
       "redirects than the author may have thought of.",
       "Let the pattern leave the target out, or put a rule for the target above it."},
    Id{"chain", kWarning, "one redirect leads to another",
       "Each hop costs the client a round trip, often with a new connection, and some clients "
       "follow five at most (RFC 9110 §15.4).",
       "Let the first rule name the last target; --fix does so where a line can be rewritten."},
    Id{"dead-end", kWarning, "a redirect leads to what is gone",
       "The target is a request that another rule answers with 404 or 410.",
       "Correct the target, or answer 410 at once."},
    Id{"shadowed", kWarning, "a rule never decides",
       "A rule above it takes every request that was tried for it; the first that matches decides.",
       "Put the special rule above the general one, or remove it."},
    Id{"unreachable", kWarning, "no request can match",
       "What the rule asks for is in no request: a path begins with '/', a fragment is never sent "
       "(RFC 9110 §4.1), a method and a path of the rule exclude each other.",
       "Correct the source, or remove the rule."},
    Id{"expired", kWarning, "a rule whose time is over",
       "The rule has an end, in expires or between, and it has passed. Its requests get what comes "
       "after it, or are another rule's.",
       "Remove the rule, or give it more time."},
    Id{"duplicate", kNote, "the same rule twice",
       "A rule or a row above has the same source and does the same.", "Remove the second."},
    Id{"conflict", kWarning, "the same source with another target",
       "Two rules or rows are for the same requests and say different things; the first decides, "
       "and the second never does.",
       "Decide which one is meant, and remove the other."},
    Id{"loses-method", kWarning, "a POST becomes a GET",
       "With 301 and 302 browsers and most clients send a POST on as a GET without its content "
       "(RFC 9110 §15.4.2, §15.4.3); 307 and 308 keep both.",
       "Answer 308 instead of 301 and 307 instead of 302, or let the rule take GET alone."},
    Id{"permanent-uncached", kWarning, "a permanent redirect that is kept for ever",
       "301 and 308 may be kept as long as a cache likes where nothing says how long (RFC 9110 "
       "§15.1, RFC 9111 §4.2.2); browsers keep them for ever, and a mistake cannot be taken back.",
       "Say for how long: cache = \"max-age=86400\"."},
    Id{"temporary-cached", kWarning, "a temporary redirect that is cached",
       "302 and 307 are for a while, yet Cache-Control lets clients keep them (RFC 9110 §15.4.3, "
       "§15.4.8), and they go on using the old answer when the rule is gone.",
       "Leave cache out, or make it \"no-store\"; or answer 308 if the move is for good."},
    Id{"downgrade", kWarning, "https leads to http",
       "What a client sent by https it sends on in the clear: path, query and content. Browsers "
       "block such a redirect within a page, and careful clients do not follow it (RFC 9110 §17.1, "
       "§4.2.2).",
       "Write the target with https://."},
    Id{"open-redirect", kError, "the client chooses the host",
       "Whoever makes the link chooses where it leads, while it shows your name: phishing, and the "
       "theft of what is in the query (RFC 9700 §4.11, CWE-601).",
       "Put a '/' between the host and what is filled in; list the hosts in to_hosts."},
    Id{"host-from-request", kWarning, "the target has the host that the request names",
       "The Host field is the client's to choose. A cache in between keeps what one client made it "
       "answer, for all (RFC 9110 §7.2, CWE-644).",
       "List the hosts that are served: hosts = [\"shop.example\"] in [[listen]], or to_hosts."},
    Id{"credentials", kWarning, "a password is sent on",
       "An authorization server must not answer a request that carries a user's credentials with "
       "307 (or 308), as the client repeats the content at the target; 303 is right (RFC 9700 "
       "§4.12).",
       "Answer 303 behind a login form; for a page that only moved let the rule take GET alone."},
    Id{"plain-write", kWarning, "a POST in the clear is sent on to https",
       "Its content and its credentials have crossed the network in the clear by then, and as the "
       "redirect works nobody notices: every call of a client that has http in its configuration "
       "goes both ways (RFC 9110 §17.1). A page that is only read is redirected well.",
       "Refuse what is not read, https = \"redirect_reads\" or a rule with status = 403, and "
       "revoke the keys that came in the clear."},
    Id{"preflight", kNote, "pages of other origins get nothing",
       "A browser asks with a preflight before it sends JSON, PUT or DELETE to another origin. A "
       "redirect of a preflight is refused (Fetch, CORS-preflight fetch), and without cors the "
       "answer gives no permission.",
       "Add cors = { origins = [\"https://app.example\"] } to the rule, if pages use it."},
    Id{"slash-variant", kNote, "the same path with or without a slash is not matched",
       "'/a' and '/a/' are two paths (RFC 3986 §6.2.3); people and links write both.",
       "trailing_slash = \"ignore\", or a rule for the other form: \"/a{/*}?\" takes both."},
    Id{"case-variant", kNote, "the same path in other letters is not matched",
       "Paths are compared with their case (RFC 3986 §6.2.2.1); people type small letters.",
       "ignore_case = true, if the old server did not mind."},
    Id{"escape-variant", kNote, "the same path with other escapes is not matched",
       "Clients differ in whether they escape '(' or '!' and others; to a server these are two "
       "paths (RFC 3986 §2.2).",
       "Add a rule for the escaped form, or put the row in a file of MDN's kind."},
    Id{"limit", kWarning, "beyond what the platform allows",
       "Platforms drop or refuse what is beyond their limits, some of them without a word.",
       "Put rules together with patterns, or serve them elsewhere."},
    Id{"example", kError, "an example is answered otherwise",
       "A [[rule.example]] says what a request is answered, and it is not so.",
       "Correct the rule or the example; 'onward explain' shows why."},
    Id{"refused", kError, "a line that is not honoured",
       "The reader of the file could not make a rule of it.", "See the message."},
    Id{"remark", kWarning, "what the reader of the file remarked",
       "A line is served, but hardly as meant.", "See the message."},
    // Of servers that are asked.
    Id{"no-answer", kError, "a server does not answer",
       "Nothing, or nothing that is HTTP, came back.", "See the message."},
    Id{"bad-location", kError, "a redirect that leads nowhere",
       "A redirect needs one Location, a URI reference (RFC 9110 §10.2.2) to an http or https URL.",
       "Send one Location, an http or https URL or a path."},
    Id{"differs", kError, "a server answers otherwise than the rules say",
       "With --against, status and Location of the first answer are compared with the rules'.",
       "Load the rules on the server, or correct them."},
    Id{"location-reading", kWarning, "clients read the Location differently",
       "Not every client resolves a Location as browsers do (RFC 3986 §5, WHATWG URL); "
       "'onward clients' has who does what.",
       "Send an absolute URL of visible ASCII, without dot segments."},
    Id{"clients-lose", kError, "clients lose the content of the request",
       "Some clients send a request on without its content and report success.",
       "Forward the request for them, or answer an error."},
    Id{"clients-leak", kWarning, "clients send credentials to another origin",
       "Some clients keep Authorization or Cookie where the origin changes (RFC 9110 §15.4).",
       "Keep to one origin."},
    Id{"invites-content", kWarning, "100 Continue, and then a redirect",
       "A client that waits for 100 Continue sends all of its content for nothing (RFC 9110 "
       "§10.1.1).",
       "Decide from the head alone."},
    Id{"waits-for-content", kWarning, "the redirect comes behind the content",
       "The content is sent twice, and a large one may not get there at all.",
       "Decide from the head alone."},
    Id{"cuts-uploads", kWarning, "the connection is cut while content is sent",
       "A reset may overtake the answer: the client sees a broken connection and no redirect (RFC "
       "9112 §9.6).",
       "Close in stages: answer, close the sending side, read what still comes."},
    Id{"unread-content", kError, "content is taken for a request",
       "What was not read of one request stands before the next on the connection: how requests "
       "are "
       "smuggled (RFC 9112 §11.2).",
       "Read the content to its end, or close the connection."},
};

}  // namespace

std::span<const Id> ids() { return kIds; }

const Id* find_id(std::string_view name) {
  const auto* const found = std::ranges::find(kIds, name, &Id::name);
  return found == kIds.end() ? nullptr : found;
}

}  // namespace onward::check
