// SPDX-License-Identifier: MIT
// From a path to a table: read, recognise, read each file that is named, compile, run the examples.
// What is wrong in onward.toml keeps it from being served; a line of somebody else's file that is
// wrong is left out, and the others serve.
// Long: one call from its beginning to its end, and what it has found so far.
#include "base/check.h"
#include "config/foreign.h"
#include "config/image.h"
#include "config/report.h"
#include "config/toml/https.h"
#include "config/toml/rules.h"
#include "config/toml/server.h"
#include "config/toml/value.h"
#include "onward/base/error.h"
#include "onward/config/configuration.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace onward::config {
namespace {

/// Most files that one configuration may name, itself included.
constexpr std::size_t kMaxFiles = 1000;

std::string beside(std::string_view toml, std::string_view path) {
  const std::size_t slash = toml.rfind('/');
  if (path.starts_with('/') || slash == std::string_view::npos) return std::string(path);
  return std::string(toml.substr(0, slash + 1)).append(path);
}

Listener default_listener() {
  Listener listener;
  listener.ip.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1};
  return listener;
}

bool has_error(const rules::Diagnostics& diagnostics) {
  return std::ranges::count(diagnostics, rules::Severity::Error, &rules::Diagnostic::severity) > 0;
}

/// One call of open().
class Opening final : private Includes {
 public:
  Opening(SourceReader& reader, const OpenOptions& options) : reader_(reader), options_(options) {
    // Views of the texts are handed out while more files come in.
    result_.files.reserve(kMaxFiles);
  }

  MapRows read_maps(std::span<const std::string> paths) {
    MapRows rows;
    is_listing_ = true;
    for (const std::string& path : paths) {
      rows.maps.push_back(load_map({{path, {}}, options_.format}, {}));
    }
    if (is_refused_) rows.maps.clear();
    rows.read = finish();
    return rows;
  }

  Configuration run(std::span<const std::string> paths) {
    result_.server.listeners.push_back(default_listener());
    for (const std::string& path : paths) {
      if (!read_first(path, paths.size() > 1)) return finish();
    }
    compile();
    return finish();
  }

 private:
  /// A file that was asked for; false where it cannot be read at all.
  bool read_first(const std::string& path, bool is_one_of_several) {
    if (const auto image = find_image(path, {{path, {}}, options_.format}, {})) {
      if (image->map != nullptr) rules_.push_back(rule_of(*image));
      return image->map != nullptr;
    }
    auto text = reader_.read(path);
    const auto index = static_cast<std::uint32_t>(result_.files.size());
    result_.files.push_back({path, "", options_.format.value_or(Format::Toml)});
    const rules::Place nowhere{index, 0, 0};
    if (!text || result_.files.size() >= kMaxFiles) {
      const ErrorCode code = text ? ErrorCode::FileTooLarge : text.error().code;
      fail(nowhere, std::string(message(code)));
      return false;
    }
    SourceFile& file = result_.files[index];
    file.text = std::move(*text);
    const auto format = options_.format ? options_.format : recognise(file.text, path);
    if (!format) {
      fail(nowhere, "it is not clear what the file is written in",
           "say so with --format: toml, " + foreign_format_names());
      return false;
    }
    file.format = *format;
    if (*format != Format::Toml) {
      add_foreign(index);
    } else if (is_one_of_several) {
      fail(nowhere, "the file is onward.toml, and several files are those of others",
           "name the others in it: [[rule]] file = \"_redirects\"");
    } else {
      read_toml();
    }
    return true;
  }

  void fail(const rules::Place& place, std::string what, std::string hint = "") {
    is_refused_ = true;
    result_.diagnostics.push_back(
        {rules::Severity::Error, place, std::move(what), std::move(hint)});
  }

  void append(rules::Diagnostics diagnostics) {
    std::ranges::move(diagnostics, std::back_inserter(result_.diagnostics));
  }

  void read_toml() {
    Report report(0);
    const auto document = parse_toml(result_.files[0].text, report);
    if (!document) {
      is_refused_ = true;
      return append(report.take());
    }
    TableReader top(*document, "onward.toml", report);
    result_.server = read_server(top);
    begin_paths_here();
    if (result_.server.listeners.empty()) {
      result_.server.listeners.push_back(default_listener());
    }
    std::vector<TomlRule> rules = read_https(top, result_.server);
    std::ranges::move(read_rules(top), std::back_inserter(rules));
    top.finish();
    append(report.take());
    is_refused_ = result_.has_errors();
    if (rules.empty() && !is_refused_) {
      result_.diagnostics.push_back(
          {rules::Severity::Warning,
           {},
           "the file has no [[rule]], so that nothing but 404 is answered",
           ""});
    }
    note_broken_lines(rules);
    for (TomlRule& rule : rules) add_rule(std::move(rule));
  }

