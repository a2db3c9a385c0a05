/// The generator of `text:` configurations.
#pragma once

#include <vector>

#include "augment/text/place_text.hpp"
#include "engine/scene/scene.hpp"
#include "tools/run/generator.hpp"

namespace diorama {

/// Fonts and vocabularies, all of them opened once.
/// @return every font that cannot be used, every file of words that cannot be read.
Expected<TextMaterial> load_text_material(const TextConfig& text);

/// A scene with texts on its surfaces: their words are instances after its own.
/// @param texts  as plan_surface_texts() made them for the scene's camera.
Scene with_texts(Scene scene, const std::vector<SurfaceText>& texts);

/// @param config  outlives the generator; `text` is its generator.
Generator make_text_generator(const RunConfig& config, const TextConfig& text,
                              const FrameRequest& request, Workshop workshop);

/// The files that texts are made from, sorted by path; their content is checked where that is
/// cheap.
Expected<std::vector<AssetFile>> text_input_files(const TextConfig& text, Assets& assets);

}  // namespace diorama
