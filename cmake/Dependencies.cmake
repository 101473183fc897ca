# Third-party libraries, all of them Debian 12 packages (docs/decisions/ says why each is here).
find_package(tl-expected REQUIRED)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)
find_package(PkgConfig REQUIRED)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(CLI11 REQUIRED)

if(ONWARD_TESTS)
  find_package(GTest REQUIRED)
endif()
if(ONWARD_BENCH)
  find_package(benchmark REQUIRED)
endif()