  /// Paths of the server begin at the folder of the file, as those of rules do.
  void begin_paths_here() {
    const auto from_here = [&](std::string& path) {
      if (!path.empty()) path = beside(result_.files[0].path, path);
    };
    for (Listener& listener : result_.server.listeners) {
      from_here(listener.acme_folder);
      if (!listener.tls) continue;
      from_here(listener.tls->client_ca);
      for (CertificateFiles& files : listener.tls->certificates) {
        from_here(files.certificate);
        from_here(files.key);
      }
    }
  }

  /// Lines where compile() would only repeat what the reader said, or find what is missing because
  /// the reader refused it: those of the reader's errors, and the heads of the rules they are in.
  void note_broken_lines(const std::vector<TomlRule>& rules) {
    std::set<std::uint32_t> heads;
    for (const TomlRule& rule : rules) heads.insert(rule.rule.place.line);
    for (const rules::Diagnostic& diagnostic : result_.diagnostics) {
      broken_lines_.insert(diagnostic.place.line);
      const auto behind = heads.upper_bound(diagnostic.place.line);
      if (behind != heads.begin()) broken_lines_.insert(*std::prev(behind));
    }
  }

  void add_rule(TomlRule rule) {
    if (rule.file) {
      if (const auto image = find_image(resolved(rule.file->path.value), *rule.file, {})) {
        if (image->map != nullptr) rules_.push_back(rule_of(*image));
      } else if (const auto index = load(*rule.file)) {
        add_foreign(*index);
      }
      return;
    }
    if (rule.map) {
      // Without its rows the rule would be another one, so it is left out where they are missing.
      rule.rule.action.map = load_map(*rule.map, rule.rule.comparison);
      if (rule.rule.action.map == nullptr) return;
    }
    rules_.push_back(std::move(rule.rule));
  }

  /// A path that a file names begins at that file's folder.
  std::string resolved(const std::string& path) const {
    return is_listing_ ? path : beside(result_.files[0].path, path);
  }

  /// nullopt where the file is no image, null where it is one of no use, which is said.
  std::optional<ImageMap> find_image(const std::string& path, const FileReference& reference,
                                     std::optional<rules::Comparison> comparison) {
    const auto index = static_cast<std::uint32_t>(result_.files.size());
    const bool is_seen = options_.keeps_rules || options_.keeps_going || is_listing_;
    auto image = image_at(path, {index, reference.format, comparison, is_seen}, reader_);
    if (!image) return {};
    if (image->map != nullptr && index >= kMaxFiles) {
      image = ImageMap{nullptr, {}, 0, ErrorCode::FileTooLarge};
    }
    if (image->map != nullptr || index == 0) {
      result_.files.push_back({path, "", Format::Image});
      result_.takeover.redirects += image->rows;
    }
    if (image->map == nullptr) {
      fail(reference.path.place,
           (index == 0 ? "" : "'" + path + "': ") + std::string(message(image->error)),
           "'onward map build' makes images");
    }
    return image;
  }

  /// Reads a file that onward.toml names; its index.
  std::optional<std::uint32_t> load(const FileReference& reference) {
    if (reference.path.value.empty()) return {};
    if (result_.files.size() >= kMaxFiles) {
      fail(reference.path.place, "more than 1000 files are named");
      return {};
    }
    const std::string path = resolved(reference.path.value);
    auto text = reader_.read(path);
    if (!text) {
      fail(reference.path.place, "'" + path + "': " + std::string(message(text.error().code)),
           path == reference.path.value ? "" : "paths begin at the folder of this file");
      return {};
    }
    const auto format = reference.format ? reference.format : recognise(*text, path);
    if (!format || *format == Format::Toml) {
      fail(reference.path.place,
           format ? "'" + path + "' is TOML, and only redirect files of others can be named"
                  : "it is not clear what '" + path + "' is written in",
           "say so with format: " + foreign_format_names());
      return {};
    }
    result_.files.push_back({path, std::move(*text), *format});
    return static_cast<std::uint32_t>(result_.files.size() - 1);
  }

