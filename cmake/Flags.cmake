# onward_flags: what every file of ours is compiled and linked with.
add_library(onward_flags INTERFACE)
target_compile_options(onward_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Werror)
# Where the source lies is of no matter to what is built of it: a program is the same from any folder,
# and so is what a fuzz target does with a seed. gdb finds the source from the project's folder.
target_compile_options(onward_flags INTERFACE "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # Two warnings that g++ 12 gives for right code at -O2: an empty std::optional's value is not read
  # (GCC bug 80635), and appending a literal to a std::string overlaps nothing (bug 105651).
  target_compile_options(onward_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
endif()

if(ONWARD_TESTS OR ONWARD_FUZZ)
  # Cheap checks of the standard library's preconditions (an index, an empty front()).
  target_compile_definitions(onward_flags INTERFACE _GLIBCXX_ASSERTIONS)
endif()

# The program that meets the world: overflows of what has a known size, of the stack and of return
# addresses end it, and nothing that is called through is written to (tests/package/hardened looks).
if(CMAKE_BUILD_TYPE STREQUAL Release AND NOT ONWARD_SANITIZE)
  target_compile_options(onward_flags INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection
    -fcf-protection=full)
  target_link_options(onward_flags INTERFACE
    -pie LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
endif()

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
