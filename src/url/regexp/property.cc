// SPDX-License-Identifier: MIT
// \p{…}: which ASCII characters (and U+017F, U+212A, which fold to ASCII) have a Unicode property.
// ICU knows the properties but matches names loosely; ECMAScript matches them exactly (ECMA-262,
// tables "Non-binary Unicode property aliases", "Binary Unicode property aliases" and "Binary
// Unicode properties of strings"), so every name is compared with ICU's own spelling.
#include "url/regexp/property.h"

#include <algorithm>
#include <array>
#include <string>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace onward::url {
namespace {

struct Binary {
  std::string_view name;
  std::string_view alias;
  UProperty property;
};

constexpr std::array kBinary{
    Binary{"ASCII_Hex_Digit", "AHex", UCHAR_ASCII_HEX_DIGIT},
    Binary{"Alphabetic", "Alpha", UCHAR_ALPHABETIC},
    Binary{"Bidi_Control", "Bidi_C", UCHAR_BIDI_CONTROL},
    Binary{"Bidi_Mirrored", "Bidi_M", UCHAR_BIDI_MIRRORED},
    Binary{"Case_Ignorable", "CI", UCHAR_CASE_IGNORABLE},
    Binary{"Cased", "Cased", UCHAR_CASED},
    Binary{"Changes_When_Casefolded", "CWCF", UCHAR_CHANGES_WHEN_CASEFOLDED},
    Binary{"Changes_When_Casemapped", "CWCM", UCHAR_CHANGES_WHEN_CASEMAPPED},
    Binary{"Changes_When_Lowercased", "CWL", UCHAR_CHANGES_WHEN_LOWERCASED},
    Binary{"Changes_When_NFKC_Casefolded", "CWKCF", UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED},
    Binary{"Changes_When_Titlecased", "CWT", UCHAR_CHANGES_WHEN_TITLECASED},
    Binary{"Changes_When_Uppercased", "CWU", UCHAR_CHANGES_WHEN_UPPERCASED},
    Binary{"Dash", "Dash", UCHAR_DASH},
    Binary{"Default_Ignorable_Code_Point", "DI", UCHAR_DEFAULT_IGNORABLE_CODE_POINT},
    Binary{"Deprecated", "Dep", UCHAR_DEPRECATED},
    Binary{"Diacritic", "Dia", UCHAR_DIACRITIC},
    Binary{"Emoji", "Emoji", UCHAR_EMOJI},
    Binary{"Emoji_Component", "EComp", UCHAR_EMOJI_COMPONENT},
    Binary{"Emoji_Modifier", "EMod", UCHAR_EMOJI_MODIFIER},
    Binary{"Emoji_Modifier_Base", "EBase", UCHAR_EMOJI_MODIFIER_BASE},
    Binary{"Emoji_Presentation", "EPres", UCHAR_EMOJI_PRESENTATION},
    Binary{"Extended_Pictographic", "ExtPict", UCHAR_EXTENDED_PICTOGRAPHIC},
    Binary{"Extender", "Ext", UCHAR_EXTENDER},
    Binary{"Grapheme_Base", "Gr_Base", UCHAR_GRAPHEME_BASE},
    Binary{"Grapheme_Extend", "Gr_Ext", UCHAR_GRAPHEME_EXTEND},
    Binary{"Hex_Digit", "Hex", UCHAR_HEX_DIGIT},
    Binary{"IDS_Binary_Operator", "IDSB", UCHAR_IDS_BINARY_OPERATOR},
    Binary{"IDS_Trinary_Operator", "IDST", UCHAR_IDS_TRINARY_OPERATOR},
    Binary{"ID_Continue", "IDC", UCHAR_ID_CONTINUE},
    Binary{"ID_Start", "IDS", UCHAR_ID_START},
    Binary{"Ideographic", "Ideo", UCHAR_IDEOGRAPHIC},
    Binary{"Join_Control", "Join_C", UCHAR_JOIN_CONTROL},
    Binary{"Logical_Order_Exception", "LOE", UCHAR_LOGICAL_ORDER_EXCEPTION},
    Binary{"Lowercase", "Lower", UCHAR_LOWERCASE},
    Binary{"Math", "Math", UCHAR_MATH},
    Binary{"Noncharacter_Code_Point", "NChar", UCHAR_NONCHARACTER_CODE_POINT},
    Binary{"Pattern_Syntax", "Pat_Syn", UCHAR_PATTERN_SYNTAX},
    Binary{"Pattern_White_Space", "Pat_WS", UCHAR_PATTERN_WHITE_SPACE},
    Binary{"Quotation_Mark", "QMark", UCHAR_QUOTATION_MARK},
    Binary{"Radical", "Radical", UCHAR_RADICAL},
    Binary{"Regional_Indicator", "RI", UCHAR_REGIONAL_INDICATOR},
    Binary{"Sentence_Terminal", "STerm", UCHAR_S_TERM},
    Binary{"Soft_Dotted", "SD", UCHAR_SOFT_DOTTED},
    Binary{"Terminal_Punctuation", "Term", UCHAR_TERMINAL_PUNCTUATION},
    Binary{"Unified_Ideograph", "UIdeo", UCHAR_UNIFIED_IDEOGRAPH},
    Binary{"Uppercase", "Upper", UCHAR_UPPERCASE},
    Binary{"Variation_Selector", "VS", UCHAR_VARIATION_SELECTOR},
    Binary{"White_Space", "space", UCHAR_WHITE_SPACE},
    Binary{"XID_Continue", "XIDC", UCHAR_XID_CONTINUE},
    Binary{"XID_Start", "XIDS", UCHAR_XID_START},
};

// None of them has a member that is wholly ASCII: even a keycap is "1" and two other code points.
constexpr std::array<std::string_view, 7> kOfStrings{
    "Basic_Emoji",
    "Emoji_Keycap_Sequence",
    "RGI_Emoji_Modifier_Sequence",
    "RGI_Emoji_Flag_Sequence",
    "RGI_Emoji_Tag_Sequence",
    "RGI_Emoji_ZWJ_Sequence",
    "RGI_Emoji",
};

template <class Has>
PropertySet ascii_with(bool ignore_case, Has has) {
  PropertySet result{ClassSet(ignore_case)};
  for (char32_t c = 0; c < 128; ++c) {
    if (has(static_cast<UChar32>(c))) result.set.add(c);
  }
  for (const char32_t c : {char32_t{0x17F}, char32_t{0x212A}}) {
    if (has(static_cast<UChar32>(c))) result.set.add(c);
  }
  return result;
}

// The value of `property` that is called exactly `name`; UCHAR_INVALID_CODE if there is none.
int exact_value(UProperty property, std::string_view name) {
  const std::string text(name);
  const int value = u_getPropertyValueEnum(property, text.c_str());
  if (value == UCHAR_INVALID_CODE) return value;
  for (int choice = U_SHORT_PROPERTY_NAME; choice < 8; ++choice) {
    const char* const known =
        u_getPropertyValueName(property, value, static_cast<UPropertyNameChoice>(choice));
    if (known && text == known) return value;
    if (!known && choice > U_LONG_PROPERTY_NAME) break;
  }
  return UCHAR_INVALID_CODE;
}

std::optional<PropertySet> general_category(std::string_view name, bool ignore_case) {
  const int mask = exact_value(UCHAR_GENERAL_CATEGORY_MASK, name);
  if (mask == UCHAR_INVALID_CODE) return std::nullopt;
  return ascii_with(ignore_case, [mask](UChar32 c) {
    return (U_GET_GC_MASK(c) & static_cast<std::uint32_t>(mask)) != 0;
  });
}

// ICU also knows codes of ISO 15924 that Unicode does not use yet.
bool is_unicode_script(UScriptCode script) {
  return script == USCRIPT_COMMON || script == USCRIPT_INHERITED || script == USCRIPT_UNKNOWN ||
         script == USCRIPT_KATAKANA_OR_HIRAGANA ||
         uscript_getUsage(script) != USCRIPT_USAGE_NOT_ENCODED;
}

std::optional<PropertySet> script(std::string_view name, bool extensions, bool ignore_case) {
  const auto value = static_cast<UScriptCode>(exact_value(UCHAR_SCRIPT, name));
  if (value < 0 || !is_unicode_script(value)) return std::nullopt;
  return ascii_with(ignore_case, [=](UChar32 c) {
    if (extensions) return static_cast<bool>(uscript_hasScript(c, value));
    return u_getIntPropertyValue(c, UCHAR_SCRIPT) == value;
  });
}

std::optional<PropertySet> lone_property(std::string_view name, bool ignore_case) {
  if (name == "Any" || name == "Assigned") {
    return ascii_with(ignore_case, [](UChar32) { return true; });
  }
  if (name == "ASCII") {
    return ascii_with(ignore_case, [](UChar32 c) { return c < 128; });
  }
  for (const Binary& row : kBinary) {
    if (name != row.name && name != row.alias) continue;
    return ascii_with(ignore_case,
                      [&row](UChar32 c) { return u_hasBinaryProperty(c, row.property) != 0; });
  }
  if (std::find(kOfStrings.begin(), kOfStrings.end(), name) != kOfStrings.end()) {
    return PropertySet{ClassSet(ignore_case), true};
  }
  return general_category(name, ignore_case);
}

}  // namespace

std::optional<PropertySet> property_set(std::string_view expression, bool ignore_case) {
  const std::size_t equals = expression.find('=');
  if (equals == std::string_view::npos) return lone_property(expression, ignore_case);
  const std::string_view name = expression.substr(0, equals);
  const std::string_view value = expression.substr(equals + 1);
  if (name == "General_Category" || name == "gc") return general_category(value, ignore_case);
  if (name == "Script" || name == "sc") return script(value, false, ignore_case);
  if (name == "Script_Extensions" || name == "scx") return script(value, true, ignore_case);
  return std::nullopt;
}

}  // namespace onward::url
