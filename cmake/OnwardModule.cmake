# onward_module(NAME SOURCES ... [NEEDS module ...] [USES target ...] [TESTS ...] [FUZZ ...])
#
#   SOURCES  .cc files of the static library onward_NAME
#   NEEDS    lower modules that it includes (docs/ARCHITECTURE.md has the layers)
#   USES     third-party targets that no public header shows
#   TESTS    x_test.cc files: one test program NAME_test, its cases found by ctest
#   FUZZ     x_fuzz.cc files: one libFuzzer program each (only with ONWARD_FUZZ)
add_library(onward_flags INTERFACE)
target_compile_options(onward_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror)
if(ONWARD_SANITIZE)
  target_compile_options(onward_flags INTERFACE
    -fsanitize=${ONWARD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(onward_flags INTERFACE -fsanitize=${ONWARD_SANITIZE})
  if(ONWARD_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(onward_flags INTERFACE -Wno-tsan)
  endif()
endif()
if(ONWARD_FUZZ)
  target_compile_options(onward_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(onward_module NAME)
  cmake_parse_arguments(PARSE_ARGV 1 M "" "" "SOURCES;NEEDS;USES;TESTS;FUZZ")
  list(TRANSFORM M_NEEDS PREPEND onward_)
  add_library(onward_${NAME} STATIC ${M_SOURCES})
  target_include_directories(onward_${NAME} PUBLIC
    ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(onward_${NAME} PUBLIC ${M_NEEDS} PRIVATE ${M_USES} onward_flags)

  if(ONWARD_TESTS AND M_TESTS)
    add_executable(${NAME}_test ${M_TESTS})
    target_link_libraries(${NAME}_test PRIVATE
      onward_${NAME} onward_flags onward_test_support GTest::gmock GTest::gtest_main)
    gtest_discover_tests(${NAME}_test DISCOVERY_MODE PRE_TEST)
  endif()
  if(ONWARD_FUZZ)
    foreach(FILE IN LISTS M_FUZZ)
      get_filename_component(TARGET ${FILE} NAME_WE)
      add_executable(${TARGET} ${FILE})
      target_link_libraries(${TARGET} PRIVATE onward_${NAME} onward_flags)
      target_link_options(${TARGET} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()
