// SPDX-License-Identifier: MIT
// libyaml reads, as events with marks; here they become values. An alias is a copy of what its
// anchor names, and counts with all its values against kMaxNodes, so that no text of a few bytes
// fills the memory. "<<" brings the members of other mappings.
#include "config/yaml/node.h"

#include "base/ascii.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <yaml.h>

namespace onward::config::yaml {
namespace {

struct DeleteParser {
  void operator()(yaml_parser_t* parser) const {
    yaml_parser_delete(parser);
    std::default_delete<yaml_parser_t>()(parser);
  }
};

/// How many values a value has, itself included. Values nest kMaxDepth deep.
std::size_t size_of(const Node& node) {
  std::size_t size = 1;
  for (const Node& item : node.items) size += size_of(item);
  for (const auto& [key, value] : node.members) size += 1 + size_of(value);
  return size;
}

std::size_t depth_of(const Node& node) {
  std::size_t depth = 0;
  for (const Node& item : node.items) depth = std::max(depth, depth_of(item));
  for (const auto& [key, value] : node.members) depth = std::max(depth, depth_of(value));
  return depth + 1;
}

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

/// Builds the documents of one text until it ends or is wrong.
class Builder {
 public:
  Builder(std::string_view text, std::uint32_t first_line, Report& report)
      : first_line_(first_line),
        report_(report),
        parser_(std::make_unique<yaml_parser_t>().release()) {
    is_ready_ = yaml_parser_initialize(parser_.get()) == 1;
    if (!is_ready_) return;
    yaml_parser_set_encoding(parser_.get(), YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser_.get(), reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }

  /// Appends the documents. The line, from 1, at which the text is wrong; nullopt where it is not.
  std::optional<std::size_t> run(std::vector<Node>& documents) {
    if (!is_ready_) return 1;
    for (bool is_open = true; is_open;) {
      yaml_event_t event;
      if (yaml_parser_parse(parser_.get(), &event) == 0) {
        const auto& mark = parser_->problem_mark;
        fail({report_.file(), first_line_ + static_cast<std::uint32_t>(mark.line),
              static_cast<std::uint32_t>(mark.column) + 1},
             parser_->problem == nullptr ? "not YAML" : parser_->problem);
        finish(documents);
        return mark.line + 1;
      }
      is_open = take(event, documents);
      yaml_event_delete(&event);
    }
    return is_refused_ ? std::optional<std::size_t>(SIZE_MAX) : std::nullopt;
  }

 private:
  struct Open {
    Node node;
    std::optional<Node> key;
    std::string anchor;
  };

  rules::Place place(const yaml_event_t& event) const {
    return {report_.file(), first_line_ + static_cast<std::uint32_t>(event.start_mark.line),
            static_cast<std::uint32_t>(event.start_mark.column) + 1};
  }

  void fail(const rules::Place& where, std::string_view why) {
    report_.error_at(where, "this is no YAML: " + std::string(why));
  }

  /// False at the end.
  bool take(const yaml_event_t& event, std::vector<Node>& documents) {
    switch (event.type) {
      case YAML_STREAM_END_EVENT:
        return false;
      case YAML_DOCUMENT_START_EVENT:
        anchors_.clear();
        return true;
      case YAML_DOCUMENT_END_EVENT:
        finish(documents);
        return true;
      case YAML_SCALAR_EVENT:
        return put(scalar(event), std::string(view(event.data.scalar.anchor)));
      case YAML_ALIAS_EVENT:
        return alias(event);
      case YAML_SEQUENCE_START_EVENT:
        return open(Node::Kind::Sequence, event, view(event.data.sequence_start.anchor));
      case YAML_MAPPING_START_EVENT:
        return open(Node::Kind::Mapping, event, view(event.data.mapping_start.anchor));
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        return close();
      default:
        return true;
    }
  }

  Node scalar(const yaml_event_t& event) const {
    Node node;
    node.place = place(event);
    const auto& scalar = event.data.scalar;
    node.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
    const bool is_plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
    const bool is_null = is_plain && (node.text.empty() || node.text == "~" || node.text == "null");
    node.kind = is_null ? Node::Kind::Null : Node::Kind::Scalar;
    return node;
  }

  bool alias(const yaml_event_t& event) {
    const auto anchor = anchors_.find(std::string(view(event.data.alias.anchor)));
    Node node;
    if (anchor != anchors_.end()) {
      count_ += anchor->second.size;
      // The copy is made only where there is room for it.
      if (count_ > kMaxNodes || open_.size() + anchor->second.depth > kMaxDepth) {
        return refuse(place(event), "its aliases make it too large");
      }
      node = anchor->second.node;
    }
    node.place = place(event);
    return put(std::move(node), "");
  }

  bool refuse(const rules::Place& where, std::string_view why) {
    report_.error_at(where, "this YAML is not read: " + std::string(why));
    is_refused_ = true;
    return false;
  }

  bool open(Node::Kind kind, const yaml_event_t& event, std::string_view anchor) {
    if (open_.size() == kMaxDepth) return refuse(place(event), "it nests deeper than 64 levels");
    Open opened;
    opened.node.kind = kind;
    opened.node.place = place(event);
    opened.anchor = anchor;
    open_.push_back(std::move(opened));
    return true;
  }

  bool close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    return put(std::move(closed.node), closed.anchor);
  }

