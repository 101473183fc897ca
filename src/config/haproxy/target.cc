// SPDX-License-Identifier: MIT
//   format = *( text / "%%" / "%[" sample "]" / "%" name )
//
// A `regsub` changes what its expression finds and leaves the rest, and all where it finds nothing:
// it becomes two variants, one with groups for what stays, and one without a change.
#include "config/haproxy/target.h"

#include "base/ascii.h"
#include "config/haproxy/assigned.h"
#include "config/haproxy/maps.h"
#include "config/logic.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace onward::config::haproxy {
namespace {

using rules::Subject;

class Translator {
 public:
  Translator(const Word& word, const Assignments& assigned) : word_(word), assigned_(assigned) {
    target_.variants.emplace_back();
  }

  Target run() {
    std::string_view rest = word_.text;
    if (rest.starts_with("//")) append("{request.scheme}:");
    while (!rest.empty() && target_.why.empty()) {
      if (rest.starts_with("%%")) {
        append("%");
        rest.remove_prefix(2);
      } else if (rest.starts_with("%[")) {
        const std::size_t end = end_of_sample(rest);
        if (end == rest.npos) {
          refuse("'%[' is never closed");
          break;
        }
        is_last_ = end == rest.size();
        is_before_fragment_ = is_last_ || rest[end] == '#';
        fill(read_sample(rest.substr(2, end - 3)));
        rest.remove_prefix(end);
      } else if (rest[0] == '%' && rest.size() > 1 && rest[1] >= 'A' && rest[1] <= 'z') {
        const std::size_t size =
            rest.starts_with("%HP") || rest.starts_with("%HU") || rest.starts_with("%HQ") ? 3 : 0;
        if (size == 0) {
          refuse("'" + std::string(rest.substr(0, 4)) + "' is nothing that a rule can fill in");
          break;
        }
        is_last_ = rest.size() == size;
        if (rest[2] == 'Q') {
          add_query_with_mark();
        } else {
          fill(read_sample(rest[2] == 'P' ? "path" : "url"));
        }
        rest.remove_prefix(size);
      } else {
        append(escape_template(rest.substr(0, 1)));
        has_query_ = has_query_ || rest[0] == '?';
        rest.remove_prefix(1);
      }
    }
    if (word_.text.empty()) refuse("the target is empty");
    check_begin();
    return std::move(target_);
  }

