# Finds single modules of OpenCV 4 and makes one imported target of each, named as OpenCV names it:
# opencv_core, opencv_imgproc. OpenCV's own configuration file comes with every module and all that
# they need, on Debian 270 packages more than the two modules used here.

find_path(OpenCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
mark_as_advanced(OpenCV_INCLUDE_DIR)

foreach(module ${OpenCV_FIND_COMPONENTS})
    find_library(OpenCV_${module}_LIBRARY opencv_${module})
    mark_as_advanced(OpenCV_${module}_LIBRARY)
    if(OpenCV_${module}_LIBRARY AND EXISTS ${OpenCV_INCLUDE_DIR}/opencv2/${module}.hpp)
        set(OpenCV_${module}_FOUND TRUE)
    endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCV REQUIRED_VARS OpenCV_INCLUDE_DIR HANDLE_COMPONENTS)

if(OpenCV_FOUND)
    foreach(module ${OpenCV_FIND_COMPONENTS})
        if(OpenCV_${module}_FOUND AND NOT TARGET opencv_${module})
            add_library(opencv_${module} UNKNOWN IMPORTED)
            set_target_properties(opencv_${module} PROPERTIES
                IMPORTED_LOCATION ${OpenCV_${module}_LIBRARY}
                INTERFACE_INCLUDE_DIRECTORIES ${OpenCV_INCLUDE_DIR})
        endif()
    endforeach()
endif()
