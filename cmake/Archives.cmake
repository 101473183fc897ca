# The release program takes what libcurl does not need anyway as archives: nine shared libraries
# less to look symbols up in, which is a sixth of what starting `onward follow` costs
# (docs/decisions/0030-libcurl-as-transport.md). Where a system has no archives, all stays shared.

# Makes TARGET, an imported library, stand for the archive of that name.
function(onward_use_archive TARGET NAME)
  find_library(ONWARD_ARCHIVE_${NAME} lib${NAME}.a)
  if(NOT ONWARD_ARCHIVE_${NAME})
    message(STATUS "lib${NAME}.a is not there: the shared library is used")
    return()
  endif()
  get_target_property(IS_FILE ${TARGET} IMPORTED_LOCATION)
  if(IS_FILE)
    set_target_properties(${TARGET} PROPERTIES
      IMPORTED_LOCATION ${ONWARD_ARCHIVE_${NAME}} IMPORTED_LOCATION_RELEASE ${ONWARD_ARCHIVE_${NAME}})
  else()
    set_target_properties(${TARGET} PROPERTIES INTERFACE_LINK_LIBRARIES ${ONWARD_ARCHIVE_${NAME}})
  endif()
endfunction()

# ICU's data are 31 MB of languages; what it knows of characters alone is 0.5 MB, the *.icu and
# *.nrm at the top. They become the library onward_icu_data, which has the symbol of the whole.
# Sets RESULT to whether that worked.
function(onward_icu_character_data RESULT)
  set(${RESULT} FALSE PARENT_SCOPE)
  find_library(ONWARD_ARCHIVE_icudata libicudata.a)
  find_program(ONWARD_ICUPKG icupkg PATHS /usr/sbin)
  if(NOT ONWARD_ARCHIVE_icudata OR NOT ONWARD_ICUPKG)
    message(STATUS "no libicudata.a, or no icupkg: the shared ICU is used")
    return()
  endif()
  set(FOLDER ${PROJECT_BINARY_DIR}/icu)
  string(REGEX MATCH "^[0-9]+" MAJOR "${ICU_VERSION}")
  set(PACKAGE icudt${MAJOR}l.dat)
  file(MAKE_DIRECTORY ${FOLDER}/all ${FOLDER}/characters)
  set(RUN COMMAND_ERROR_IS_FATAL ANY WORKING_DIRECTORY ${FOLDER})
  execute_process(COMMAND ${CMAKE_AR} p ${ONWARD_ARCHIVE_icudata} OUTPUT_FILE all/data.o ${RUN})
  execute_process(COMMAND ${CMAKE_OBJCOPY} -O binary --only-section=.rodata all/data.o all/${PACKAGE}
    ${RUN})
  execute_process(COMMAND ${ONWARD_ICUPKG} -l all/${PACKAGE} OUTPUT_VARIABLE ITEMS ${RUN})
  string(REGEX MATCHALL "[^\n]+" ITEMS "${ITEMS}")
  list(FILTER ITEMS INCLUDE REGEX "^[^/]*[.](icu|nrm)$")
  list(JOIN ITEMS "\n" LINES)
  file(WRITE ${FOLDER}/characters.txt "${LINES}\n")
  execute_process(COMMAND ${ONWARD_ICUPKG} -x characters.txt -d characters all/${PACKAGE} ${RUN})
  execute_process(COMMAND ${ONWARD_ICUPKG} -s characters -a characters.txt new ${PACKAGE} ${RUN})
  file(REMOVE_RECURSE ${FOLDER}/all ${FOLDER}/characters)
  file(CONFIGURE OUTPUT ${FOLDER}/data.cc @ONLY CONTENT [[
asm(R"(.section .rodata
.globl icudt@MAJOR@_dat
.balign 16
.type icudt@MAJOR@_dat, @object
icudt@MAJOR@_dat:
.incbin "@FOLDER@/@PACKAGE@"
.size icudt@MAJOR@_dat, . - icudt@MAJOR@_dat
.previous)");
]])
  add_library(onward_icu_data STATIC ${FOLDER}/data.cc)
  set_property(SOURCE ${FOLDER}/data.cc PROPERTY OBJECT_DEPENDS ${FOLDER}/${PACKAGE})
  set(${RESULT} TRUE PARENT_SCOPE)
endfunction()

# All libraries that libcurl does not need. Called before targets are made of them.
function(onward_use_archives)
  foreach(PAIR re2:PkgConfig::RE2 pcre2-8:PkgConfig::PCRE2 xxhash:PkgConfig::XXHASH
      yaml:PkgConfig::YAML expat:EXPAT::EXPAT seccomp:PkgConfig::SECCOMP)
    string(REGEX MATCH "^([^:]*):(.*)$" PAIR ${PAIR})
    onward_use_archive(${CMAKE_MATCH_2} ${CMAKE_MATCH_1})
  endforeach()
  onward_icu_character_data(HAS_DATA)
  if(HAS_DATA)
    onward_use_archive(ICU::uc icuuc)
    onward_use_archive(ICU::i18n icui18n)
    set_property(TARGET ICU::uc APPEND PROPERTY INTERFACE_LINK_LIBRARIES onward_icu_data)
  endif()
  set(ONWARD_HAS_ICU_ARCHIVE ${HAS_DATA} PARENT_SCOPE)
endfunction()

# The C++ runtime in the program, once nothing shared needs it: ICU did. Relocations are packed
# (DT_RELR: a quarter of a millisecond), which Debian 12's linker and C library know.
function(onward_link_runtime TARGET)
  if(ONWARD_HAS_ICU_ARCHIVE)
    target_link_options(${TARGET} PRIVATE -static-libstdc++ -static-libgcc)
  endif()
  target_link_options(${TARGET} PRIVATE LINKER:-z,pack-relative-relocs)
endfunction()
