# balalyk_VERSION_ARCHITECTURE.deb, made by `cpack --config build/release/CPackConfig.cmake` of what `installed` has built; tests/package does both.
set(BALALYK_MAINTAINER "Balalyk maintainers <maintainers@example.org>" CACHE STRING "Who answers for the package: a name and <an address>")

# What .debian-packages has in a part: the one list. Libraries that are linked are found by dpkg-shlibdeps.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/.debian-packages ${CMAKE_SOURCE_DIR}/CHANGELOG.md)
function(balalyk_packages_of part output)
  file(STRINGS ${CMAKE_SOURCE_DIR}/.debian-packages lines REGEX "^${part} ")
  list(TRANSFORM lines REPLACE "^[a-z]+ +([a-z0-9.+-]+).*$" "\\1")
  list(JOIN lines ", " joined)
  set(${output} ${joined} PARENT_SCOPE)
endfunction()
balalyk_packages_of(run CPACK_DEBIAN_PACKAGE_DEPENDS)
balalyk_packages_of(beside CPACK_DEBIAN_PACKAGE_SUGGESTS)

# A tree that has gone beyond its last release sorts behind it and before the next.
file(STRINGS ${CMAKE_SOURCE_DIR}/CHANGELOG.md unreleased REGEX "^## Unreleased")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
if(unreleased)
  string(APPEND CPACK_PACKAGE_VERSION "+unreleased")
endif()

set(changelog ${CMAKE_CURRENT_BINARY_DIR}/changelog)
add_custom_command(OUTPUT ${changelog}.gz
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/changelog ${CMAKE_SOURCE_DIR}/CHANGELOG.md ${CPACK_PACKAGE_VERSION} ${BALALYK_MAINTAINER} > ${changelog}
  COMMAND gzip -9nf ${changelog}
  DEPENDS changelog ${CMAKE_SOURCE_DIR}/CHANGELOG.md VERBATIM)
add_custom_target(debian_changelog ALL DEPENDS ${changelog}.gz)
add_dependencies(installed debian_changelog)

# In the package alone: what dpkg looks after.
install(FILES ${CMAKE_SOURCE_DIR}/jobs/systemd/balalyk.conf DESTINATION /etc/balalyk COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${changelog}.gz DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME balalyk COMPONENT debian EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME balalyk)
set(CPACK_PACKAGE_CONTACT ${BALALYK_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "signed protocols of the Kyrgyz preschool-voucher portal")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Decided applications of the portal become PDF/A protocols in Kyrgyz and
Russian, which the chairperson authorises, and which leave as signed ASiC-E
containers that can be proved for decades.
.
One program: the nightly run and workers, the pages for secretaries and
chairpersons, the process that holds the keys, and what an operator needs.
Nothing of it runs before its units are enabled.")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS /usr/lib/libreoffice/program)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_CURRENT_SOURCE_DIR}/postinst ${CMAKE_CURRENT_SOURCE_DIR}/prerm ${CMAKE_CURRENT_SOURCE_DIR}/postrm ${CMAKE_CURRENT_SOURCE_DIR}/conffiles)
set(CPACK_STRIP_FILES ON)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/package)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};balalyk;ALL;/;${CMAKE_BINARY_DIR};balalyk;debian;/")
include(CPack)
