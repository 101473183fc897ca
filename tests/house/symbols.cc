// SPDX-License-Identifier: MIT
// An allow-list and not a deny-list: a new way to the system is refused until someone thought
// about it and wrote a row. Rows are whole-match expressions on demangled names. A row that names
// modules is for those alone, with the reason.
#include "house/symbols.h"

#include <array>
#include <regex>
#include <set>
#include <sstream>

namespace onward::house {
namespace {

struct Allowed {
  const char* expression;
  const char* modules = "";  ///< space-separated; "" for every pure module
};

const std::array kAllowed{
    // Ours: judged where they are defined.
    Allowed{R"((\S+ )*onward::.*)"},
    Allowed{R"((vtable|typeinfo|typeinfo name|guard variable|VTT) for onward::.*)"},
    // The compiler's own runtime, and its sanitizers'.
    Allowed{R"(__(cxa|gxx|stack_chk|dso|asan|ubsan|tsan|sanitizer|sancov|start|stop)_\w+)"},
    Allowed{R"(__u?(div|mod|divmod|mul)ti[34]|__(popcount|clz|ctz)[dt]i2)"},
    Allowed{R"(_Unwind_Resume|_GLOBAL_OFFSET_TABLE_|abort)"},
    Allowed{R"((vtable|typeinfo) for __cxxabiv1::\w+)"},
    // Memory and bytes.
    Allowed{R"(operator (new|delete)(\[\])?\(.*\))"},
    Allowed{R"((__)?(mem(cpy|move|set|cmp|chr|rchr|mem)|str(n?len|n?cmp|r?chr|spn|cspn))(_chk)?)"},
    Allowed{R"(bcmp)"},
    // The standard library's strings, containers and errors. "std::__" is libstdc++'s inside;
    // of that, only what is named.
    Allowed{R"(std::(__cxx11::)?basic_string<.*)"},
    Allowed{R"(std::__throw_\w+\(.*\))"},
    Allowed{R"(std::__glibcxx_assert_fail\(.*\)|std::terminate\(\))"},
    Allowed{R"(std::__detail::_Prime_rehash_policy::.*|std::_Hash_bytes\(.*\))"},
    Allowed{R"(std::_Rb_tree_\w+\(.*\)|std::__detail::_List_node_base::.*)"},
    Allowed{R"(std::(to|from)_chars\(.*\))"},
    Allowed{R"(std::(exception|bad_\w+|logic_error|length_error|out_of_range)::.*)"},
    Allowed{R"((vtable|typeinfo) for std::(exception|bad_\w+|logic_error|length_error))"},
    // A shared_ptr's counter asks whether there are threads at all.
    Allowed{R"(__libc_single_threaded)"},
    Allowed{R"(std::get_new_handler\(\)|std::nothrow)"},
    // How CHECK says what it saw before it aborts.
    Allowed{R"(fputs|stderr)", "base"},
    // Unicode: UTS 46 and normalization tables (ICU), regular-expression groups (RE2).
    Allowed{R"(u\w+_72)", "url"},
    Allowed{R"((vtable|typeinfo) for icu_72::.*|icu_72::.*)", "url"},
    Allowed{R"(re2::.*)", "url rules"},
    // The expressions that RE2 has no words for.
    Allowed{R"(pcre2_\w+_8)", "rules"},
    // JSON and XML, from memory.
    Allowed{R"((vtable for |typeinfo for )?boost::(json|system|container)::.*|XML_\w+)", "config"},
    // Boost.System's texts of errors and Boost's assertions, in the header of the JSON parser.
    Allowed{R"(__assert_fail|strerror_r|strncpy|vsnprintf)", "config"},
    // YAML: bytes in, events out (libyaml); no file is given to it.
    Allowed{R"(yaml_(parser_(initialize|delete|parse|set_encoding|set_input_string)|event_delete))",
            "config"},
};

bool names(std::string_view modules, std::string_view module) {
  std::istringstream words{std::string(modules)};
  for (std::string word; words >> word;) {
    if (word == module) return true;
  }
  return modules.empty();
}

}  // namespace

std::vector<std::string> imported_symbols(std::string_view nm_output) {
  static const std::regex kLine(R"(^\s+[UwV]\s+(.+)$)");
  std::set<std::string> symbols;
  std::istringstream stream{std::string(nm_output)};
  for (std::string line; std::getline(stream, line);) {
    std::smatch match;
    if (std::regex_match(line, match, kLine)) symbols.insert(match[1]);
  }
  return {symbols.begin(), symbols.end()};
}

bool may_import(std::string_view module, const std::string& symbol) {
  for (const Allowed& allowed : kAllowed) {
    if (!names(allowed.modules, module)) continue;
    if (std::regex_match(symbol, std::regex(allowed.expression))) return true;
  }
  return false;
}

Findings check_symbols(const std::string& module, std::string_view nm_output) {
  Findings findings;
  for (const std::string& symbol : imported_symbols(nm_output)) {
    if (!may_import(module, symbol)) {
      findings.push_back({"libonward_" + module + ".a", 0,
                          "imports " + symbol + ": not what a pure module needs (if it is, say " +
                              "why in tests/house/symbols.cc)"});
    }
  }
  return findings;
}

}  // namespace onward::house
