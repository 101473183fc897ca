// SPDX-License-Identifier: MIT
// Piece by piece, with an eye on the section of the URL that a piece stands in: a host may be
// filled in from the request's own host, or in front of a domain that is written out; a path of the
// request brings its query where it ends the target.
#include "config/nginx/template_text.h"

#include "base/ascii.h"
#include "config/pattern_text.h"

#include <algorithm>

namespace onward::config::nginx {
namespace {

class TemplateWriter {
 public:
  TemplateWriter(const State& state, const Redirect& redirect, const Value& value,
                 const Assembled& assembled)
      : state_(state), redirect_(redirect), value_(value), assembled_(assembled) {}

  TargetText run() {
    if (redirect_.keeps_args) result_.query = rules::QueryPolicy::KeepNonempty;
    for (at_ = 0; at_ < value_.size() && result_.why.empty(); ++at_) add(value_[at_]);
    if (has_fragment_ && redirect_.is_rewrite && result_.query != rules::QueryPolicy::Drop) {
      warn(
          "nginx puts the request's query behind the fragment, where no server sees it; here it "
          "comes before");
    }
    return std::move(result_);
  }

 private:
  enum class Section { Scheme, Host, Path, Query, Fragment };

  void warn(std::string_view text) {
    if (result_.warning.empty()) result_.warning = text;
  }
  bool is_last() const { return at_ + 1 == value_.size(); }

  void add(const Piece& piece) {
    switch (piece.source) {
      case Source::Text:
        return add_text(piece.text);
      case Source::Scheme:
        result_.to += "{request.scheme}";
        return;
      case Source::Host:
      case Source::HttpHost:
        return add_host(piece);
      case Source::Uri:
        section_ = std::max(section_, Section::Path);
        result_.to += assembled_.uri;
        return;
      case Source::RequestUri:
        return add_request_uri();
      case Source::Args:
        return add_args();
      case Source::IsArgs:
        return add_is_args();
      case Source::Argument:
        return add_argument(piece);
      case Source::Method:
        return in_path_or_query("{request.method}");
      case Source::Group:
        return add_group(piece);
      default:
        break;
    }
    result_.why = piece.source == Source::Unknown
                      ? "nothing is known of $" + piece.text + " here"
                      : "a target cannot hold this part of a request here";
  }

  /// "?$arg_x": its "?" stands without the parameter, too.
  void add_argument(const Piece& piece) {
    const bool is_all = result_.to.ends_with('?') && section_ == Section::Query;
    if (is_all && result_.query == rules::QueryPolicy::Drop) {
      result_.query = rules::QueryPolicy::AsWritten;
    }
    in_path_or_query("{query." + piece.text + "}");
  }

  void leave_host_open() {
    result_.why = "a client could choose the host that the redirect leads to";
    result_.about = rules::About::HostOfClient;
  }

  void in_path_or_query(const std::string& text) {
    if (section_ <= Section::Host) {
      leave_host_open();
      return;
    }
    result_.to += text;
  }

  void add_text(std::string_view text) {
    for (const char c : text) {
      if (section_ == Section::Scheme && std::string_view(result_.to).ends_with("://")) {
        section_ = Section::Host;
      }
      if (c == '/' && (section_ == Section::Host || result_.to.empty())) section_ = Section::Path;
      if (c == '?' && section_ <= Section::Path) section_ = Section::Query;
      if (c == '#' && section_ <= Section::Query) {
        section_ = Section::Fragment;
        has_fragment_ = true;
      }
      if (c == '{' || c == '}') result_.to += c;
      result_.to += c;
    }
    if (section_ == Section::Scheme && result_.to.ends_with("://")) section_ = Section::Host;
  }

  void add_host(const Piece& piece) {
    if (piece.source == Source::HttpHost) {
      warn("$http_host has the port that the client wrote into Host; here the port is left out");
    }
    result_.to += "{request.host}";
    if (section_ > Section::Host) return;
    section_ = Section::Host;
    allow_hosts_of_request();
  }

  /// The hosts that this rule is for, or every host where they are not listed.
  void allow_hosts_of_request() {
    std::vector<std::string> hosts;
    for (const rules::Text& host : assembled_.hosts) {
      std::string name = host.value;
      std::erase(name, '\\');
      const bool is_plain = name.find_first_of("*:{}()?+", 1) == std::string::npos &&
                            (name[0] != '*' || name.starts_with("*."));
      if (!is_plain) {
        hosts.clear();
        break;
      }
      hosts.push_back(std::move(name));
    }
    if (hosts.empty()) hosts.emplace_back("*");
    for (std::string& host : hosts) {
      if (std::ranges::find(result_.to_hosts, host) == result_.to_hosts.end()) {
        result_.to_hosts.push_back(std::move(host));
      }
    }
  }