  /// A value that is whole, to where it belongs.
  bool put(Node node, const std::string& anchor) {
    if (++count_ > kMaxNodes) return refuse(node.place, "it has more than 4,000,000 values");
    if (!anchor.empty()) {
      anchors_.insert_or_assign(anchor, Anchor{node, size_of(node), depth_of(node)});
      count_ += anchors_.find(anchor)->second.size;
    }
    if (open_.empty()) {
      root_ = std::move(node);
      return true;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::Sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.key = std::move(node);
    } else if (parent.key->text == "<<") {
      merge(parent.node, std::move(node));
      parent.key.reset();
    } else {
      parent.node.members.push_back({std::move(*parent.key), std::move(node)});
      parent.key.reset();
    }
    return true;
  }

  static void merge(Node& into, Node from) {
    if (from.kind == Node::Kind::Sequence) {
      for (Node& one : from.items) merge(into, std::move(one));
      return;
    }
    for (auto& member : from.members) {
      if (into.find(member.first.text) == nullptr) into.members.push_back(std::move(member));
    }
  }

  /// What is open when a text is wrong is kept as far as it goes.
  void finish(std::vector<Node>& documents) {
    while (!open_.empty()) {
      Open& last = open_.back();
      if (last.key && last.node.is_mapping()) {
        last.node.members.push_back({std::move(*last.key), Node()});
        last.key.reset();
      }
      if (!close()) break;
    }
    if (root_) documents.push_back(std::move(*root_));
    root_.reset();
  }

  struct Anchor {
    Node node;
    std::size_t size = 0;
    std::size_t depth = 0;
  };

  std::uint32_t first_line_;
  Report& report_;
  std::unique_ptr<yaml_parser_t, DeleteParser> parser_;
  bool is_ready_ = false;
  bool is_refused_ = false;
  std::vector<Open> open_;
  std::optional<Node> root_;
  std::map<std::string, Anchor> anchors_;
  std::size_t count_ = 0;
};

/// Behind the line with this number, from 1.
std::string_view behind_line(std::string_view text, std::size_t line) {
  for (; line > 0 && !text.empty(); --line) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return text;
}

/// The lines of templates ("{{ if … }}") as blank ones.
std::string without_templates(std::string_view text) {
  std::string result(text);
  std::size_t begin = 0;
  while (begin < result.size()) {
    const std::size_t end = std::min(result.find('\n', begin), result.size());
    const std::size_t first = result.find_first_not_of(" \t", begin);
    const bool is_template =
        first < end && (result.compare(first, 2, "{{") == 0 || result.compare(first, 2, "{%") == 0);
    if (is_template)
      std::fill(result.begin() + static_cast<std::ptrdiff_t>(begin),
                result.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    begin = end + 1;
  }
  return result;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (base::equals_ignore_case(name.text, key)) return &value;
  }
  return nullptr;
}

std::string_view Node::text_of(std::string_view key) const {
  const Node* const node = find(key);
  return node != nullptr && node->is_scalar() ? std::string_view(node->text) : std::string_view();
}

std::vector<Node> read_documents(std::string_view text, Report& report) {
  const std::string clean = without_templates(text);
  std::vector<Node> documents;
  std::string_view rest = clean;
  std::size_t line = 1;
  // Faults beyond these are of a text that is no YAML at all.
  for (int faults = 0; faults < 100 && !rest.empty(); ++faults) {
    const auto wrong = Builder(rest, static_cast<std::uint32_t>(line), report).run(documents);
    if (!wrong || *wrong == SIZE_MAX) break;
    std::size_t skipped = *wrong;
    rest = behind_line(rest, *wrong);
    while (!rest.empty()) {
      const bool is_boundary = rest.starts_with('\n') || rest.starts_with("---");
      rest = behind_line(rest, 1);
      ++skipped;
      if (is_boundary) break;
    }
    line += skipped;
  }
  return documents;
}

}  // namespace onward::config::yaml
