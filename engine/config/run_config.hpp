/// One YAML file as typed, checked values: what a run is, apart from where it is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/config/augment_config.hpp"
#include "engine/config/mix_config.hpp"
#include "engine/config/output_config.hpp"
#include "engine/config/paste_config.hpp"
#include "engine/config/scene_config.hpp"
#include "engine/config/source_config.hpp"
#include "engine/config/text_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/frame.hpp"
#include "engine/core/image.hpp"

namespace diorama {

enum class ImageFormat { Jpg, Png };
enum class Segmentation { AsPolygon, AsRle };
enum class BelowMinimum { Drop, Crowd };
enum class Channel {
    Depth,
    Distance,
    Normals,
    Instance,
    Semantic,
    Part,
    Material,
    Nocs,
    Albedo,
    Shading,
    Rest,
    Coverage,
    Flow,  // both of the next
    FlowForward,
    FlowBackward,
};

struct ImageConfig {
    Extent extent{640, 480};
    ImageFormat format = ImageFormat::Jpg;
    int quality = 95;  // of a JPEG
};

struct MinVisible {
    int pixels = 16;
    double fraction = 0.05;  // of the total pixels, beyond the frame included
    BelowMinimum below = BelowMinimum::Drop;
};

struct LabelConfig {
    Segmentation segmentation = Segmentation::AsPolygon;
    bool amodal = true;
    MinVisible min_visible;
};

struct AssetConfig {
    std::vector<std::string> formats{"gltf", "glb", "obj", "stl", "ply"};
    std::uint64_t max_file_bytes = 256u << 20;
    std::uint64_t max_vertices = 5'000'000;
    std::uint64_t max_texture_pixels = 64u << 20;
    std::uint64_t cache_bytes = std::uint64_t{2} << 30;
};

struct SubsetShare {
    std::string name;
    double share = 1.0;
};

/// What makes the pictures.
using GeneratorConfig = std::variant<SceneConfig, SourceConfig, PasteConfig, TextConfig, MixConfig>;

struct RunConfig {
    std::uint64_t seed = 0;
    std::uint64_t count = 1;
    ImageConfig image;
    Quality quality = Quality::Standard;
    bool color = true;                    // false: labels only, no picture is drawn
    std::vector<std::string> categories;  // ids 1..N in this order
    GeneratorConfig generator;
    std::vector<Augmentation> augment;  // in this order
    LabelConfig labels;
    std::vector<Channel> channels;
    OutputConfig output;
    std::vector<SubsetShare> split{{"train", 1.0}};
    AssetConfig assets;
};

/// A `--set key.path=value` from the command line; the value is YAML.
struct Override {
    std::string path;   // "scene.lights[0].sun.strength"
    std::string value;  // "{uniform: [1, 2]}"
};

/// A configuration and where each of its values came from.
struct LoadedConfig {
    RunConfig run;
    std::string resolved_yaml;  // every key with its value, defaults included, origin as comment
    std::string resolved_json;  // the same values, keys sorted, no origins: what a plan stores
};

/// The names that a configuration may use without a file. "kit" and "primitives" stand for all of
/// the first and the second list.
struct KitNames {
    std::vector<std::string> objects;
    std::vector<std::string> primitives;
    std::vector<std::string> materials;
};

/// Reads, merges (`extends`), overrides and checks a configuration file.
/// @return every finding at once: NoInput for missing files, Config for everything else.
/// Relative paths in the file are resolved against its folder, globs are sorted bytewise; names of
/// kit meshes and materials are checked against `kit`.
Expected<LoadedConfig> load_run_config(const std::filesystem::path& file, const KitNames& kit,
                                       const std::vector<Override>& overrides = {});

/// The category names of a run, ids 1..N in this order: `categories` where it is given, else every
/// name that an object or a surface can have, sorted bytewise.
std::vector<std::string> category_names(const RunConfig& run);

/// A small commented configuration that uses the starter kit alone and loads as it is: the text
/// that `diorama init` prints.
std::string starter_config();

/// The JSON Schema (draft-07) of the configuration, from the description the parser reads by.
std::string run_config_schema(const KitNames& kit);

}  // namespace diorama
