// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/url/url.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Patterns that URLs are matched against: the WHATWG URL Pattern standard
// (https://urlpattern.spec.whatwg.org/), what browsers and JavaScript call URLPattern.
//
//   using onward::url::Pattern;
//   auto pattern = Pattern::create("https://{:shop.}?example.com/:category/*");
//   pattern->test("https://example.com/books/1984?lang=en");           // true
//   auto match = pattern->exec("https://uk.example.com/books/1984");   // optional<PatternMatch>
//   match->hostname().group("shop");                                   // "uk"
//   match->pathname().group("category");                               // "books"
//   match->pathname().group("0");                                      // "1984"
//
//   auto api = Pattern::create({.pathname = "/api/v1/:id(\\d+)"});      // one component, rest "*"
//   auto relative = Pattern::create("../admin/*", "https://example.com/forum/?page=2");
//   auto loose = Pattern::create("https://example.com/foo", std::nullopt, {.ignore_case = true});
//
// The pattern language, in each of the eight components:
//
//   /about        itself                    :name     a group up to the next "/" (or "." in a host)
//   *             a group of anything       (regexp)  a group that the expression matches
//   {…}           a unit for a modifier     ? + *     after a group or {}: optional, one or more,
//   any
//   \:            the character itself      In a pathname the "/" before a group belongs to it:
//                                           "/a/:b?" matches "/a" and "/a/x", but not "/a/".
//
// A regular expression in a group is ECMAScript with the v flag. It is translated for RE2, which
// matches in linear time; what RE2 cannot match with the same meaning (look-around, references
// back) is an error and never another meaning. docs/conformance.md lists what and why.
namespace onward::url {

/// Longest constructor string, and longest pattern string of one component, in bytes: far above
/// any request target that a server takes (8 KiB).
inline constexpr std::size_t kMaxPatternBytes = std::size_t{64} * 1024;

/// Most groups that one component may have. RE2's time for taking them out is the product of the
/// subject's length, the expression's and their number: 100 groups on an 8 KiB path take 60 ms,
/// 1,000 would take 12 s.
inline constexpr std::size_t kMaxPatternGroups = 100;

/// The components of a pattern, in the standard's order.
enum class PatternComponent : std::uint8_t {
  Protocol,  ///< "https", without ":"
  Username,
  Password,
  Hostname,
  Port,  ///< "" is the scheme's default port
  Pathname,
  Search,  ///< without "?"
  Hash,    ///< without "#"
};
inline constexpr std::size_t kPatternComponents = 8;

/// The component's name in the standard: "hostname".
std::string_view name(PatternComponent component);

/// A pattern, or a URL, component by component (URLPatternInit). In a pattern, an absent component
/// comes from `base_url` where that is less specific than what is given, else it is "*"; in a URL
/// it comes from `base_url`, else it is empty. All strings are UTF-8.
struct PatternInit {
  std::optional<std::string> protocol = std::nullopt;
  std::optional<std::string> username = std::nullopt;
  std::optional<std::string> password = std::nullopt;
  std::optional<std::string> hostname = std::nullopt;
  std::optional<std::string> port = std::nullopt;
  std::optional<std::string> pathname = std::nullopt;
  std::optional<std::string> search = std::nullopt;
  std::optional<std::string> hash = std::nullopt;
  std::optional<std::string> base_url = std::nullopt;
};

struct PatternOptions {
  bool ignore_case = false;  ///< ASCII case, in pathname, search and hash
};

/// Where a pattern is wrong, for people. Error::offset counts in `text`.
///
///   hostname: a group's regular expression is not valid      name(*component), message(code)
///   https://(a{2,1}).example/                                text
///            ^                                               offset
struct PatternFault {
  std::optional<PatternComponent> component;  ///< nullopt where the whole or the base is at fault
  std::string text;  ///< the constructor string, the component's pattern string, or the base URL
};

/// What one component matched (URLPatternComponentResult).
struct ComponentMatch {
  struct Group {
    std::string name;                  ///< "id"; groups without a name are "0", "1", …
    std::optional<std::string> value;  ///< nullopt where the group took no part ("undefined")
  };
  std::string input;          ///< the URL's component, canonical
  std::vector<Group> groups;  ///< in the order of the pattern

  /// The value of a group; nullopt where it took no part, or there is none of that name.
  std::optional<std::string_view> group(std::string_view name) const;
};

/// What a URL matched (URLPatternResult, without the inputs, which the caller has).
struct PatternMatch {
  std::array<ComponentMatch, kPatternComponents> components;

