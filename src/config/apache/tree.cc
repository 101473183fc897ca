// SPDX-License-Identifier: MIT
// Reading, in the order in which Apache reads: a line is joined with the next while it ends with a
// backslash, ${NAME} is put in, and then a directive either acts at once (Include, Define, <IfX>,
// <Macro>, Use) or becomes part of the tree. Everything is bounded: depth, includes, lines, bytes.
#include "config/apache/tree.h"

#include "base/ascii.h"
#include "config/lines.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace onward::config::apache {
namespace {

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxIncludeDepth = 16;
constexpr std::size_t kMaxLines = 2'000'000;
constexpr std::size_t kMaxMacroBytes = std::size_t{32} << 20;
constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxNameBytes = 256;  // of a variable

struct LogicalLine {
  std::string text;
  rules::Place place;
};

struct Macro {
  std::vector<std::string> parameters;
  std::vector<LogicalLine> lines;
};

/// The lines of a text, joined where they end with a backslash (ap_cfg_getline()).
std::vector<LogicalLine> logical_lines(const ForeignText& text) {
  std::vector<LogicalLine> lines;
  LineReader reader(text.text);
  bool is_open = false;
  for (Line line; reader.next(line);) {
    std::string_view part = line.text;
    const bool goes_on = part.ends_with('\\');
    if (goes_on) part.remove_suffix(1);
    if (!is_open) {
      lines.push_back({"", {text.file, static_cast<std::uint32_t>(line.number), 1}});
    }
    if (lines.back().text.size() + part.size() <= kMaxLineBytes) lines.back().text += part;
    is_open = goes_on;
  }
  return lines;
}

/// Marks of template languages: ERB and EPP, Jinja, Ansible.
bool is_template_line(std::string_view text) {
  return text.starts_with("<%") || text.starts_with("{%") || text.starts_with("{{") ||
         text.starts_with("%>") || text.starts_with("{#");
}

bool has_template_mark(std::string_view text) {
  return text.find("<%") != text.npos || text.find("{{") != text.npos ||
         text.find("{%") != text.npos;
}

/// "2.4.6" against the version whose rules are followed.
int compare_version(std::string_view wanted) {
  constexpr int kOurs[] = {2, 4, 71};
  for (const int ours : kOurs) {
    int number = 0;
    const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
    if (error != std::errc()) return 0;
    if (ours != number) return ours < number ? -1 : 1;
    wanted.remove_prefix(static_cast<std::size_t>(end - wanted.data()));
    if (wanted.starts_with('.')) wanted.remove_prefix(1);
  }
  return 0;
}

bool version_holds(std::string_view condition) {
  const bool is_negated = condition.starts_with('!');
  if (is_negated) condition.remove_prefix(1);
  std::vector<std::string> words = words_of(condition);
  if (words.empty()) return false;
  const std::string relation = words.size() > 1 ? words[0] : "=";
  const int order = compare_version(words.back());
  bool holds = order == 0;
  if (relation == ">") holds = order > 0;
  if (relation == ">=") holds = order >= 0;
  if (relation == "<") holds = order < 0;
  if (relation == "<=") holds = order <= 0;
  return holds != is_negated;
}

std::string replaced_all(std::string_view text, std::string_view what, std::string_view by) {
  std::string out;
  while (!what.empty() && out.size() <= kMaxLineBytes) {
    const std::size_t at = text.find(what);
    if (at == text.npos) break;
    out.append(text.substr(0, at)).append(by);
    text.remove_prefix(at + what.size());
  }
  return out.append(text);
}

class TreeReader {
 public:
  TreeReader(Includes& includes, Account& account) : includes_(includes), account_(account) {
    open_.push_back({{}, Frame::Kind::Section});
  }

  std::vector<Directive> run(const ForeignText& text) {
    read_lines(logical_lines(text), 0);
    while (open_.size() > 1) {
      account_.warning(open_.back().section.place,
                       "<" + open_.back().section.name + "> is not closed");
      close();
    }
    return std::move(open_.front().section.children);
  }

 private:
  struct Frame {
    enum class Kind { Section, Transparent, Skipped, MacroBody };
    Directive section;
    Kind kind = Kind::Section;
  };

  void read_lines(const std::vector<LogicalLine>& lines, std::size_t depth) {
    for (const LogicalLine& line : lines) {
      if (++lines_read_ > kMaxLines) {
        account_.warning_once(line.place, "more than 2,000,000 lines: the rest is not read");
        return;
      }
      read_line(line, depth);
    }
  }

