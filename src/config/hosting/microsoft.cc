// SPDX-License-Identifier: MIT
// .openpublishing.redirection.json of Microsoft's documentation: which file moved to which URL.
// Rows of one table, compared without regard to case, as the site does.
//
//   source_path            a file, from this one's folder
//   source_path_from_root  a file, from the repository's
//
// DEVIATION: the URL of a file's folder stands in another file, .openpublishing.publish.config.json
// (base_path of its docset). Without it the path itself is taken, and that is said.
#include "base/ascii.h"
#include "config/imported.h"
#include "config/json/value.h"
#include "config/source_url.h"

#include <array>

namespace onward::config {
namespace {

using Kind = JsonValue::Kind;

/// The string of a key in any case: "redirect_URL" occurs.
const JsonValue* text_of(const JsonValue& entry, std::string_view key) {
  for (const JsonMember& member : entry.members) {
    if (base::equals_ignore_case(member.key, key) && member.value.is(Kind::String)) {
      return &member.value;
    }
  }
  return nullptr;
}

/// "../a/index.md" is "/a/", "a/b.yml" is "/a/b".
std::string url_path(std::string_view file) {
  while (file.starts_with("../") || file.starts_with("./")) {
    file.remove_prefix(file.find('/') + 1);
  }
  if (file.starts_with('/')) file.remove_prefix(1);
  constexpr std::array<std::string_view, 4> kEndings{".md", ".yml", ".yaml", ".json"};
  for (const std::string_view ending : kEndings) {
    if (file.size() <= ending.size() ||
        !base::equals_ignore_case(file.substr(file.size() - ending.size()), ending)) {
      continue;
    }
    file.remove_suffix(ending.size());
    break;
  }
  constexpr std::string_view kIndex = "index";
  if (file == kIndex || file.ends_with("/index")) file.remove_suffix(kIndex.size());
  std::string path = "/";
  for (const char c : file) {
    switch (c) {
      case ' ':
        path += "%20";
        break;
      case '?':
        path += "%3F";
        break;
      case '#':
        path += "%23";
        break;
      case '\\':
        path += '/';
        break;
      default:
        path += c;
    }
  }
  return path;
}

void read_entry(const JsonValue& entry, rules::MapSource& map, Imported& imported) {
  imported.redirect();
  const JsonValue* source = text_of(entry, "source_path");
  if (source == nullptr) source = text_of(entry, "source_path_from_root");
  const JsonValue* target = text_of(entry, "redirect_url");
  if (source == nullptr || target == nullptr || source->string.empty()) {
    imported.lost(entry.place, "the entry needs a source_path and a redirect_url");
    return;
  }
  if (!target->string.starts_with('/') && !is_http_url(target->string)) {
    imported.lost(target->place, "the redirect_url begins neither with '/' nor with https://");
    return;
  }
  if (const JsonValue* monikers = entry.find("monikers"); monikers != nullptr) {
    imported.warning(monikers->place, "the entry is for some versions of the page only",
                     "here it is for all of them");
  }
  map.rows.push_back({url_path(source->string), target->string, 0, entry.place.line});
}

}  // namespace

ForeignRules read_microsoft(const ForeignText& text) {
  Imported imported(text);
  const auto document = parse_json(text.text, JsonDialect::Lenient, imported.report());
  if (!document) return imported.take();
  const JsonValue* entries = document->find("redirections");
  if (entries == nullptr) return imported.take();
  auto map = std::make_shared<rules::MapSource>();
  map->file = text.file;
  for (const JsonValue& entry : entries->items) read_entry(entry, *map, imported);
  if (map->rows.empty()) return imported.take();
  imported.warning(entries->place,
                   "sources are files, and their URLs are known only with the base_path of "
                   ".openpublishing.publish.config.json: '" +
                       map->rows.front().from + "' is taken for the first",
                   "status 301, as the file names none");
  rules::Rule rule = redirect_rule(entries->place, 301);
  rule.comparison.ignore_case = true;
  rule.action.map = std::move(map);
  imported.add(std::move(rule));
  return imported.take();
}

bool is_microsoft(std::string_view text, std::string_view path) {
  return path.find(".openpublishing.redirection") != std::string_view::npos ||
         has_json_key(text, "redirections");
}

}  // namespace onward::config
