# The layer table (cmake/layers.txt), and the two checks that hold a module to it while the build
# is configured. tests/layers_test.cmake shows both of them refuse.

# Sets ONWARD_MODULES (lowest first) and ONWARD_LAYER_<module> in the caller's scope.
macro(onward_read_layers FILE)
  set(ONWARD_MODULES "")
  file(STRINGS "${FILE}" ONWARD_ROWS REGEX "^[0-9]")
  foreach(ROW IN LISTS ONWARD_ROWS)
    if(NOT ROW MATCHES "^([0-9]+) +([a-z]+) +(pure|system)$")
      message(FATAL_ERROR "${FILE}: not \"layer module pure|system\": ${ROW}")
    endif()
    list(APPEND ONWARD_MODULES ${CMAKE_MATCH_2})
    set(ONWARD_LAYER_${CMAKE_MATCH_2} ${CMAKE_MATCH_1})
  endforeach()
endmacro()

# Stops unless MODULE may need each of the modules after it.
function(onward_check_needs MODULE)
  foreach(NEED IN LISTS MODULE ARGN)
    if(NOT DEFINED ONWARD_LAYER_${NEED})
      message(FATAL_ERROR "module \"${NEED}\" is not in cmake/layers.txt")
    endif()
  endforeach()
  foreach(NEED IN LISTS ARGN)
    if(NOT ONWARD_LAYER_${NEED} LESS ONWARD_LAYER_${MODULE})
      message(FATAL_ERROR "${MODULE} (layer ${ONWARD_LAYER_${MODULE}}) may not need "
        "${NEED} (layer ${ONWARD_LAYER_${NEED}}): only lower layers, see cmake/layers.txt")
    endif()
  endforeach()
endfunction()

# Stops if a module's library was linked to what it may not need, behind onward_module's back.
function(onward_check_links)
  foreach(MODULE IN LISTS ONWARD_MODULES)
    if(TARGET onward_${MODULE})
      get_target_property(LINKED onward_${MODULE} LINK_LIBRARIES)
      get_target_property(PASSED_ON onward_${MODULE} INTERFACE_LINK_LIBRARIES)
      set(NEEDS ${LINKED} ${PASSED_ON})
      list(TRANSFORM NEEDS REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1")
      list(FILTER NEEDS INCLUDE REGEX "^onward_")
      list(REMOVE_ITEM NEEDS onward_flags)
      list(TRANSFORM NEEDS REPLACE "^onward_" "")
      onward_check_needs(${MODULE} ${NEEDS})
    endif()
  endforeach()
endfunction()
