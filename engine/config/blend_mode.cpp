#include "engine/config/blend_mode.hpp"

#include "engine/config/reader.hpp"

namespace diorama {

std::string blend_word(BlendMode mode) {
    switch (mode) {
        case BlendMode::None:
            return "none";
        case BlendMode::Matte:
            return "matte";
        case BlendMode::Gaussian:
            return "gaussian";
        case BlendMode::Box:
            return "box";
        case BlendMode::Feather:
            return "feather";
        case BlendMode::Motion:
            return "motion";
        case BlendMode::Poisson:
            return "poisson";
        case BlendMode::PoissonMixed:
            return "poisson_mixed";
        case BlendMode::Laplacian:
            return "laplacian";
    }
    return {};
}

namespace config {

Choice<BlendMode> read_blend_modes(Reader& r, const char* key, BlendMode fallback,
                                   const std::vector<BlendMode>& known, const char* help) {
    std::vector<std::string> words;
    for (const BlendMode mode : known) words.push_back(blend_word(mode));
    const Choice<std::string> drawn = r.words(key, blend_word(fallback), words, help);
    Choice<BlendMode> modes;
    modes.weights = drawn.weights;
    for (const std::string& word : drawn.values)
        for (const BlendMode mode : known)
            if (blend_word(mode) == word) modes.values.push_back(mode);
    return modes;
}

}  // namespace config
}  // namespace diorama
