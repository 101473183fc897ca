# onward_package(): what is installed besides the library, and the Debian package of it:
#   cmake --build --preset release && cpack --config build/release/CPackConfig.cmake -B build/package

# onward_say(NAME SCRIPT [ARGUMENT...]): a file beside the program, made of what it says of itself by a
# script of packaging/. In the folder that declares the program.
function(onward_say NAME SCRIPT)
  add_custom_command(TARGET onward POST_BUILD
    COMMAND ${PROJECT_SOURCE_DIR}/packaging/${SCRIPT} ${ARGN} $<TARGET_FILE:onward>
      > ${PROJECT_BINARY_DIR}/${NAME}
    VERBATIM)
endfunction()

function(onward_package)
  set(SERVICE ${PROJECT_SOURCE_DIR}/packaging/service)
  install(TARGETS onward RUNTIME COMPONENT program)
  install(FILES ${PROJECT_BINARY_DIR}/onward.1
    DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
  install(FILES ${PROJECT_BINARY_DIR}/onward.bash RENAME onward
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
  install(FILES ${PROJECT_BINARY_DIR}/onward.zsh RENAME _onward
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT program)
  install(FILES ${PROJECT_BINARY_DIR}/onward.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)
  install(FILES ${PROJECT_SOURCE_DIR}/src/config/toml/onward.schema.json
    DESTINATION ${CMAKE_INSTALL_DATADIR}/onward COMPONENT program)

  # What only a system has: not where somebody installs below a prefix of his own.
  install(FILES ${SERVICE}/onward.service DESTINATION /lib/systemd/system
    COMPONENT service EXCLUDE_FROM_ALL)
  install(FILES ${SERVICE}/onward.toml DESTINATION /etc/onward COMPONENT service EXCLUDE_FROM_ALL)
  install(PROGRAMS ${SERVICE}/certbot-hook DESTINATION /usr/share/onward
    COMPONENT service EXCLUDE_FROM_ALL)
  install(FILES ${SERVICE}/copyright DESTINATION /usr/share/doc/onward
    COMPONENT service EXCLUDE_FROM_ALL)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION /usr/share/doc/onward
    COMPONENT service EXCLUDE_FROM_ALL FILES_MATCHING PATTERN *.md PATTERN decisions EXCLUDE)

  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_NAME onward)
  set(CPACK_PACKAGE_CONTACT "The Onward authors <onward@localhost>")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_STRIP_FILES ON)
  # One package of the two components.
  set(CPACK_COMPONENTS_ALL program service)
  set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
  set(CPACK_DEB_COMPONENT_INSTALL ON)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SECTION httpd)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
  set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
  set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${SERVICE}/conffiles ${SERVICE}/postinst
    ${SERVICE}/prerm ${SERVICE}/postrm)
  include(CPack)
endfunction()
