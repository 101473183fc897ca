// SPDX-License-Identifier: MIT
// Imports, by lines: `import name args` stands for the lines of the snippet "(name)", or of the
// files that fit a pattern. In them {args[0]} and {args.0} are the first argument, {args[:]} is all
// of them, {block} the lines that stand below the import. Nothing is read twice in a circle, as
// imports nest kMaxDepth deep at most, and all that they bring counts against kMaxWords.
#include "config/caddy/lines.h"
#include "onward/base/error.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace onward::config::caddy {
namespace {

/// What imports may bring: a Caddyfile of a million redirects has 50 MB.
constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

/// "1" or "" at the front of `text`; what is not a number is nothing.
std::optional<std::size_t> number(std::string_view text, std::size_t otherwise) {
  if (text.empty()) return otherwise;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

/// Which arguments "{args[1:3]}" and its like stand for: from, and until before; nullopt where it
/// is none.
std::optional<std::pair<std::size_t, std::size_t>> args_of(std::string_view placeholder,
                                                           std::size_t count) {
  constexpr std::string_view kOld = "{args.";
  constexpr std::string_view kNew = "{args[";
  if (placeholder.starts_with(kOld) && placeholder.ends_with("}")) {
    const std::string_view inner = placeholder.substr(kOld.size(), placeholder.size() - 7);
    if (inner == "*") return std::pair{std::size_t{0}, count};
    const auto index = inner.empty() ? std::nullopt : number(inner, 0);
    if (index && *index < count) return std::pair{*index, *index + 1};
    return {};
  }
  if (!placeholder.starts_with(kNew) || !placeholder.ends_with("]}")) return {};
  const std::string_view inner = placeholder.substr(kNew.size(), placeholder.size() - 8);
  const std::size_t colon = inner.find(':');
  if (colon == inner.npos) {
    const auto index = inner.empty() ? std::nullopt : number(inner, 0);
    if (index && *index < count) return std::pair{*index, *index + 1};
    return {};
  }
  const auto from = number(inner.substr(0, colon), 0);
  const auto until = number(inner.substr(colon + 1), count);
  if (!from || !until || *from > *until || *until > count) return {};
  return std::pair{*from, *until};
}

class Importer {
 public:
  Importer(Includes& includes, Report& report) : includes_(includes), report_(report) {}

  void take_snippets(std::vector<Line>& lines) {
    for (Line& line : lines) {
      if (is_snippet(line)) snippets_.emplace(line.name(), line.block);
    }
    std::erase_if(lines, is_snippet);
  }

  /// Variables of the environment, "{$NAME:default}", by their defaults: nobody else is asked.
  void fill_environment(std::vector<Line>& lines) {
    for (Line& line : lines) {
      for (Word& word : line.words) fill_environment(word);
      fill_environment(line.block);
    }
  }

  /// `folder`: of the file that the lines are from, "" or with a slash at its end.
  std::vector<Line> expand(std::vector<Line> lines, const std::string& folder, std::size_t depth) {
    std::vector<Line> result;
    for (Line& line : lines) {
      if (line.name() == "import" && !line.words[0].is_quoted && line.words.size() > 1) {
        auto brought = bring(line, folder, depth);
        std::move(brought.begin(), brought.end(), std::back_inserter(result));
        continue;
      }
      if (line.has_block) line.block = expand(std::move(line.block), folder, depth);
      result.push_back(std::move(line));
    }
    return result;
  }

 private:
  void fill_environment(Word& word) {
    std::size_t begin = word.text.find("{$");
    while (begin != std::string::npos) {
      const std::size_t end = word.text.find('}', begin);
      const std::size_t colon = word.text.find(':', begin);
      if (end == std::string::npos) return;
      if (colon < end) {
        const std::string name = word.text.substr(begin, colon - begin);
        const std::string value = word.text.substr(colon + 1, end - colon - 1);
        word.text.replace(begin, end + 1 - begin, value);
        if (environment_.insert(name).second) {
          std::string why = "the environment is not read: '";
          why.append(name).append("}' is taken to be '").append(value).append("'");
          report_.warning_at(word.place, std::move(why));
        }
      }
      begin = word.text.find("{$", begin + 1);
    }
  }

  static bool is_snippet(const Line& line) {
    const std::string& name = line.name();
    return line.words.size() == 1 && line.has_block && name.size() > 2 && name.front() == '(' &&
           name.back() == ')';
  }

  std::vector<Line> bring(const Line& line, const std::string& folder, std::size_t depth) {
    if (depth == kMaxDepth) {
      report_.error_at(line.place(), "imports nest deeper than 32 levels");
      return {};
    }
    const std::string& name = line.words[1].text;
    if (const auto snippet = snippets_.find("(" + name + ")"); snippet != snippets_.end()) {
      return expand(filled(snippet->second, line), folder, depth + 1);
    }
    std::vector<Line> brought;
    for (const std::string& path : paths(line, folder)) {
      const auto text = includes_.open(path);
      if (!text) {
        report_.error_at(line.place(), "'" + path +
                                           "': " + std::string(message(text.error().code)) +
                                           "; the redirects in it are lost");
        continue;
      }
      auto lines = read_lines(*text, report_);
      fill_environment(lines);
      take_snippets(lines);
      lines = expand(filled(lines, line), path.substr(0, path.rfind('/') + 1), depth + 1);
      std::move(lines.begin(), lines.end(), std::back_inserter(brought));
    }
    return brought;
  }

  std::vector<std::string> paths(const Line& line, const std::string& folder) {
    const std::string& name = line.words[1].text;
    std::string path = name.starts_with('/') ? name : folder + name;
    if (path.starts_with("./")) path.erase(0, 2);
    if (path.find_first_of("*?[") == std::string::npos) return {path};
    auto found = includes_.matching(path);
    if (found.empty()) {
      report_.warning_at(line.place(), "no file fits '" + path + "', so that nothing is imported");
    }
    return found;
  }

  /// A copy of `lines` with the arguments of an import in their places.
  std::vector<Line> filled(const std::vector<Line>& lines, const Line& import) {
    std::vector<Line> result;
    for (const Line& line : lines) {
      if (line.words.size() == 1 && line.name() == "{block}") {
        result.insert(result.end(), import.block.begin(), import.block.end());
        continue;
      }
      Line copy;
      for (const Word& word : line.words) add_filled(word, import, copy.words);
      if (is_full(import)) return result;
      if (copy.words.empty()) continue;
      copy.has_block = line.has_block;
      copy.block = filled(line.block, import);
      result.push_back(std::move(copy));
    }
    return result;
  }

  bool is_full(const Line& import) {
    if (words_ <= kMaxWords && bytes_ <= kMaxBytes) return false;
    if (!is_reported_)
      report_.error_at(import.place(), "imports bring more than 800,000 words, or 64 MiB");
    is_reported_ = true;
    return true;
  }

  void append(std::string_view text, std::string& out) {
    bytes_ += text.size();
    if (bytes_ <= kMaxBytes) out += text;
  }

  void add_filled(const Word& word, const Line& import, std::vector<Word>& words) {
    ++words_;
    const std::size_t count = import.words.size() - 2;
    if (const auto whole = args_of(word.text, count)) {
      for (std::size_t i = whole->first; i < whole->second; ++i) {
        words.push_back({"", word.place, word.is_quoted});
        append(import.words[i + 2].text, words.back().text);
      }
      return;
    }
    Word result{"", word.place, word.is_quoted};
    std::string_view rest = word.text;
    while (!rest.empty()) {
      const std::size_t begin = std::min(rest.find("{args"), rest.size());
      append(rest.substr(0, begin), result.text);
      rest.remove_prefix(begin);
      const std::size_t end = std::min(rest.find('}'), rest.size());
      const std::string_view placeholder = rest.substr(0, end + 1);
      const auto args = args_of(placeholder, count);
      if (args && args->second == args->first + 1) {
        append(import.words[args->first + 2].text, result.text);
      } else {
        append(placeholder, result.text);
      }
      rest.remove_prefix(placeholder.size());
    }
    words.push_back(std::move(result));
  }

  Includes& includes_;
  Report& report_;
  std::map<std::string, std::vector<Line>, std::less<>> snippets_;
  std::set<std::string> environment_;
  std::size_t words_ = 0;
  std::size_t bytes_ = 0;
  bool is_reported_ = false;
};

}  // namespace

std::vector<Line> with_imports(std::vector<Line> lines, Includes& includes, Report& report) {
  Importer importer(includes, report);
  importer.fill_environment(lines);
  importer.take_snippets(lines);
  return importer.expand(std::move(lines), "", 0);
}

}  // namespace onward::config::caddy