  void read_line(const LogicalLine& line, std::size_t depth) {
    std::string_view raw = trimmed(line.text);
    if (raw.empty() || raw.starts_with('#')) return;
    if (is_template_line(raw)) return template_line(line.place, raw);
    if (open_.back().kind == Frame::Kind::MacroBody) return macro_line(line, raw);
    const std::string text = with_variables(raw);
    if (text.starts_with("</")) return end_section(text, line.place);
    if (text.starts_with('<')) return begin_section(text, line.place);
    if (open_.back().kind == Frame::Kind::Skipped) return;
    const std::size_t end = std::min(text.find_first_of(" \t\v\f"), text.size());
    Directive directive;
    directive.name = base::to_lower(std::string_view(text).substr(0, end));
    directive.text = trimmed(std::string_view(text).substr(end));
    directive.place = line.place;
    act(std::move(directive), depth);
  }

  void template_line(const rules::Place& place, std::string_view raw) {
    if (open_.back().kind == Frame::Kind::Skipped || raw.starts_with("{#") ||
        raw.starts_with("<%#")) {
      return;
    }
    account_.warning_once(
        place, "lines of a template language are passed over, as if what they enclose stood there",
        "import the file that the template makes");
  }

  // --- Directives that act while they are read -----------------------------------------------

  void act(Directive directive, std::size_t depth) {
    if (directive.name == "include" || directive.name == "includeoptional") {
      return include(directive, depth);
    }
    if (directive.name == "use") return use(directive, depth);
    if (directive.name == "define" || directive.name == "undefine") return define(directive);
    if (directive.name == "serverroot") {
      const auto words = words_of(directive.text);
      if (!words.empty()) server_root_ = words[0];
      return;
    }
    if (has_template_mark(directive.text) && is_about_redirects(directive.name)) {
      const std::string message = "the line holds a mark of a template language";
      const std::string hint = "import the file that the template makes";
      if (directive.name == "rewriterule" || directive.name.starts_with("redirect")) {
        account_.lost(directive.place, message + ", and cannot be followed", hint);
        drop_conditions();
        return;
      }
    }
    add(std::move(directive));
  }

  static bool is_about_redirects(std::string_view name) {
    return name.starts_with("redirect") || name == "rewriterule";
  }

  /// Those of a RewriteRule that is lost must not become those of the next one.
  void drop_conditions() {
    std::vector<Directive>& siblings = parent().children;
    while (!siblings.empty() && siblings.back().name == "rewritecond") siblings.pop_back();
  }

  void define(const Directive& directive) {
    const auto words = words_of(directive.text);
    if (words.empty()) return;
    if (directive.name == "undefine") {
      defined_.erase(words[0]);
    } else {
      defined_[words[0]] = words.size() > 1 ? words[1] : "";
    }
  }

  void include(const Directive& directive, std::size_t depth) {
    const auto words = words_of(directive.text);
    if (words.empty()) return;
    const bool is_optional = directive.name == "includeoptional";
    if (depth >= kMaxIncludeDepth) {
      return account_.error(directive.place, "files include each other more than 16 deep");
    }
    std::vector<std::string> paths{words[0]};
    if (words[0].find_first_of("*?[") != std::string::npos) paths = includes_.matching(words[0]);
    for (const std::string& path : paths) include_one(directive, path, is_optional, depth);
  }

  void include_one(const Directive& directive, const std::string& path, bool is_optional,
                   std::size_t depth) {
    auto text = includes_.open(path);
    if (!text && !server_root_.empty() && !path.starts_with('/')) {
      text = includes_.open(server_root_ + "/" + path);
    }
    if (text) return read_lines(logical_lines(*text), depth + 1);
    if (is_optional && text.error().code == ErrorCode::FileNotFound) return;
    account_.error(directive.place, "'" + path + "': " + std::string(message(text.error().code)),
                   "redirects in that file are lost; paths begin at the folder of the first file");
  }

  // --- Macros (mod_macro) --------------------------------------------------------------------

  void macro_line(const LogicalLine& line, std::string_view raw) {
    if (base::to_lower(raw.substr(0, 7)) == "</macro") {
      open_.pop_back();
      return;
    }
    macros_[macro_].lines.push_back(line);
  }

