# onward_module(NAME SOURCES ... [NEEDS module ...] [USES target ...] [TESTS ...] [FUZZ ...]
#               [THREADED])
#
#   SOURCES  .cc files of the static library onward_NAME
#   NEEDS    modules of lower layers that it includes (cmake/layers.txt has the layers)
#   USES     third-party targets that no header of the module shows
#   TESTS    x_test.cc files: one test program NAME_test, its cases found by ctest
#   FUZZ     x_fuzz.cc files: one libFuzzer program each, in <build>/fuzz/ (only with ONWARD_FUZZ)
#   THREADED the module has threads: its tests are labelled "threads", and CI runs them under TSan
#
# The module's headers, public and private, are found by themselves; each is compiled alone once,
# so that none leans on what was included before it: as the first include of the .cc of its name, or
# else as a file made for it.
function(onward_module NAME)
  cmake_parse_arguments(PARSE_ARGV 1 M "THREADED" "" "SOURCES;NEEDS;USES;TESTS;FUZZ")
  if(M_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "onward_module(${NAME}): what is \"${M_UNPARSED_ARGUMENTS}\"?")
  endif()
  onward_check_needs(${NAME} ${M_NEEDS})
  list(TRANSFORM M_NEEDS PREPEND onward_ OUTPUT_VARIABLE LIBRARIES)
  add_library(onward_${NAME} STATIC ${M_SOURCES})
  target_include_directories(onward_${NAME} PUBLIC
    ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(onward_${NAME} PUBLIC ${LIBRARIES} PRIVATE ${M_USES} onward_flags)
  list(JOIN M_NEEDS " " NEEDS)
  set_property(GLOBAL APPEND PROPERTY ONWARD_BUILT "${NAME}|$<TARGET_FILE:onward_${NAME}>|${NEEDS}")

  if(ONWARD_TESTS AND NOT ONWARD_SANITIZE)
    onward_headers_alone(${NAME} ${M_USES})
  endif()
  if(ONWARD_TESTS AND M_TESTS)
    if(M_THREADED)
      set(LABEL LABEL threads)
    endif()
    onward_test(${NAME}_test SOURCES ${M_TESTS} LINKS onward_${NAME} ${M_USES} ${LABEL})
  endif()
  if(ONWARD_FUZZ)
    foreach(FILE IN LISTS M_FUZZ)
      get_filename_component(TARGET ${FILE} NAME_WE)
      add_executable(${TARGET} ${FILE})
      target_link_libraries(${TARGET} PRIVATE onward_${NAME} ${M_USES} onward_flags)
      target_link_options(${TARGET} PRIVATE -fsanitize=fuzzer)
      set_target_properties(${TARGET} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
    endforeach()
  endif()
endfunction()

# onward_test(NAME SOURCES ... [LINKS target ...] [LABEL label]): one GoogleTest program, its
# cases found by ctest.
function(onward_test NAME)
  cmake_parse_arguments(PARSE_ARGV 1 T "" "LABEL" "SOURCES;LINKS")
  add_executable(${NAME} ${T_SOURCES})
  target_link_libraries(${NAME} PRIVATE
    ${T_LINKS} onward_flags onward_test_support GTest::gmock GTest::gtest_main)
  if(T_LABEL)
    set(LABELS LABELS ${T_LABEL})
  endif()
  gtest_discover_tests(${NAME} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300 ${LABELS})
endfunction()

# Sets RESULT to whether the .cc of a header's name includes it first, before anything it could lean
# on.
function(onward_is_included_first HEADER RESULT)
  string(REGEX REPLACE "^include/onward/" "src/" SOURCE ${HEADER})
  string(REGEX REPLACE "[.]h$" ".cc" SOURCE ${PROJECT_SOURCE_DIR}/${SOURCE})
  string(REGEX REPLACE "^(src|include)/" "" INCLUDED ${HEADER})
  set(FIRST "")
  if(EXISTS ${SOURCE})
    file(STRINGS ${SOURCE} FIRST REGEX "^#include" LIMIT_COUNT 1)
  endif()
  if(FIRST STREQUAL "#include \"${INCLUDED}\"")
    set(${RESULT} TRUE PARENT_SCOPE)
  else()
    set(${RESULT} FALSE PARENT_SCOPE)
  endif()
endfunction()

# Compiles each header of a module that no .cc includes first as a file of its own.
function(onward_headers_alone NAME)
  file(GLOB_RECURSE HEADERS CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
    ${PROJECT_SOURCE_DIR}/include/onward/${NAME}/*.h ${PROJECT_SOURCE_DIR}/src/${NAME}/*.h)
  set(SOURCES "")
  foreach(HEADER IN LISTS HEADERS)
    onward_is_included_first(${HEADER} IS_FIRST)
    if(IS_FIRST)
      continue()
    endif()
    string(REGEX REPLACE "^(src|include)/" "" INCLUDED ${HEADER})
    string(REPLACE "/" "_" SOURCE ${INCLUDED}.cc)
    file(CONFIGURE OUTPUT alone/${SOURCE} CONTENT "#include \"${INCLUDED}\"\n")
    list(APPEND SOURCES ${CMAKE_CURRENT_BINARY_DIR}/alone/${SOURCE})
  endforeach()
  if(SOURCES)
    add_library(onward_${NAME}_headers_alone OBJECT ${SOURCES})
    target_link_libraries(onward_${NAME}_headers_alone PRIVATE onward_${NAME} ${ARGN} onward_flags)
  endif()
endfunction()

# Writes <build>/modules.txt: "module|its library|the modules it needs". The house test reads it.
function(onward_write_modules)
  get_property(BUILT GLOBAL PROPERTY ONWARD_BUILT)
  list(JOIN BUILT "\n" LINES)
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/modules.txt CONTENT "${LINES}\n")
endfunction()