  /// The file that includes, and those that it includes, begin at the folder of the former.
  const std::string& includer() const { return result_.files[including_].path; }

  Result<ForeignText> open(std::string_view path) override {
    if (result_.files.size() >= kMaxFiles) return onward::fail(ErrorCode::FileTooLarge);
    const Format format = result_.files[including_].format;
    std::string from_here = beside(includer(), path);
    auto text = reader_.read(from_here);
    if (!text) return tl::unexpected(text.error());
    result_.files.push_back({std::move(from_here), std::move(*text), format});
    const SourceFile& file = result_.files.back();
    return ForeignText{file.text, static_cast<std::uint32_t>(result_.files.size() - 1), file.path};
  }

  std::vector<std::string> matching(std::string_view pattern) override {
    std::vector<std::string> paths = reader_.matching(beside(includer(), pattern));
    const std::size_t folder = beside(includer(), "").size();
    if (pattern.starts_with('/')) return paths;
    for (std::string& path : paths) path.erase(0, std::min(folder, path.size()));
    return paths;
  }

  ForeignRules read_file(std::uint32_t index) {
    const SourceFile& file = result_.files[index];
    including_ = index;
    const ForeignText text{file.text, index, file.path, options_.base};
    ForeignRules read = read_foreign(text, file.format, *this);
    result_.takeover.redirects += read.takeover.redirects;
    result_.takeover.lost += read.takeover.lost;
    if (read.rules.empty() && !has_error(read.diagnostics)) {
      read.diagnostics.push_back(
          {rules::Severity::Warning, {index, 0, 0}, "the file has no redirects", ""});
    }
    return read;
  }

  void add_foreign(std::uint32_t index) {
    ForeignRules read = read_file(index);
    append(std::move(read.diagnostics));
    std::ranges::move(read.rules, std::back_inserter(rules_));
    std::ranges::move(read.samples, std::back_inserter(samples_));
  }

  /// All rows of a file that are plain look-ups, as one table.
  std::shared_ptr<const rules::MapSource> load_map(const FileReference& reference,
                                                   std::optional<rules::Comparison> comparison) {
    const std::string path = resolved(reference.path.value);
    if (auto image = find_image(path, reference, comparison)) return image->map;
    const auto index = load(reference);
    if (!index) return nullptr;
    const Format format = result_.files[*index].format;
    if (format == Format::NetlifyRedirects || format == Format::CloudflareRedirects) {
      fail(reference.path.place, "a _redirects file has patterns, and a map has none",
           "name it in a rule of its own: file = \"" + reference.path.value + "\"");
      return nullptr;
    }
    ForeignRules read = read_file(*index);
    append(std::move(read.diagnostics));
    if (read.rules.size() == 1 && read.rules[0].action.map) return read.rules[0].action.map;
    auto map = std::make_shared<rules::MapSource>();
    map->file = *index;
    map->is_literal = format == Format::MdnRedirects;
    for (const rules::Rule& rule : read.rules) {
      if (rule.action.map) {
        const auto& rows = rule.action.map->rows;
        map->rows.insert(map->rows.end(), rows.begin(), rows.end());
      } else {
        result_.diagnostics.push_back(
            {rules::Severity::Error, rule.place,
             "a row that takes subpaths, subdomains or one scheme is no row of a map",
             "name the file in a rule of its own: file = …"});
      }
    }
    return map;
  }

  void compile() {
    // Rules of others that are refused are left out, and the others compiled again. A second time
    // is enough: each rule is checked by itself.
    const bool has_foreign = result_.files.size() > 1 || result_.files[0].format != Format::Toml;
    if (options_.keeps_rules) result_.rules = rules_;
    rules::Compiled compiled = rules::compile(std::move(rules_));
    count_lost(compiled.diagnostics);
    if (compiled.table == nullptr && (has_foreign || options_.keeps_going) &&
        drop_refused(compiled.rules, compiled.diagnostics)) {
      if (options_.keeps_rules) result_.rules = compiled.rules;
      rules::Diagnostics first = std::move(compiled.diagnostics);
      compiled = rules::compile(std::move(compiled.rules));
      append_compiled(std::move(first));
    } else {
      append_compiled(std::move(compiled.diagnostics));
    }
    if ((is_refused_ && !options_.keeps_going) || compiled.table == nullptr) return;
    report_idle_lines(*compiled.table, samples_, result_.diagnostics);
    const rules::Diagnostics examples = rules::run_examples(*compiled.table);
    append(examples);
    if (!has_error(examples) || options_.keeps_going) result_.table = std::move(compiled.table);
  }

