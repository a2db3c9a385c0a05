# Every library that is not ours, found once; the folders name the targets that they use.
# tools/setup installs the Debian packages for all of them.

# The program.
find_package(CLI11 REQUIRED)
# FindOpenCV.cmake beside this file; without dnn there are no depth models for text.
find_package(OpenCV REQUIRED COMPONENTS core imgproc photo OPTIONAL_COMPONENTS dnn)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(TBB REQUIRED)
find_package(Threads REQUIRED)
find_package(Vulkan REQUIRED)
find_package(assimp REQUIRED)
find_package(fmt REQUIRED)
find_package(glm REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(yaml-cpp REQUIRED)
find_program(GLSLC glslc REQUIRED)

# Debian ships no CMake files for these, or in OpenEXR's case some that look for Python.
find_package(PkgConfig REQUIRED)
pkg_check_modules(bullet REQUIRED IMPORTED_TARGET bullet)
pkg_check_modules(deflate REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(freetype REQUIRED IMPORTED_TARGET freetype2)
pkg_check_modules(fribidi REQUIRED IMPORTED_TARGET fribidi)
pkg_check_modules(glfw REQUIRED IMPORTED_TARGET glfw3)
pkg_check_modules(harfbuzz REQUIRED IMPORTED_TARGET harfbuzz)
pkg_check_modules(imgui REQUIRED IMPORTED_TARGET imgui)
pkg_check_modules(openexr REQUIRED IMPORTED_TARGET OpenEXR)
pkg_check_modules(seccomp REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(spng REQUIRED IMPORTED_TARGET spng)
pkg_check_modules(turbojpeg REQUIRED IMPORTED_TARGET libturbojpeg)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)

# The tests.
if(DIORAMA_TESTS)
    find_package(GTest REQUIRED)
    find_package(embree 3 REQUIRED)
    if(DIORAMA_BENCH)
        find_package(benchmark REQUIRED)
    endif()
endif()
