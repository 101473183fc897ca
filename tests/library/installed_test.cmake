# cmake -D HOW=cmake|pkg-config|headers -D BINARY=… -D SOURCE=… -D COMPILER=… -D FOLDER=… -P this:
# installs libonward into FOLDER/HOW and uses it from there as a stranger would.
cmake_minimum_required(VERSION 3.25)

set(PREFIX ${FOLDER}/${HOW}/prefix)
set(BUILD ${FOLDER}/${HOW}/build)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()

# What a program of the examples prints must be this.
function(expect PROGRAM EXPECTED)
  execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE PRINTED COMMAND_ERROR_IS_FATAL ANY)
  if(NOT PRINTED STREQUAL EXPECTED)
    message(FATAL_ERROR "${PROGRAM} printed\n${PRINTED}instead of\n${EXPECTED}")
  endif()
endfunction()

function(expect_examples)
  expect(${BUILD}/decide [[
PUT https://eu.api.example/v2/orders
  without Authorization
GET https://eu.api.example/done?id=7
stop: content-not-replayable
]])
  expect(${BUILD}/answer [[
307 https://api.example/v2/orders?x=1
308 /new/about
404 
]])
  # Needs no server: what it says is the client's own answer, before anything is sent.
  expect(${BUILD}/follow "usage: follow URL [TEXT]\n")
  execute_process(COMMAND ${BUILD}/follow ftp://127.0.0.1/ RESULT_VARIABLE CODE
    ERROR_VARIABLE SAID OUTPUT_QUIET)
  if(NOT CODE EQUAL 1 OR SAID STREQUAL "")
    message(FATAL_ERROR "follow ftp://127.0.0.1/ ended with ${CODE} and said '${SAID}'")
  endif()
endfunction()

# Every header that was installed, with nothing but the prefix: no private header, no third party
# but tl/expected.hpp.
function(compile_headers)
  file(GLOB_RECURSE HEADERS RELATIVE ${PREFIX}/include ${PREFIX}/include/onward/*.h)
  list(LENGTH HEADERS COUNT)
  if(COUNT LESS 10)
    message(FATAL_ERROR "only ${COUNT} headers are installed")
  endif()
  foreach(MODULE IN ITEMS base url http redirect rules config client)
    if(NOT IS_DIRECTORY ${PREFIX}/include/onward/${MODULE})
      message(FATAL_ERROR "the headers of ${MODULE} are not installed")
    endif()
  endforeach()
  if(EXISTS ${PREFIX}/include/onward/gateway)
    message(FATAL_ERROR "gateway is no part of the library")
  endif()
  set(TEXT "")
  foreach(HEADER IN LISTS HEADERS)
    string(APPEND TEXT "#include <${HEADER}>\n")
  endforeach()
  file(WRITE ${BUILD}/headers.cc "${TEXT}")
  run(${COMPILER} -std=c++20 -Wall -Wextra -Werror -pedantic -fsyntax-only -I${PREFIX}/include
    ${BUILD}/headers.cc)
endfunction()

function(build_with_pkg_config)
  set(ENV{PKG_CONFIG_PATH} ${PREFIX}/lib/pkgconfig)
  execute_process(COMMAND pkg-config --static --cflags --libs onward
    OUTPUT_VARIABLE FLAGS OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(FLAGS UNIX_COMMAND "${FLAGS}")
  foreach(PROGRAM IN ITEMS decide answer follow)
    run(${COMPILER} -std=c++20 ${SOURCE}/examples/library/${PROGRAM}.cc ${FLAGS}
      -o ${BUILD}/${PROGRAM})
  endforeach()
endfunction()

file(REMOVE_RECURSE ${PREFIX} ${BUILD})
file(MAKE_DIRECTORY ${BUILD})
run(${CMAKE_COMMAND} --install ${BINARY} --component library --prefix ${PREFIX})
if(HOW STREQUAL "headers")
  compile_headers()
elseif(HOW STREQUAL "pkg-config")
  build_with_pkg_config()
  expect_examples()
else()
  run(${CMAKE_COMMAND} -S ${SOURCE}/examples/library -B ${BUILD} -G Ninja
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_PREFIX_PATH=${PREFIX})
  run(${CMAKE_COMMAND} --build ${BUILD})
  expect_examples()
endif()
