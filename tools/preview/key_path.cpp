#include "tools/preview/key_path.hpp"

#include <fmt/format.h>

namespace diorama::preview {

std::string to_text(const KeyPath& path) {
    std::string text;
    for (const KeyStep& step : path) {
        if (const auto* index = std::get_if<std::size_t>(&step)) {
            text += fmt::format("[{}]", *index);
            continue;
        }
        const auto& key = std::get<std::string>(step);
        if (!text.empty()) text += '.';
        text += key.find_first_of(".[") == key.npos ? key : '"' + key + '"';
    }
    return text;
}

}  // namespace diorama::preview
