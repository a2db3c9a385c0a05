/// The `text:` part of a configuration as typed values: words on the surfaces of pictures.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "engine/config/scene_config.hpp"
#include "engine/core/distribution.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// Depth and intrinsics from files, one for each picture, in the order of the pictures.
struct MeasuredDepth {
    std::vector<std::filesystem::path> depth;   // PNG, 16 bit
    std::vector<std::filesystem::path> camera;  // see camera_file.hpp
};

/// Depth from a network (ONNX) that sees one picture alone.
struct ModelDepth {
    /// What its output is, times `scale`, plus `shift`.
    enum class Gives { Meters, InverseMeters };  // along the view axis

    std::filesystem::path onnx;
    Extent size{384, 384};  // of its input, [1, 3, height, width], RGB
    // Constants, of channels in [0, 1].
    Distribution3 mean{0.485, 0.456, 0.406};
    Distribution3 deviation{0.229, 0.224, 0.225};
    Gives gives = Gives::Meters;
    double scale = 1.0, shift = 0.0;
    Distribution fov_y_deg = 50.0;
};

/// All of a picture is taken for one wall.
struct AssumedWall {
    Distribution distance_m = 3.0;
    Distribution yaw_deg = Normal{0, 12, -40, 40};   // positive: its left side is nearer
    Distribution pitch_deg = Normal{0, 5, -20, 20};  // positive: it leans back
    Distribution fov_y_deg = 50.0;
};

/// What is below the horizon is taken for flat ground.
struct AssumedGround {
    Distribution height_m = 1.6;                    // of the camera above it
    Distribution pitch_deg = Normal{25, 6, 5, 60};  // of the camera, downward
    Distribution fov_y_deg = 50.0;
};

/// Photographs and where their surfaces are known from.
struct TextPhotos {
    std::vector<std::filesystem::path> images;
    std::variant<MeasuredDepth, ModelDepth, AssumedWall, AssumedGround> surfaces;
};

using TextBackground = std::variant<TextPhotos, SceneConfig>;

/// Names that are drawn equally often.
inline Choice<std::string> even(std::vector<std::string> names) {
    Choice<std::string> choice;
    choice.values = std::move(names);
    return choice;
}

/// How texts come onto what was rendered.
enum class TextApply {
    Picture,  // painted over the finished picture
    Surface,  // as paint on the surface, before light falls on it
};

/// How texts look and where they go.
struct TextLook {
    Choice<std::string> layout = even({"word", "line", "paragraph"});
    Choice<std::string> letter_case = even({"as_written", "upper"});
    Choice<std::string> blend = even({"alpha", "poisson"});
    Distribution count = IntRange{2, 6};              // texts that are tried in a picture
    Distribution height_px = Beta{2, 2, 16, 90};      // of an em, where the text stands
    Distribution rotation_deg = Normal{0, 2, -8, 8};  // on the surface, clockwise
    Distribution opacity = Normal{0.92, 0.08, 0.72, 1.0};
    double curved = 0.15;   // chances: of a curved baseline, for single words
    double bold = 0.25;     // of thicker strokes
    double oblique = 0.15;  // of slanted letters
    double underlined = 0.05;
    double bordered = 0.15;  // of a border around the letters
    double shadowed = 0.15;
    double embossed = 0.08;
    double patterns = 0.12;     // of a date, price, plate or number in place of a word
    double min_contrast = 30;   // CIE L*a*b* distance of letters and surface
    double min_height_px = 8;   // of the smallest letter or digit
    double max_texture = 0.12;  // of a surface; 0 is smooth, leaves have above 0.2
};

struct TextConfig {
    TextBackground background;
    Choice<std::filesystem::path> words;  // UTF-8 files; empty: the built-in vocabulary
    Choice<std::filesystem::path> fonts;  // where one lacks a character, the first ones step in
    TextLook look;
    std::string category = "text";
    std::string language;  // BCP 47, of words whose file does not say; empty: not known
    TextApply apply = TextApply::Picture;
    bool crops = false;  // also writes each word straightened
};

}  // namespace diorama
