// SPDX-License-Identifier: MIT
// Whatever a template is and whatever it is filled with: a target that was accepted is written as
// visible ASCII, as the URL standard's serializer would write it, and leads where the template
// says, or to a host of its list. The first line is the template, the second a host of the list,
// the others are what is filled in: path, query, host, groups.
#include "base/check.h"
#include "onward/url/url.h"
#include "rules/target.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace {

using namespace onward::rules;

std::string_view next_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

bool is_filled(const Part& part) { return part.kind != Part::Kind::Literal; }

void check_written(const Target& target, std::string_view written, std::string_view own) {
  CHECK(is_visible(written));
  const auto base = onward::url::parse(std::string(own) + "/a/b?c");
  const auto resolved = onward::url::resolve(written, *base);
  CHECK(resolved);
  if (target.is_opaque) return;
  const bool is_path = target.origin.empty() && !target.is_origin_filled;
  CHECK(resolved->href() == (is_path ? std::string(own) : "") + std::string(written));
  CHECK(!resolved->includes_credentials());
  if (is_path) {
    CHECK(written.starts_with('/') && !written.starts_with("//"));
    CHECK(resolved->origin() == own);
  } else if (!target.is_origin_filled) {
    CHECK(resolved->origin() == target.origin);
  } else if (std::any_of(target.host.begin(), target.host.end(), is_filled)) {
    const std::string& host = target.hosts.at(0);
    const std::string_view name = resolved->hostname();
    if (host == "*") return;  // check_any_host()
    CHECK(host.starts_with("*.") ? name.ends_with(host.substr(1)) : name == host);
  }
}

// Where every host is allowed, nothing but the request's host says which one it is.
void check_any_host(const Target& target, const Filling& filling, std::string_view written) {
  if (!target.is_origin_filled || target.hosts.empty() || target.hosts[0] != "*") return;
  NormalUrl other = filling.url;
  other.path = "/evil.example";
  other.query = "evil.example";
  other.target = "/evil.example?evil.example";
  other.has_query = true;
  const std::array<Capture, 3> groups{Capture{"evil.example", true}, Capture{"evil.example", true},
                                      filling.path[2]};
  std::string again;
  const Filling filled{other, "EVIL", groups, filling.host, other.path};
  if (write_target(target, filled, QueryPolicy::Keep, again) != Written::Done) return;
  const auto first = onward::url::parse(written);
  const auto second = onward::url::parse(again);
  CHECK(first && second && first->origin() == second->origin());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const Text written{std::string(next_line(text)), {}};
  const Text host{std::string(next_line(text)), {}};
  const bool is_decoded = size > 0 && bytes[size - 1] % 2 == 0;
  const GroupSource source = is_decoded ? GroupSource::DecodedPath : GroupSource::Url;
  const CaptureNames names{{{"id", source}, {"0", source}, {"h", GroupSource::Host}}, {"0"}};

  NormalUrl url;
  url.scheme = size % 2 == 0 ? "http" : "https";
  const std::string path = "/" + std::string(next_line(text));
  url.path = path;
  url.query = next_line(text);
  url.has_query = true;
  const std::string sent = path + "?" + std::string(url.query);
  url.target = sent;
  url.host = next_line(text);
  const std::string_view first = next_line(text);
  const std::array<Capture, 3> groups{Capture{first, true}, Capture{text, true},
                                      Capture{url.host.substr(url.host.find('.') + 1), true}};
  const std::array<Capture, 1> hosts{Capture{url.host, true}};

  Diagnostics diagnostics;
  std::vector<Text> listed;
  if (!host.value.empty()) listed.push_back(host);
  const Target target = compile_target(written, listed, names, diagnostics);
  const bool is_accepted = std::none_of(
      diagnostics.begin(), diagnostics.end(),
      [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; });
  if (!is_accepted) return 0;
  std::string out;
  const Filling filling{url, "GET", groups, hosts, url.path};
  const auto policy = static_cast<QueryPolicy>(size / 2 % 4);
  if (write_target(target, filling, policy, out) == Written::Done) {
    check_written(target, out, "https://own.example");
    check_any_host(target, filling, out);
  }

  std::string why;
  const auto row = serialize_target(groups[1].value, is_decoded, why);
  CHECK(row.has_value() == why.empty());
  if (!row) return 0;
  std::string location;
  if (write_row(*row, url, QueryPolicy::Keep, location) == Written::Done) {
    CHECK(is_visible(location));
    const auto base = onward::url::parse("https://own.example/");
    const auto resolved = onward::url::resolve(location, *base);
    CHECK(resolved && resolved->origin() == onward::url::resolve(*row, *base)->origin());
    CHECK(row->starts_with('/') == (resolved->origin() == "https://own.example") ||
          !row->starts_with('/'));
  }
  return 0;
}