  void append_compiled(rules::Diagnostics diagnostics) {
    std::erase_if(diagnostics, [this](const rules::Diagnostic& diagnostic) {
      return !is_foreign(diagnostic.place) && broken_lines_.contains(diagnostic.place.line);
    });
    append(std::move(diagnostics));
  }

  bool is_foreign(const rules::Place& place) const {
    return place.file < result_.files.size() && result_.files[place.file].format != Format::Toml;
  }

  /// A line that its reader took and compile() refuses is lost after all.
  void count_lost(const rules::Diagnostics& compiled) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> known;
    for (const auto* diagnostics : {&std::as_const(result_.diagnostics), &compiled}) {
      for (const rules::Diagnostic& d : *diagnostics) {
        if (d.severity != rules::Severity::Error || !is_foreign(d.place)) continue;
        const bool is_new = known.emplace(d.place.file, d.place.line).second;
        if (is_new && diagnostics == &compiled) ++result_.takeover.lost;
      }
    }
  }

  /// The line of the rule in onward.toml that something of it stands in.
  static std::pair<std::uint32_t, std::uint32_t> head_of(const std::vector<rules::Rule>& rules,
                                                         const rules::Place& place) {
    std::pair<std::uint32_t, std::uint32_t> head{place.file, 0};
    for (const rules::Rule& rule : rules) {
      if (rule.place.file != place.file || rule.place.line > place.line) continue;
      head.second = std::max(head.second, rule.place.line);
    }
    return head;
  }

  /// Takes out the rules at whose lines others' files have errors, and those that are refused for
  /// what stands in another line; false where onward.toml has one.
  bool drop_refused(std::vector<rules::Rule>& rules, const rules::Diagnostics& diagnostics) const {
    std::set<std::pair<std::uint32_t, std::uint32_t>> lines;
    for (const rules::Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity != rules::Severity::Error) continue;
      if (!is_foreign(diagnostic.place) && !options_.keeps_going) return false;
      lines.emplace(diagnostic.place.file, diagnostic.place.line);
      if (!is_foreign(diagnostic.place)) lines.insert(head_of(rules, diagnostic.place));
    }
    std::set<std::pair<std::uint32_t, std::uint32_t>> heads;
    for (const rules::Rule& rule : rules) heads.emplace(rule.place.file, rule.place.line);
    const bool are_heads = std::ranges::includes(heads, lines);
    std::erase_if(rules, [&](const rules::Rule& rule) {
      // A row's error takes the row, which compile() has left out by itself, and not its map.
      if (rule.action.map != nullptr && is_foreign(rule.place)) return false;
      if (lines.contains({rule.place.file, rule.place.line})) return true;
      return !are_heads && is_foreign(rule.place) && rules::compile({rule}).table == nullptr;
    });
    return true;
  }

  Configuration finish() {
    const auto key = [](const rules::Diagnostic& d) {
      return std::tuple(d.place.file, d.place.line, d.place.column);
    };
    std::ranges::stable_sort(result_.diagnostics, {}, key);
    // A line that became two rules has the faults of both.
    std::set<std::pair<decltype(key(result_.diagnostics[0])), std::string>> said;
    std::erase_if(result_.diagnostics, [&](const rules::Diagnostic& d) {
      return !said.emplace(key(d), d.message).second;
    });
    return std::move(result_);
  }

  SourceReader& reader_;
  const OpenOptions& options_;
  Configuration result_;
  std::uint32_t including_ = 0;  ///< the foreign file that is being read, by index
  std::vector<rules::Rule> rules_;
  std::vector<LineSample> samples_;
  std::set<std::uint32_t> broken_lines_;
  bool is_refused_ = false;
  bool is_listing_ = false;  ///< files of maps, none of which names another
};

}  // namespace

Configuration open(std::string_view path, const OpenOptions& options, SourceReader& reader) {
  const std::string one(path);
  return open(std::span(&one, 1), options, reader);
}

Configuration open(std::span<const std::string> paths, const OpenOptions& options,
                   SourceReader& reader) {
  return Opening(reader, options).run(paths);
}

MapRows read_map_rows(std::span<const std::string> paths, const OpenOptions& options,
                      SourceReader& reader) {
  return Opening(reader, options).read_maps(paths);
}

}  // namespace onward::config
