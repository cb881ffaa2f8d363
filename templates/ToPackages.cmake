# Turns all flat templates into .odt by one run of the office: -Dsoffice= -Dsettle= -Dflat=a.fodt;b.fodt -Dfolder=
# The office works in a folder and its own profile, so that one that a person has open does not answer instead.
string(RANDOM LENGTH 12 ALPHABET 0123456789abcdef unique)
set(work ${folder}/.making-${unique})
file(MAKE_DIRECTORY ${work}/out)
set(result 81)
set(runs 0)
# 81: the profile has just been made, start again. timeout(1) ends soffice with all that it has started.
while(result EQUAL 81 AND runs LESS 3)
  math(EXPR runs "${runs} + 1")
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env SAL_USE_VCLPLUGIN=svp HOME=${work}
            timeout --kill-after=5 120 ${soffice} -env:UserInstallation=file://${work}/profile
            --headless --invisible --norestore --nologo --nodefault --nolockcheck --nofirststartwizard
            --convert-to odt:writer8 --outdir ${work}/out ${flat}
    TIMEOUT 150 RESULT_VARIABLE result OUTPUT_FILE ${work}/log ERROR_FILE ${work}/log)
endwhile()
file(READ ${work}/log log)
set(missing)
foreach(file ${flat})
  cmake_path(GET file STEM LAST_ONLY name)
  if(NOT EXISTS ${work}/out/${name}.odt)
    list(APPEND missing ${name}.odt)
  endif()
endforeach()
if(missing OR NOT result EQUAL 0)
  file(REMOVE_RECURSE ${work})
  message(FATAL_ERROR "soffice ended with «${result}», not made: ${missing}\n${log}")
endif()
foreach(file ${flat})
  cmake_path(GET file STEM LAST_ONLY name)
  execute_process(COMMAND ${settle} ${work}/out/${name}.odt ${work}/${name}.odt COMMAND_ERROR_IS_FATAL ANY)
  # In one step: whoever reads templates meanwhile sees the old one or the new one.
  file(RENAME ${work}/${name}.odt ${folder}/${name}.odt)
endforeach()
file(REMOVE_RECURSE ${work})
