/// The fonts of the tests: Debian's fonts-dejavu-core, which tools/setup installs.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "augment/text/shape_line.hpp"

namespace diorama::test {

/// @param name  of a file without its extension: "DejaVuSans", "DejaVuSerif-Bold".
inline Font dejavu(const std::string& name) {
    auto font =
        Font::open(std::filesystem::path("/usr/share/fonts/truetype/dejavu") / (name + ".ttf"));
    if (!font) throw std::runtime_error(font.errors().front().to_string());
    return std::move(*font);
}

inline std::u32string decoded(const std::string& utf8) { return *decode_utf8(utf8); }

}  // namespace diorama::test
