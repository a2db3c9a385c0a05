/// One view and its ground truth: the value that crosses every border.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/camera.hpp"
#include "engine/core/channels.hpp"
#include "engine/core/image.hpp"
#include "engine/core/math.hpp"
#include "engine/core/text_info.hpp"

namespace diorama {

constexpr std::uint32_t kBackgroundId = 0;

/// Effort for color pictures; what is measured is always exact.
enum class Quality { Preview, Standard, High };

/// What of a frame shall be made. Ids always are: everything else derives from them.
struct FrameRequest {
    bool color = true;
    bool depth = true;
    bool normals = false;
    bool amodal = true;  // masks and total areas of labelled instances
    bool distance = false;
    bool nocs = false;
    bool parts = false;
    bool materials = false;
    bool intrinsic = false;  // albedo, shading and the rest; with color only
    bool coverage = false;
    bool motion = false;  // of sequences: where points were and will be
    Quality quality = Quality::Standard;
};

/// The pixels that an instance would own alone (LABELS.md section 1).
struct Amodal {
    Mask mask;                     // on the canvas beyond the picture, as far as it was drawn
    std::uint64_t total_area = 0;  // pixels on the unbounded canvas, near plane clipped
    Rect total_box;                // tight box of them, may leave the picture
    bool exact = true;             // false: far outside, areas were estimated on a coarser grid
};

/// A named point of an object.
struct Keypoint {
    std::string name;          // "handle"
    glm::vec3 position{0.0f};  // object space, meters
    glm::vec2 pixel{0.0f};     // continuous; 0 where visibility is 0
    int visibility = 0;        // COCO's: 0 outside the picture, 1 covered, 2 visible
};

/// One drawn instance: a mesh, a sprite or a line of text.
struct Object {
    std::string name;      // unique in its frame: "mug#2"
    std::string category;  // empty: part of the scene or a distractor, never annotated
    std::string asset;     // the mesh, cut-out or font it came from
    bool distractor = false;
    glm::mat4 world_from_object{1.0f};
    Aabb box;                      // object space, meters, before world_from_object
    std::optional<Amodal> amodal;  // where asked for and where a category is set
    std::optional<TextInfo> text;  // of a word
    std::vector<Keypoint> keypoints;

    bool labelled() const { return !category.empty() && !distractor; }
};

/// An augmentation as it was carried out: its name in the configuration and what was drawn.
struct AppliedOperator {
    std::string name;
    std::vector<std::pair<std::string, double>> values;
};

struct Frame {
    std::uint64_t index = 0;   // position in the dataset; also selects the random streams
    std::string suffix;        // of its files, where a sample has several frames: "_poisson"
    Image<Rgb8> color;         // [height, width], sRGB
    Image<float> depth;        // meters along the view axis, of the exact triangle; +inf: none
    Image<std::uint32_t> ids;  // 0 = background, else 1 + index into objects
    Image<glm::vec3> normals;  // camera space, unit, facing the camera; 0 at background
    std::vector<Object> objects;
    Camera camera;
    SurfaceChannels surface;
    IntrinsicImages intrinsic;
    PixelCoverage coverage;
    std::optional<Flow> flow_forward, flow_backward;  // in sequences, where there is such a time
    std::optional<std::uint32_t> time;       // position in its sequence; ids are stable over it
    std::vector<AppliedOperator> augmented;  // in order
    std::vector<std::string> rejects;  // named reasons, one per object that could not be placed
};

}  // namespace diorama
