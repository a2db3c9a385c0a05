#include "engine/core/mirrored_name.hpp"

namespace diorama {

std::string mirrored_name(std::string name) {
    const auto replace = [&](const std::string& from, const std::string& to) {
        const std::size_t at = name.find(from);
        if (at == std::string::npos) return false;
        name.replace(at, from.size(), to);
        return true;
    };
    if (!replace("left", "right")) replace("right", "left");
    return name;
}

}  // namespace diorama
