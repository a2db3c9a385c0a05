/// The `paste:` part of a configuration as typed values: cut-outs over pictures.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/config/blend_mode.hpp"
#include "engine/config/scene_config.hpp"
#include "engine/core/distribution.hpp"

namespace diorama {

/// Pictures of a scene, each made once per run and used as often as it is drawn.
struct RenderedViews {
    SceneConfig scene;
    std::uint64_t views = 64;  // how many different ones there are
};

/// Pictures to paste on.
struct PhotoPlates {
    Choice<std::filesystem::path> images;
    // One for each picture, in their order; or none.
    std::vector<std::filesystem::path> depth;   // PNG, 16 bit
    std::vector<std::filesystem::path> camera;  // see camera_file.hpp
};
using PlateConfig = std::variant<PhotoPlates, RenderedViews>;

/// Pictures with an alpha channel.
struct RgbaCutouts {
    Choice<std::filesystem::path> files;
};

/// Pictures with their masks in files beside them.
struct MaskedCutouts {
    Choice<std::filesystem::path> images;
    std::string mask = "{stem}_mask.png";  // relative to the picture; {stem}: its name
};

/// Photographs of things on plain backgrounds, cut out when they are read.
struct PlainCutouts {
    Choice<std::filesystem::path> photos;
};

/// Annotated pictures, as COCO describes them: every instance is a cut-out.
struct CocoCutouts {
    std::filesystem::path annotations;          // JSON
    std::vector<std::filesystem::path> images;  // found by their file names
    std::vector<std::string> categories;        // of the dataset that are used; empty: all of
                                                // the run's list
    double min_pixels = 1024;                   // of an instance
};

/// Annotated pictures, as Pascal VOC has them: every object that is neither difficult nor truncated
/// is a cut-out.
struct VocCutouts {
    enum class Cut {
        Masks,  // the object in the segmentation of its picture, which must have one
        Boxes,  // its whole box, with the background in it
    };

    Choice<std::filesystem::path> images;
    // Relative to the picture; {stem}: its name.
    std::string annotations = "../Annotations/{stem}.xml";
    std::string masks = "../SegmentationObject/{stem}.png";
    Cut cut = Cut::Masks;
    std::vector<std::string> categories;  // that are used; empty: all of the run's list
    double min_pixels = 1024;             // of an object, or of its box
};

/// Objects of scenes that are seen whole.
struct RenderedCutouts {
    RenderedViews pictures;
    int size_px = 640;  // of the square pictures that they are cut from
};

/// Where cut-outs come from. Their category is the folder of their file ("@folder"), its name
/// without extension ("@name"), or one for all; those of scenes have their own.
struct CutoutConfig {
    std::variant<RgbaCutouts, MaskedCutouts, PlainCutouts, CocoCutouts, VocCutouts, RenderedCutouts>
        source;
    std::string category = "@folder";
    // What a folder, a file or a dataset calls a category, and what it is called here.
    std::vector<std::pair<std::string, std::string>> rename;
    int shrink_px = 0;    // taken off the outlines of masks that are too large
    double weight = 1.0;  // among several sources
};

/// Things that hide others and are not annotated.
struct DistractorConfig {
    std::vector<CutoutConfig> sources;
    Distribution count = IntRange{2, 4};
};

/// What `scale` is a factor of.
enum class ScaleOf {
    Picture,  // the longer side of a cut-out by the shorter side of the picture
    Cutout,   // the pixels of the cut-out
};

/// Uniform over the picture.
/// Method: "Cut, Paste and Learn: Surprisingly Easy Synthesis for Instance Detection", ICCV 2017.
struct AnywherePlace {
    double truncation = 0.25;  // share of width or height that may lie beyond the frame
};

/// The cut-out keeps its row and its size relative to its picture; only its column is drawn.
/// Method: "Learning to Segment via Cut-and-Paste", ECCV 2018.
struct ScanlinePlace {
    double truncation = 0.25;  // share of the width that may lie beyond the frame
};

/// On the surfaces of a plate with depth, as large as it would be there. Each half can be switched
/// to random for comparison.
/// Method: "Synthesizing Training Data for Object Detection in Indoor Scenes", RSS 2017.
struct PlanesPlace {
    enum class Position { Surface, Random };
    enum class Size { Metric, Random };  // random: as `scale` says

