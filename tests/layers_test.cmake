# The configure-time layer checks, shown to refuse. Run by ctest:
#   cmake -P tests/layers_test.cmake
# It runs itself once a case, with CASE set; a case that should be refused must end in an error
# that says why.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/Layers.cmake)

if(DEFINED CASE)
  onward_read_layers(${CMAKE_CURRENT_LIST_DIR}/../cmake/layers.txt)
  onward_check_needs(${CASE})
  return()
endif()

function(expect CASE_ARGUMENTS WANTED)
  execute_process(COMMAND ${CMAKE_COMMAND} "-DCASE=${CASE_ARGUMENTS}" -P ${CMAKE_SCRIPT_MODE_FILE}
    ERROR_VARIABLE SAID RESULT_VARIABLE CODE)
  string(REGEX REPLACE "[ \n]+" " " SAID "${SAID}")
  if(WANTED STREQUAL "accepted" AND NOT CODE EQUAL 0)
    message(FATAL_ERROR "\"${CASE_ARGUMENTS}\" was refused: ${SAID}")
  elseif(NOT WANTED STREQUAL "accepted" AND (CODE EQUAL 0 OR NOT SAID MATCHES "${WANTED}"))
    message(FATAL_ERROR "\"${CASE_ARGUMENTS}\" should be refused with \"${WANTED}\": ${SAID}")
  endif()
endfunction()

expect("base" accepted)
expect("url;base" accepted)
expect("cli;gateway;base" accepted)
expect("url;http" "url .layer 1. may not need http .layer 2.")
expect("config;hold" "config .layer 5. may not need hold .layer 5.")
expect("url;url" "url .layer 1. may not need url .layer 1.")
expect("base;url" "may not need url")
expect("url;base;gateway" "may not need gateway")
expect("url;strings" "\"strings\" is not in cmake/layers.txt")
expect("strings;base" "\"strings\" is not in cmake/layers.txt")
