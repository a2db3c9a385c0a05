# Compiler settings, and the two functions by which every folder declares its target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_OPTIMIZE_DEPENDENCIES ON)  # static libraries need not wait for each other
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_FLAGS_DEV "-O2 -g1")
if(DIORAMA_SANITIZE)
    set(CMAKE_CXX_FLAGS_DEV "-O1 -g1")  # half the time to build
endif()

find_program(DIORAMA_CCACHE ccache)
if(DIORAMA_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${DIORAMA_CCACHE})
endif()
find_program(DIORAMA_MOLD mold)
if(DIORAMA_MOLD AND NOT DIORAMA_SANITIZE)
    add_link_options(-fuse-ld=mold)
endif()

# No contraction into fused multiply-adds: the same source must give the same bits on every x86-64.
add_compile_options(-ffp-contract=off)
if(DIORAMA_SANITIZE)
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined
                        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
endif()

add_library(diorama_warnings INTERFACE)
target_compile_options(diorama_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-missing-field-initializers
    $<$<BOOL:${DIORAMA_WERROR}>:-Werror>)

# diorama_library(NAME SOURCES a.cpp ... HEADERS a.hpp ... DEPENDS targets seen in headers ...
#                 PRIVATE targets seen in sources only ...)
# Headers are included from the root of the project: #include "engine/core/image.hpp".
function(diorama_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPENDS;PRIVATE" ${ARGN})
    set(kind STATIC)
    set(scope PUBLIC)
    if(NOT ARG_SOURCES)
        set(kind INTERFACE)
        set(scope INTERFACE)
    endif()
    add_library(${name} ${kind} ${ARG_SOURCES})
    target_sources(${name} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}
                   FILES ${ARG_HEADERS})
    target_include_directories(${name} ${scope} ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} ${scope} ${ARG_DEPENDS})
    set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    if(ARG_SOURCES)
        target_link_libraries(${name} PRIVATE ${ARG_PRIVATE} diorama_warnings)
    endif()
endfunction()

# diorama_test(NAME SOURCES a_test.cpp ... DEPENDS targets ... [LABELS gpu] [TIMEOUT seconds])
# One executable per folder; every TEST becomes a ctest of its own.
function(diorama_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    set(labels "")
    if(ARG_LABELS)  # an empty value would vanish on the way and leave a label named like the next key
        set(labels LABELS "${ARG_LABELS}")
    endif()
    # The Vulkan loader unloads drivers and layers, whose own leaks (some 100 bytes an instance on
    # lavapipe) then have no module left that a suppression could name.
    set(environment "")
    if(DIORAMA_SANITIZE AND "gpu" IN_LIST ARG_LABELS)
        set(environment ENVIRONMENT "ASAN_OPTIONS=detect_leaks=0")
    endif()
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gmock GTest::gtest_main
                          diorama_warnings)
    target_compile_definitions(${name} PRIVATE DIORAMA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                               DIORAMA_BINARY_DIR="${CMAKE_BINARY_DIR}")
    # Parameters are numbered: printed, those without operator<< would put addresses into names.
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES
        PROPERTIES TIMEOUT ${ARG_TIMEOUT} ${labels} ${environment})
endfunction()
