// SPDX-License-Identifier: MIT
// The only file that includes expat. It is handed the whole text at once; nesting is kept on a
// stack of our own, and nothing recurses. What would open files or grow, a document type and its
// entities, ends the reading.
#include "config/xml/element.h"

#include "base/ascii.h"

#include <algorithm>
#include <expat.h>
#include <memory>

namespace onward::config {
namespace {

struct ParserDeleter {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<XML_ParserStruct, ParserDeleter>;

/// What the handlers share.
struct Building {
  XML_Parser parser = nullptr;
  std::string_view text;
  std::uint32_t file = 0;
  std::uint32_t line = 1;
  std::size_t line_begin = 0;
  std::size_t counted = 0;
  std::vector<XmlElement> open;
  std::optional<XmlElement> document;
  std::size_t elements = 0;
  std::string refusal;

  /// In the lines that reports and editors count; to Expat a CR alone ends one, too. It never goes
  /// back.
  rules::Place place() {
    const auto here =
        static_cast<std::size_t>(std::max(XML_GetCurrentByteIndex(parser), XML_Index{0}));
    for (; counted < std::min(here, text.size()); ++counted) {
      if (text[counted] != '\n') continue;
      ++line;
      line_begin = counted + 1;
    }
    return {file, line, static_cast<std::uint32_t>(counted - line_begin) + 1};
  }

  void refuse(std::string reason) {
    refusal = std::move(reason);
    XML_StopParser(parser, XML_FALSE);
  }
};

Building& building(void* user) { return *static_cast<Building*>(user); }

void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
  Building& self = building(user);
  if (self.open.size() >= kMaxXmlDepth) return self.refuse("more than 64 elements are nested");
  if (++self.elements > kMaxXmlElements) return self.refuse("more than 1,000,000 elements");
  XmlElement element;
  element.name = name;
  element.place = self.place();
  for (; attributes[0] != nullptr; attributes += 2) {
    element.attributes.emplace_back(attributes[0], attributes[1]);
  }
  self.open.push_back(std::move(element));
}

void XMLCALL on_end(void* user, const XML_Char* /*name*/) {
  Building& self = building(user);
  if (self.open.empty()) return;
  XmlElement element = std::move(self.open.back());
  self.open.pop_back();
  if (self.open.empty()) {
    self.document = std::move(element);
  } else {
    self.open.back().children.push_back(std::move(element));
  }
}

void XMLCALL on_doctype(void* user, const XML_Char* /*name*/, const XML_Char* /*system*/,
                        const XML_Char* /*public_id*/, int /*has_subset*/) {
  building(user).refuse("it has a document type, which is not read");
}

}  // namespace

const std::string* XmlElement::attribute(std::string_view wanted) const {
  const auto found =
      std::ranges::find(attributes, wanted, &std::pair<std::string, std::string>::first);
  return found == attributes.end() ? nullptr : &found->second;
}

std::string XmlElement::attribute_or(std::string_view wanted, std::string_view otherwise) const {
  const std::string* value = attribute(wanted);
  return value == nullptr ? std::string(otherwise) : *value;
}

bool XmlElement::is_true(std::string_view wanted, bool otherwise) const {
  const std::string* value = attribute(wanted);
  return value == nullptr ? otherwise : base::equals_ignore_case(*value, "true");
}

const XmlElement* XmlElement::child(std::string_view wanted) const {
  const auto found = std::ranges::find(children, wanted, &XmlElement::name);
  return found == children.end() ? nullptr : &*found;
}

std::optional<XmlElement> parse_xml(std::string_view text, Report& report) {
  if (text.size() > kMaxXmlBytes) {
    report.error({}, "the file is longer than 64 MiB");
    return {};
  }
  const Parser parser(XML_ParserCreate(nullptr));
  Building self;
  self.parser = parser.get();
  self.text = text;
  self.file = report.file();
  XML_SetUserData(self.parser, &self);
  XML_SetElementHandler(self.parser, on_start, on_end);
  XML_SetStartDoctypeDeclHandler(self.parser, on_doctype);
  const auto status = XML_Parse(self.parser, text.data(), static_cast<int>(text.size()), 1);
  if (status == XML_STATUS_OK && self.document) return std::move(self.document);
  if (self.refusal.empty()) self.refusal = XML_ErrorString(XML_GetErrorCode(self.parser));
  report.error_at(self.place(), "not valid XML: " + self.refusal);
  return {};
}

}  // namespace onward::config
