// SPDX-License-Identifier: MIT
// The allow-list of imported symbols: what a pure module needs passes, the ways to the system that
// we know are refused. tests/house_test.cc does the same with a real library.
#include "house/symbols.h"

#include <gtest/gtest.h>

namespace onward::house {
namespace {

TEST(HouseRuleSymbols, ImportedSymbols) {
  EXPECT_EQ(
      imported_symbols("\nx.cc.o:\n                 U memcpy\n                 w __gmon_start__\n"
                       "y.cc.o:\n                 U memcpy\n                 U open\n"),
      (std::vector<std::string>{"__gmon_start__", "memcpy", "open"}));
}

TEST(HouseRuleSymbols, SymbolsOfAPureModule) {
  for (const char* symbol :
       {"memcpy", "__memcpy_chk", "strlen", "abort", "operator new(unsigned long)",
        "operator delete(void*, unsigned long)", "__cxa_throw", "__libc_single_threaded",
        "__udivti3", "std::bad_optional_access::~bad_optional_access()", "__gxx_personality_v0",
        "std::__throw_length_error(char const*)", "__asan_report_load8",
        "std::__cxx11::basic_string<char, std::char_traits<char> >::reserve()",
        "onward::url::parse(std::basic_string_view<char, std::char_traits<char> >)",
        "vtable for onward::base::Clock", "std::from_chars(char const*, char const*, double&)"}) {
    EXPECT_TRUE(may_import("http", symbol)) << symbol;
  }
  for (const char* symbol : {"socket",
                             "open",
                             "open64",
                             "openat",
                             "fopen",
                             "read",
                             "write",
                             "mmap",
                             "clock_gettime",
                             "gettimeofday",
                             "time",
                             "getenv",
                             "secure_getenv",
                             "pthread_create",
                             "getrandom",
                             "rand",
                             "printf",
                             "puts",
                             "nanosleep",
                             "exit",
                             "signal",
                             "dlopen",
                             "getaddrinfo",
                             "__errno_location",
                             "std::chrono::_V2::system_clock::now()",
                             "std::chrono::_V2::steady_clock::now()",
                             "std::random_device::_M_getval()",
                             "std::cout",
                             "std::ios_base::Init::Init()",
                             "std::locale::locale()",
                             "std::thread::_M_start_thread(std::unique_ptr<>)",
                             "std::basic_ifstream<char, std::char_traits<char> >::basic_ifstream()",
                             "std::filesystem::status(std::filesystem::__cxx11::path const&)",
                             "fputs",
                             "stderr",
                             "uidna_openUTS46_72",
                             "re2::RE2::RE2(char const*)"}) {
    EXPECT_FALSE(may_import("http", symbol)) << symbol;
  }
}

TEST(HouseRuleSymbols, SymbolsOfOneModuleOnly) {
  EXPECT_TRUE(may_import("base", "fputs"));
  EXPECT_TRUE(may_import("url", "uidna_openUTS46_72"));
  EXPECT_TRUE(may_import("url", "re2::RE2::RE2(char const*)"));
  EXPECT_TRUE(may_import("rules", "re2::RE2::RE2(char const*)"));
  EXPECT_FALSE(may_import("url", "fputs"));
  EXPECT_FALSE(may_import("base", "re2::RE2::RE2(char const*)"));
  EXPECT_EQ(check_symbols("http", "   U open\n   U memcpy\n").size(), 1U);
}

}  // namespace
}  // namespace onward::house
