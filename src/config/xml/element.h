// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// An XML document as elements with places: what the reader of web.config sees of it.
namespace onward::config {

inline constexpr std::size_t kMaxXmlBytes = std::size_t{64} * 1024 * 1024;
inline constexpr std::size_t kMaxXmlDepth = 64;
inline constexpr std::size_t kMaxXmlElements = 1'000'000;

struct XmlElement {
  std::string name;
  rules::Place place;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<XmlElement> children;  ///< text between them is not kept

  /// The value of an attribute; null where it is absent.
  const std::string* attribute(std::string_view wanted) const;
  /// The same, or what stands for an absent one.
  std::string attribute_or(std::string_view wanted, std::string_view otherwise) const;
  /// Whether an attribute is "true", in any case; `otherwise` where it is absent.
  bool is_true(std::string_view wanted, bool otherwise) const;
  /// The first child of this name; null where there is none.
  const XmlElement* child(std::string_view wanted) const;
};

/// The outermost element; nullopt where the text is no XML, with the place and the reason in the
/// report. A document type, and so every entity of its own, is refused.
std::optional<XmlElement> parse_xml(std::string_view text, Report& report);

}  // namespace onward::config