  void use(const Directive& directive, std::size_t depth) {
    const auto words = words_of(directive.text);
    const auto macro =
        words.empty() ? macros_.end() : macros_.find(base::to_lower(std::string_view(words[0])));
    if (macro == macros_.end()) {
      return account_.error(directive.place, "there is no such macro; what it redirects is lost");
    }
    if (depth >= kMaxIncludeDepth) {
      return account_.error(directive.place, "macros use each other more than 16 deep");
    }
    std::vector<std::pair<std::string, std::string>> values;
    for (std::size_t i = 0; i < macro->second.parameters.size(); ++i) {
      values.emplace_back(macro->second.parameters[i], i + 1 < words.size() ? words[i + 1] : "");
    }
    std::ranges::sort(values,
                      [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    std::vector<LogicalLine> lines = macro->second.lines;
    for (LogicalLine& line : lines) {
      for (const auto& [name, value] : values) {
        line.text = replaced_all(line.text, name, value);
      }
      macro_bytes_ += line.text.size();
    }
    if (macro_bytes_ > kMaxMacroBytes) {
      return account_.error(directive.place, "the macros make more than 32 MiB of text");
    }
    read_lines(lines, depth + 1);
  }

  // --- Variables -----------------------------------------------------------------------------

  /// ap_resolve_env(): what is not defined stays as it is.
  std::string with_variables(std::string_view text) const {
    std::string out;
    while (!text.empty()) {
      const std::size_t at = std::min(text.find("${"), text.size());
      out += text.substr(0, at);
      text.remove_prefix(at);
      if (text.empty()) break;
      const std::size_t end = text.substr(0, kMaxNameBytes).find('}');
      const auto found =
          end == text.npos ? defined_.end() : defined_.find(std::string(text.substr(2, end - 2)));
      if (found != defined_.end() && out.size() + found->second.size() <= kMaxLineBytes) {
        out += found->second;
        text.remove_prefix(end + 1);
      } else {
        out += text.front();
        text.remove_prefix(1);
      }
    }
    return out;
  }

  // --- Sections ------------------------------------------------------------------------------

  void begin_section(std::string_view text, const rules::Place& place) {
    text.remove_prefix(1);
    const std::size_t end = std::min(text.find_first_of(" \t>"), text.size());
    Frame frame;
    frame.section.is_section = true;
    frame.section.place = place;
    frame.section.name = base::to_lower(text.substr(0, end));
    std::string_view rest = text.substr(end);
    rest = rest.substr(0, std::min(rest.rfind('>'), rest.size()));
    frame.section.text = trimmed(rest);
    if (open_.size() >= kMaxDepth) {
      account_.warning_once(place, "sections nest deeper than 32");
      frame.kind = Frame::Kind::Skipped;
    } else {
      frame.kind = kind_of(frame.section);
    }
    open_.push_back(std::move(frame));
  }

  Frame::Kind kind_of(const Directive& section) {
    if (open_.back().kind == Frame::Kind::Skipped) return Frame::Kind::Skipped;
    const std::string& name = section.name;
    const auto chosen = [](bool holds) {
      return holds ? Frame::Kind::Transparent : Frame::Kind::Skipped;
    };
    std::string condition = section.text;
    const bool is_negated = condition.starts_with('!');
    if (name == "ifmodule") return chosen(!is_negated);
    if (name == "ifdefine") {
      if (is_negated) condition.erase(0, 1);
      return chosen(defined_.contains(condition) != is_negated);
    }
    if (name == "ifversion") return chosen(version_holds(condition));
    if (name == "iffile") {
      account_.warning_once(section.place, "<IfFile>: taken as if the file were not there");
      return chosen(is_negated);
    }
    if (name == "ifdirective" || name == "ifsection") return chosen(!is_negated);
    // What these limit is access; other directives in them act as if they stood outside.
    if (name == "limit" || name == "limitexcept") return Frame::Kind::Transparent;
    if (name == "macro") return begin_macro(section);
    return Frame::Kind::Section;
  }

  Frame::Kind begin_macro(const Directive& section) {
    auto words = words_of(section.text);
    if (words.empty()) return Frame::Kind::Skipped;
    macro_ = base::to_lower(std::string_view(words[0]));
    words.erase(words.begin());
    macros_[macro_] = {std::move(words), {}};
    return Frame::Kind::MacroBody;
  }

  void end_section(std::string_view text, const rules::Place& place) {
    text.remove_prefix(2);
    const std::string name = base::to_lower(text.substr(0, text.find_first_of(" \t>")));
    std::size_t at = open_.size();
    while (at > 1 && open_[at - 1].section.name != name) --at;
    if (at <= 1) return account_.warning(place, "</" + name + "> closes nothing");
    while (open_.size() >= at) close();
  }

  void close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    if (frame.kind == Frame::Kind::Section) add(std::move(frame.section));
    if (frame.kind == Frame::Kind::Transparent) {
      std::ranges::move(frame.section.children, std::back_inserter(open_.back().section.children));
    }
  }

  Directive& parent() { return open_.back().section; }
  void add(Directive directive) { parent().children.push_back(std::move(directive)); }

  Includes& includes_;
  Account& account_;
  std::vector<Frame> open_;
  std::map<std::string, std::string> defined_;
  std::map<std::string, Macro> macros_;
  std::string macro_;
  std::string server_root_;
  std::size_t lines_read_ = 0;
  std::size_t macro_bytes_ = 0;
};

}  // namespace

std::vector<Directive> read_tree(const ForeignText& text, Includes& includes, Account& account) {
  return TreeReader(includes, account).run(text);
}

}  // namespace onward::config::apache
