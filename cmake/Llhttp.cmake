# onward_llhttp: llhttp in its strict mode, an oracle for tests and fuzz targets and a mark for the
# benchmarks; never part of what we ship. It is C and comes as source: Debian's node-llhttp.
set(LLHTTP /usr/share/llhttp)
if(NOT EXISTS ${LLHTTP}/llhttp.c)
  message(FATAL_ERROR "${LLHTTP}/llhttp.c is not there: install the package node-llhttp")
endif()

# The C compiler beside the C++ one: g++-12 and gcc-12, clang++-16 and clang-16.
string(REPLACE "clang++" "clang" CMAKE_C_COMPILER "${CMAKE_CXX_COMPILER}")
string(REPLACE "g++" "gcc" CMAKE_C_COMPILER "${CMAKE_C_COMPILER}")
enable_language(C)

add_library(onward_llhttp STATIC ${LLHTTP}/api.c ${LLHTTP}/http.c ${LLHTTP}/llhttp.c)
target_include_directories(onward_llhttp SYSTEM PUBLIC /usr/share/include)
target_include_directories(onward_llhttp PRIVATE /usr/share/include/llhttp)
target_compile_definitions(onward_llhttp PUBLIC LLHTTP_STRICT_MODE=1)
