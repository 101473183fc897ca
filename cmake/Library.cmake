# libonward: one static library with the headers of the modules that a program of others may use,
# installed with a CMake package and a pkg-config file. docs/library.md is its manual.

# The modules in it; one that does not exist yet is left out.
set(ONWARD_LIBRARY_MODULES base url http redirect rules config client)

# How a user's build finds what a module links to:
# target | line in the CMake package | what pkg-config --static --libs adds
set(ONWARD_LIBRARY_FINDS
  "tl::expected|find_dependency(tl-expected)|"
  "ICU::uc|find_dependency(ICU COMPONENTS uc i18n)|-licuuc"
  "ICU::i18n|find_dependency(ICU COMPONENTS uc i18n)|-licui18n"
  "PkgConfig::RE2|onward_find_by_pkg_config(RE2 re2)|-lre2"
  "PkgConfig::PCRE2|onward_find_by_pkg_config(PCRE2 libpcre2-8)|-lpcre2-8"
  "PkgConfig::XXHASH|onward_find_by_pkg_config(XXHASH libxxhash)|-lxxhash"
  "Boost::json|find_dependency(Boost COMPONENTS json)|-lboost_json -lboost_container"
  "EXPAT::EXPAT|find_dependency(EXPAT)|-lexpat"
  "PkgConfig::YAML|onward_find_by_pkg_config(YAML yaml-0.1)|-lyaml"
  "CURL::libcurl|find_dependency(CURL)|-lcurl"
  "Threads::Threads|find_dependency(Threads)|-pthread")

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Adds the library and says what `cmake --install` puts where.
function(onward_library)
  set(MODULES "")
  set(THIRD_PARTIES "")
  foreach(MODULE IN LISTS ONWARD_LIBRARY_MODULES)
    if(TARGET onward_${MODULE})
      list(APPEND MODULES ${MODULE})
      get_target_property(LINKED onward_${MODULE} LINK_LIBRARIES)
      list(APPEND THIRD_PARTIES ${LINKED})
    endif()
  endforeach()
  list(FILTER THIRD_PARTIES EXCLUDE REGEX "^onward_")
  list(REMOVE_DUPLICATES THIRD_PARTIES)

  add_library(onward_library STATIC)
  foreach(MODULE IN LISTS MODULES)
    target_sources(onward_library PRIVATE $<TARGET_OBJECTS:onward_${MODULE}>)
  endforeach()
  set_target_properties(onward_library PROPERTIES
    OUTPUT_NAME onward EXPORT_NAME onward LINKER_LANGUAGE CXX
    ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  target_compile_features(onward_library INTERFACE cxx_std_20)
  target_include_directories(onward_library INTERFACE
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(onward_library INTERFACE ${THIRD_PARTIES})

  onward_library_finds("${THIRD_PARTIES}")
  onward_install_library("${MODULES}")
endfunction()

# Sets in the caller's scope ONWARD_FINDS, lines of CMake, and ONWARD_LIBS, for the linker.
function(onward_library_finds THIRD_PARTIES)
  set(FINDS "")
  set(LIBS "")
  foreach(TARGET IN LISTS THIRD_PARTIES)
    set(ROW ${ONWARD_LIBRARY_FINDS})
    list(FILTER ROW INCLUDE REGEX "^${TARGET}[|]")
    if(NOT ROW MATCHES "^[^|]*[|]([^|]*)[|]([^|]*)$")
      message(FATAL_ERROR "cmake/Library.cmake does not say how a user finds ${TARGET}")
    endif()
    list(APPEND FINDS "${CMAKE_MATCH_1}")
    list(APPEND LIBS "${CMAKE_MATCH_2}")
  endforeach()
  list(REMOVE_DUPLICATES FINDS)
  list(JOIN FINDS "\n" FINDS)
  list(JOIN LIBS " " LIBS)
  set(ONWARD_FINDS "${FINDS}" PARENT_SCOPE)
  set(ONWARD_LIBS "${LIBS}" PARENT_SCOPE)
endfunction()

# In the component "library".
function(onward_install_library MODULES)
  set(PACKAGE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/onward)
  set(PKG_CONFIG_FOLDER ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  file(RELATIVE_PATH ONWARD_PREFIX_FROM_PC /${PKG_CONFIG_FOLDER} /)
  configure_file(${PROJECT_SOURCE_DIR}/packaging/onward.pc.in
    ${PROJECT_BINARY_DIR}/package/onward.pc @ONLY)
  configure_file(${PROJECT_SOURCE_DIR}/packaging/onwardConfig.cmake.in
    ${PROJECT_BINARY_DIR}/package/onwardConfig.cmake @ONLY)
  # 0.x: what was built with one minor version may not build with the next.
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/onwardConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)

  install(TARGETS onward_library EXPORT onward
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
  install(EXPORT onward NAMESPACE onward:: FILE onwardTargets.cmake
    DESTINATION ${PACKAGE_FOLDER} COMPONENT library)
  install(FILES ${PROJECT_BINARY_DIR}/package/onwardConfig.cmake
    ${PROJECT_BINARY_DIR}/package/onwardConfigVersion.cmake
    DESTINATION ${PACKAGE_FOLDER} COMPONENT library)
  install(FILES ${PROJECT_BINARY_DIR}/package/onward.pc
    DESTINATION ${PKG_CONFIG_FOLDER} COMPONENT library)
  foreach(MODULE IN LISTS MODULES)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/onward/${MODULE}
      DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/onward COMPONENT library FILES_MATCHING PATTERN *.h)
  endforeach()
endfunction()