 private:
  /// Behind the "]" of "%[…]".
  static std::size_t end_of_sample(std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] == '\\') {
        ++i;
      } else if (text[i] == '[') {
        ++depth;
      } else if (text[i] == ']' && --depth == 0) {
        return i + 1;
      }
    }
    return text.npos;
  }

  void refuse(std::string why) {
    if (target_.why.empty()) target_.why = std::move(why);
  }

  void append(std::string_view text) {
    for (Variant& variant : target_.variants) variant.to += text;
  }

  const std::string& so_far() const { return target_.variants.back().to; }

  bool in_authority() const {
    const std::size_t slashes = so_far().find("://");
    if (slashes == std::string::npos) return false;
    const std::string_view behind = std::string_view(so_far()).substr(slashes + 3);
    return behind.find_first_of("/?#") == behind.npos &&
           behind.find("{request.path}") == behind.npos &&
           behind.find("{request.target}") == behind.npos;
  }

  void fill(const Sample& sample) {
    if (sample.fetch.name == "str" && sample.converters.empty()) {
      return append(escape_template(sample.fetch.arg(0)));
    }
    if (const auto* assignments = assigned_to(sample, assigned_)) {
      return fill_assigned(sample, *assignments);
    }
    if (sample.fetch.name == kQueryBehind || sample.fetch.name == kQueryBehindAnother) {
      return add_query(sample.fetch.name == kQueryBehindAnother);
    }
    const Known known = know(sample);
    if (is_query_as_sent(known) && so_far().ends_with(kPath) && target_.variants.size() == 1) {
      std::string& to = target_.variants[0].to;
      to.resize(to.size() - kPath.size());
      return add_path_and_query();
    }
    if (is_query_as_sent(known) && is_before_fragment_ && !has_query_) {
      target_.keeps_query = true;
      return;
    }
    if (known.converters.empty()) return fill_plain(known, sample);
    if (known.converters.size() > 1) return refuse(too_much(sample));
    const Call& call = known.converters[0];
    if (is_map(call)) return fill_row(sample);
    if (call.name == "regsub") return fill_regsub(known, call, sample);
    if (call.name == "field" || call.name == "word") return fill_segment(known, call, sample);
    refuse(too_much(sample));
  }

  static constexpr std::string_view kPath = "{request.path}";

  /// The request's query behind all but the fragment is what rules do with it.
  void add_query(bool is_behind_another) {
    if (!is_before_fragment_ || has_query_ != is_behind_another) {
      return refuse("the query stands in the middle of the target");
    }
    target_.keeps_query = true;
    target_.keeps_empty = false;
  }

  static bool is_query_as_sent(const Known& known) {
    return known.part == Part::Target && !known.is_lower && known.converters.size() == 1 &&
           known.converters[0].name == "regsub" && known.converters[0].arg(0) == "^[^?]*" &&
           known.converters[0].arg(1).empty();
  }

  static std::string too_much(const Sample& sample) {
    return "'" + spelled(sample) + "' is nothing that a rule can fill in";
  }

  void fill_plain(const Known& known, const Sample& sample) {
    if (known.is_lower && known.part != Part::Host) {
      return refuse("a rule cannot write '" + spelled(sample) + "' in lower case");
    }
    switch (known.part) {
      case Part::Path:
        return append("{request.path}");
      case Part::Target:
        return add_path_and_query();
      case Part::Query:
        return append("{request.query}");
      case Part::Base:
        target_.fills_host = target_.fills_host || in_authority();
        return append("{request.host}{request.path}");
      case Part::Host:
        target_.fills_host = target_.fills_host || in_authority();
        return append("{request.host}");
      case Part::Parameter:
        return append("{query." + known.name + "}");
      case Part::Method:
        return append("{request.method}");
      default:
        return refuse(too_much(sample));
    }
  }

  /// "?a=b", or nothing.
  void add_query_with_mark() {
    if (!is_last_ || has_query_) return refuse("'%HQ' is taken over at the end of a target alone");
    target_.keeps_query = true;
  }

  /// What a variable or a field was given above.
  void fill_assigned(const Sample& sample, const std::vector<Assignment>& assignments) {
    constexpr std::size_t kMaxVariants = 32;
    const bool was_authority = in_authority();
    if (!sample.converters.empty() || target_.variants.size() * assignments.size() > kMaxVariants) {
      return refuse(too_much(sample));
    }
    std::vector<Variant> variants;
    for (const Variant& variant : target_.variants) {
      bool is_sure = false;
      for (auto one = assignments.rbegin(); one != assignments.rend() && !is_sure; ++one) {
        if (!one->why.empty()) return refuse(one->why);
        // What begins and ends a host must be seen in the same way in all variants.
        if (was_authority && one->value.find_first_of("/?#@:") != std::string::npos) {
          return refuse(too_much(sample));
        }
        Variant& filled = variants.emplace_back(variant);
        filled.to += escape_template(one->value);
        add(filled.also, one->when);
        is_sure = is_always(one->when);
      }
      if (!is_sure && !sample.fetch.name.starts_with("var")) return refuse(too_much(sample));
      if (!is_sure) variants.push_back(variant);
    }
    target_.variants = std::move(variants);
  }

  void add_path_and_query() {
    append("{request.target}");
    has_query_ = true;
  }

  void fill_row(const Sample& sample) {
    if (target_.map) return refuse("two maps in one target");
    target_.map = sample;
    append(std::string(1, kRowValue));
  }

  /// "\1" in a substitution.
  static std::string substituted(std::string_view text, const std::string& stem) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size()) {
        ++i;
        if (text[i] >= '1' && text[i] <= '9') {
          result.append("{").append(stem).append("_").append(1, text[i]).append("}");
          continue;
        }
      }
      result += escape_template(text.substr(i, 1));
    }
    return result;
  }

  /// How an expression can begin in a path: at its first slash, behind it, or nobody knows.
  enum class Begins : std::uint8_t { AtFront, Behind, Anywhere, Unknown };
  static Begins begins(std::string_view expression) {
    if (expression.starts_with('^')) {
      return expression.find('|') == expression.npos ? Begins::AtFront : Begins::Unknown;
    }
    while (expression.starts_with('(')) {
      expression.remove_prefix(expression.starts_with("(?:") ? 3 : 1);
    }
    if (expression.starts_with('/')) return Begins::Anywhere;
    const bool is_letter = !expression.empty() && base::is_alnum(expression[0]);
    return is_letter && expression.find("|/") == expression.npos ? Begins::Behind : Begins::Unknown;
  }

  void fill_regsub(const Known& known, const Call& call, const Sample& sample) {
    const bool is_path = known.part == Part::Path || known.part == Part::Target;
    const std::string_view expression = call.arg(0);
    const std::string_view flags = call.arg(2);
    const Begins where = is_path ? begins(expression) : Begins::Behind;
    const bool is_anchored = expression.starts_with('^');
    if (known.is_lower || (!is_path && known.part != Part::Host) || where == Begins::Unknown ||
        target_.variants.size() > 1 || (flags.find('g') != flags.npos && !is_anchored) ||
        call.arg(1).find("\\0") != std::string_view::npos ||
        (known.part == Part::Target && expression.find("\\?") != expression.npos)) {
      return refuse(too_much(sample));
    }
    std::string inner = with_named_groups(is_anchored ? expression.substr(1) : expression, "sub");
    if (flags.find('i') != flags.npos) inner = "(?i:" + inner + ")";
    const std::string text = substituted(call.arg(1), "sub");
    const bool is_glued = in_authority();
    std::vector<Variant> variants;
    // What is filled in begins with a slash where the host would go on with it.
    if (is_path && where != Begins::Behind) {
      const bool needs_slash = (is_glued || so_far().empty()) && !text.starts_with('/');
      if (needs_slash && !text.empty()) return refuse("the host would go on with the path");
      variants.push_back(changed("^(?:" + inner + (needs_slash ? ")/" : ")") + kBehind,
                                 (needs_slash ? "/" : "") + text + "{behind}", Subject::Path));
      if (needs_slash && is_glued) {
        variants.push_back(changed("^(?:" + inner + ")$", "", Subject::Path));
      }
    }
    if (is_path && where != Begins::AtFront) {
      variants.push_back(changed("^/(?P<before>.*?)(?:" + inner + ")" + kBehind,
                                 "/{before}" + text + "{behind}", Subject::Path));
    }
    if (!is_path) {
      const std::string before = is_anchored ? "" : "(?P<before>.*?)";
      variants.push_back(changed("^" + before + "(?:" + inner + ")" + kBehind,
                                 (is_anchored ? "" : "{before}") + text + "{behind}",
                                 Subject::Host));
      target_.fills_host = target_.fills_host || is_glued;
    }
    const bool is_partial = is_path && where != Begins::Behind && is_glued && variants.size() > 1;
    Known plain;
    plain.part = known.part;
    plain.name = known.name;
    fill_plain(plain, sample);
    if (is_partial) {
      // What is left of the path and does not begin with a slash has no variant.
      rules::Conditions found;
      found.regex =
          rules::Regex{{"^(?:" + inner + ")", word_.place}, engine_for(inner), Subject::Path};
      add(target_.variants.back().also, negation(std::move(found)));
      target_.warning =
          "where what is left of the path does not begin with '/', it would go on with "
          "the host; the rules do not redirect then";
    }
    target_.variants.insert(target_.variants.begin(), variants.begin(), variants.end());
  }

  static constexpr const char* kBehind = "(?P<behind>.*)$";

  Variant changed(const std::string& expression, const std::string& text, Subject subject) const {
    Variant variant = target_.variants[0];
    variant.to += text;
    rules::Conditions when;
    when.regex = rules::Regex{{expression, word_.place}, engine_for(expression), subject};
    add(variant.also, std::move(when));
    return variant;
  }

  /// field(2,/) and word(1,/) of a path.
  void fill_segment(const Known& known, const Call& call, const Sample& sample) {
    std::size_t index = 0;
    const std::string_view digits = call.arg(0);
    std::from_chars(digits.data(), digits.data() + digits.size(), index);
    const bool is_field = call.name == "field";
    if (known.part != Part::Path || call.arg(1) != "/" || index == 0 || index > 50 ||
        call.args.size() > 2 || in_authority() || target_.variants.size() > 1) {
      return refuse(too_much(sample));
    }
    const std::string name = call.name + std::to_string(index);
    const std::string skip = "{" + std::to_string(index - 1) + "}";
    const std::string expression = is_field
                                       ? "^(?:(?:[^/]*/)" + skip + "(?P<" + name + ">[^/]*))?"
                                       : "^(?:/*(?:[^/]+/+)" + skip + "(?P<" + name + ">[^/]+))?";
    rules::Conditions when;
    when.regex = rules::Regex{{expression, word_.place}, rules::Engine::Re2, Subject::Path};
    add(target_.variants[0].also, std::move(when));
    append("{" + name + "}");
  }

  void check_begin() {
    if (!target_.why.empty()) return;
    for (const Variant& variant : target_.variants) {
      const std::string_view to = variant.to;
      const bool is_path = to.starts_with('/') || to.starts_with("{request.path}") ||
                           to.starts_with("{request.target}") || to.starts_with(kRowValue);
      const bool is_url = to.find("://") != to.npos && !to.starts_with("://");
      if (is_path || is_url || (to.find(':') < to.find('/') && !to.starts_with(':'))) continue;
      refuse(to.starts_with('{') ? "what the client sends would say where the target leads"
                                 : "a target is a path that begins with '/', or a URL");
    }
  }

  const Word& word_;
  const Assignments& assigned_;
  Target target_;
  bool is_last_ = false;
  bool is_before_fragment_ = false;
  bool has_query_ = false;
};

}  // namespace

Target read_target(const Word& word, const Assignments& assigned) {
  return Translator(word, assigned).run();
}

}  // namespace onward::config::haproxy