  const ComponentMatch& operator[](PatternComponent component) const {
    return components[static_cast<std::size_t>(component)];
  }
  const ComponentMatch& protocol() const { return (*this)[PatternComponent::Protocol]; }
  const ComponentMatch& username() const { return (*this)[PatternComponent::Username]; }
  const ComponentMatch& password() const { return (*this)[PatternComponent::Password]; }
  const ComponentMatch& hostname() const { return (*this)[PatternComponent::Hostname]; }
  const ComponentMatch& port() const { return (*this)[PatternComponent::Port]; }
  const ComponentMatch& pathname() const { return (*this)[PatternComponent::Pathname]; }
  const ComponentMatch& search() const { return (*this)[PatternComponent::Search]; }
  const ComponentMatch& hash() const { return (*this)[PatternComponent::Hash]; }
};

/// Values for the groups of one component, for Pattern::generate().
using PatternGroups = std::vector<std::pair<std::string, std::string>>;

struct PatternState;  // compiled; src/url/pattern/state.h

/// A compiled pattern. Immutable; share freely. Copies are cheap: they share the compiled state.
class Pattern {
 public:
  /// Compiles a constructor string. Components after the last one given are "*"; a port that is
  /// not given next to a host is the default one. `base_url` is what a relative string needs.
  /// On error `fault`, if given, says where.
  /// Errors: PatternTooLong, PatternSyntax, PatternDuplicateName, PatternRegexp*,
  /// PatternTooComplex, PatternBaseMissing (relative, no base), PatternInvalidComponent, Host* and
  /// UrlPort* (fixed text that no URL has there), Url* and Host* of the base URL.
  [[nodiscard]] static Result<Pattern> create(
      std::string_view constructor_string, std::optional<std::string_view> base_url = std::nullopt,
      PatternOptions options = {}, PatternFault* fault = nullptr);

  /// Compiles a pattern given by component. Errors: the same, but for PatternBaseMissing.
  [[nodiscard]] static Result<Pattern> create(const PatternInit& init, PatternOptions options = {},
                                              PatternFault* fault = nullptr);

  /// Whether a URL matches. A string that is no URL (against `base_url`, if given) does not.
  /// For components without regular expressions and modifiers, the Url form allocates nothing.
  bool test(const Url& url) const;
  bool test(std::string_view url, std::optional<std::string_view> base_url = std::nullopt) const;
  bool test(const PatternInit& init) const;

  /// Matches a URL and takes the groups out; nullopt where it does not match.
  std::optional<PatternMatch> exec(const Url& url) const;
  std::optional<PatternMatch> exec(std::string_view url,
                                   std::optional<std::string_view> base_url = std::nullopt) const;
  std::optional<PatternMatch> exec(const PatternInit& init) const;

  /// A component's pattern string in normal form: create() with it gives the same component.
  std::string_view component(PatternComponent component) const;
  std::string_view protocol() const { return component(PatternComponent::Protocol); }
  std::string_view username() const { return component(PatternComponent::Username); }
  std::string_view password() const { return component(PatternComponent::Password); }
  std::string_view hostname() const { return component(PatternComponent::Hostname); }
  std::string_view port() const { return component(PatternComponent::Port); }
  std::string_view pathname() const { return component(PatternComponent::Pathname); }
  std::string_view search() const { return component(PatternComponent::Search); }
  std::string_view hash() const { return component(PatternComponent::Hash); }

  /// Whether any group has a regular expression of its own (hasRegExpGroups).
  bool has_regexp_groups() const;

  /// Which of two patterns is the more restrictive in one component: 1 if `left` is, -1 if `right`
  /// is, 0 if they are alike. A total order, to try specific patterns first. Part by part:
  /// fixed text > regular expression > :name > *, then none > + > ? > *, then the text by bytes.
  /// Names do not count. (URLPattern.compareComponent, a proposal of the standard.)
  static int compare_component(PatternComponent component, const Pattern& left,
                               const Pattern& right);

  /// The component's text with the groups filled in, canonical: "/:id" and id = "é" give "/%C3%A9".
  /// nullopt where a group has no value, where a value cannot stand there, or where the pattern
  /// has a part that is not fixed text or a plain :name. (URLPattern's generate(), a proposal of
  /// the standard. DEVIATION: a text that the component itself does not match is no result either.)
  std::optional<std::string> generate(PatternComponent component,
                                      const PatternGroups& groups) const;

  /// For this library's other modules, which build indexes over many patterns.
  const PatternState& state() const { return *state_; }

 private:
  explicit Pattern(std::shared_ptr<const PatternState> state) : state_(std::move(state)) {}

  std::shared_ptr<const PatternState> state_;  // never null but after a move
};

}  // namespace onward::url