    Position position = Position::Surface;
    Size size = Size::Metric;
    Distribution height_m = Uniform{0.08, 0.3};             // of an upright cut-out
    std::vector<std::pair<std::string, double>> heights_m;  // by category, in place of it
    Distribution jitter = Uniform{0.9, 1.1};                // factor on either
    Distribution shadow = Uniform{0.2, 0.5};                // opacity of a contact shadow
    double view_tolerance_deg = 12;  // between the views of a rendered thing and of the spot
};

/// In boxes of the picture, drawn by how well things of a category fit into them.
/// Method: "Modeling Visual Context Is Key to Augmenting Object Detection Datasets", ECCV 2018;
/// ours: scores without a network, and the boxes are chosen for a cut-out, not a cut-out for a box.
struct ContextPlace {
    enum class Score {
        Uniform,     // all boxes alike
        Surface,     // the share of a box's lower edge that lies on a surface
        Statistics,  // how often annotated pictures have the category there, as large
    };

    Score score = Score::Uniform;
    std::filesystem::path statistics;     // COCO instances; empty unless they are asked for
    int boxes = 200;                      // candidates for each cut-out
    double jitter = 0.2;                  // of the middle, in widths and heights of the box
    Distribution size = Uniform{0.5, 2};  // side of a cut-out by that of its box
    double inside = 0.35;                 // least share of a cut-out that the picture shows
};

using PastePlaceConfig = std::variant<AnywherePlace, ScanlinePlace, PlanesPlace, ContextPlace>;

/// One picture with a mode that is drawn for it, or one with each mode of the same layout.
struct BlendConfig {
    enum class Labels {
        Shared,    // of the masks, the same for all modes
        PerBlend,  // of the pixels that a thing has half of in that picture
    };

    bool each = false;
    Choice<BlendMode> modes{BlendMode::Gaussian};
    Labels labels = Labels::Shared;
};

enum class HistogramMatch { None, Lightness, All };

/// How colors of cut-outs are fitted to the background around them, before blending. Strengths are
/// from 0 to 1.
struct ColorFitConfig {
    Distribution statistics = 0.0;    // toward mean and spread of the surroundings
    Distribution illumination = 0.0;  // toward the trend of lightness over them
    Distribution spectrum = 0.0;      // share of low frequencies whose amplitudes are taken over
    HistogramMatch histogram = HistogramMatch::None;
    Distribution sharpness = 0.0;  // toward that of the surroundings, where they are less sharp
    // Factors, each for itself.
    Distribution brightness = 1.0;
    Distribution contrast = 1.0;
    Distribution saturation = 1.0;
};

/// How well an object must be seen, in units of CIE L*a*b*; enough in one respect is enough.
struct MinContrast {
    double to_background = 8;   // over its mask
    double across_outline = 6;  // between 3 pixels to either side
};

struct PasteConfig {
    PlateConfig backgrounds;
    std::vector<CutoutConfig> objects;
    DistractorConfig distractors;
    Distribution count = IntRange{1, 4};
    ScaleOf scale_of = ScaleOf::Picture;
    Distribution scale = Uniform{0.25, 0.6};
    Distribution rotation_deg = Uniform{-30, 30};  // counterclockwise
    double flip = 0.0;                             // probability of a mirror image
    PastePlaceConfig place;
    double max_occlusion = 0.75;  // of each object, by all others together
    int attempts = 20;            // positions, and draws of scale and rotation, per object
    BlendConfig blend;
    ColorFitConfig color;
    MinContrast min_contrast;

    /// Whether cut-outs need what was around them: for blends that keep gradients.
    bool needs_surroundings() const;
};

/// The pictures that cut-outs come from; empty for those of scenes.
const std::vector<std::filesystem::path>& picture_files(const CutoutConfig& config);

/// What is called `name` by a source, as the run calls it.
std::string renamed(const CutoutConfig& config, const std::string& name);

/// The category of a cut-out from a file.
std::string category_of(const CutoutConfig& config, const std::filesystem::path& file);

/// The categories of an annotated dataset that a source uses, as the run calls them; null for other
/// sources, and empty for all of the run's list.
const std::vector<std::string>* dataset_categories(const CutoutConfig& config);

/// The file of a mask, or another companion, of a picture: `pattern` is relative to its folder and
/// its "{stem}" stands for the picture's name without extension.
std::filesystem::path companion_file(const std::filesystem::path& picture,
                                     const std::string& pattern);

/// All files that are named or follow from names: pictures and their masks, sorted, each once.
/// Meshes and panoramas of scenes are not among them.
std::vector<std::filesystem::path> files_of(const PasteConfig& paste);

/// The scenes that are rendered for composites.
std::vector<const SceneConfig*> scenes_of(const PasteConfig& paste);

}  // namespace diorama