  void add_request_uri() {
    result_.query = rules::QueryPolicy::Keep;  // it is in it, and an empty one, too
    // A rewrite undoes the escapes of its target's path.
    const bool is_as_sent = section_ >= Section::Query || (is_last() && !redirect_.is_rewrite);
    result_.to += is_as_sent ? "{request.target}" : "{request.path}";
    if (section_ >= Section::Query) return;
    section_ = Section::Path;
    if (is_last()) return;
    warn("what follows $request_uri stands behind the query in nginx, and behind the path here");
  }

  void add_args() {
    if (section_ <= Section::Path && at_ > 0 && value_[at_ - 1].source == Source::IsArgs) {
      result_.query = rules::QueryPolicy::KeepNonempty;
      return;
    }
    in_path_or_query("{request.query}");
    result_.query = rules::QueryPolicy::AsWritten;
  }

  void add_is_args() {
    const bool has_args = at_ + 2 == value_.size() && value_[at_ + 1].source == Source::Args;
    if (has_args && section_ <= Section::Path) return;
    result_.why = "$is_args without $args at the end of the target is not understood here";
  }

  void add_group(const Piece& piece) {
    const std::string group = group_text(piece);
    if (group.empty()) {
      if (result_.why.empty()) result_.why = "$" + piece.text + " is a group that there is not";
      return;
    }
    if (section_ > Section::Host) {
      result_.to += group;
      return;
    }
    if (group.starts_with('/') && section_ == Section::Host) {
      section_ = Section::Path;
      result_.to += group;
      return;
    }
    if (is_of_host(piece)) {
      section_ = Section::Host;
      result_.to += group;
      allow("*");
      return;
    }
    const bool is_start = result_.to.ends_with("://") || result_.to.ends_with('.');
    const std::string domain = domain_behind();
    if (!is_start || domain.size() < 2) {
      leave_host_open();
      return;
    }
    section_ = Section::Host;
    result_.to += group;
    allow("*" + domain);
  }

  void allow(const std::string& host) {
    if (std::ranges::find(result_.to_hosts, host) == result_.to_hosts.end()) {
      result_.to_hosts.push_back(host);
    }
  }

  /// ".example.com" behind a piece.
  std::string domain_behind() const {
    if (is_last() || value_[at_ + 1].source != Source::Text) return "";
    const std::string& text = value_[at_ + 1].text;
    if (!text.starts_with('.')) return "";
    return text.substr(0, text.find_first_of("/?#:"));
  }

  bool is_of_host(const Piece& piece) const {
    return std::ranges::any_of(state_.atoms, [&](const Atom& atom) {
      return atom.number == piece.from && atom.other.regex &&
             atom.other.regex->subject == rules::Subject::Host;
    });
  }

  std::string group_text(const Piece& piece) {
    const auto found = assembled_.groups.find(piece.from);
    std::size_t number = 0;
    for (const char c : piece.text) number = number * 10 + static_cast<std::size_t>(c - '0');
    if (found == assembled_.groups.end() || number == 0 || number > found->second.size()) return "";
    return found->second[number - 1];
  }

  const State& state_;
  const Redirect& redirect_;
  const Value& value_;
  const Assembled& assembled_;
  std::size_t at_ = 0;
  Section section_ = Section::Scheme;
  bool has_fragment_ = false;
  TargetText result_;
};

}  // namespace

TargetText template_of(const State& state, const Redirect& redirect, const Value& value,
                       const Assembled& assembled) {
  return TemplateWriter(state, redirect, value, assembled).run();
}

std::string without_escapes(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '?') return result.append(text.substr(i));
    const bool is_escape = text[i] == '%' && i + 2 < text.size() &&
                           base::is_hex_digit(text[i + 1]) && base::is_hex_digit(text[i + 2]);
    const int byte =
        is_escape ? base::hex_value(text[i + 1]) * 16 + base::hex_value(text[i + 2]) : 0;
    if (is_escape && byte > '%' && byte < 0x7F) {
      result += static_cast<char>(byte);
      i += 2;
      if (byte == '?') return result.append(text.substr(i + 1));
    } else {
      result += text[i];
    }
  }
  return result;
}

}  // namespace onward::config::nginx
