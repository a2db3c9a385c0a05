/// What a frame can hold beside color, ids, depth and normals (LABELS.md section 6). Images are
/// empty where they were not asked for; all are single samples at pixel centers, never filtered.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// One value of `SurfaceChannels::part`: a part of one object.
struct PartName {
    std::uint32_t instance_id = 0;  // of the object, in the id map
    std::string part;               // as the mesh names it, or "part1", "part2", ...
    std::uint32_t material = 0;     // its value in `SurfaceChannels::material`
};

/// What is known about the point of a surface that each pixel shows.
struct SurfaceChannels {
    Image<float> distance;          // meters along the ray to the camera's center; +inf: none
    Image<glm::vec3> nocs;          // in the object's box, 0..1 along each of its axes; 0: none
    Image<glm::vec3> point;         // object space, meters: what motion is followed by
    Image<std::uint32_t> part;      // 0: none, else 1 + index into part_names
    Image<std::uint32_t> material;  // 0: none, else 1 + index into material_names
    std::vector<PartName> part_names;
    std::vector<std::string> material_names;  // distinct, in the order of the objects
};

/// albedo * shading + rest = linear color, before exposure and tone map. Surfaces that are seen
/// through add to `rest` alone; at the background it holds the color.
struct IntrinsicImages {
    Image<glm::vec3> albedo;   // diffuse reflectance, 0..1
    Image<glm::vec3> shading;  // light that arrives and is not mirrored, over pi
    Image<glm::vec3> rest;     // highlights, reflections, emission, what is seen through
};

/// The share of a pixel that one instance covers.
struct CoverageEntry {
    std::uint32_t id = 0;  // 0: background
    float share = 0;
};

/// The instances of each pixel with the shares that they cover; per pixel the shares sum to 1.
struct PixelCoverage {
    static constexpr std::size_t kRanks = 4;  // entries kept of a pixel, largest share first
    std::vector<Image<CoverageEntry>> ranks;  // empty, or kRanks images
};

/// Why a pixel has no motion, or only that of its shading; bits (LABELS.md section 6).
enum FlowFault : std::uint8_t {
    kFlowNoSurface = 1,
    kFlowLeavesPicture = 2,
    kFlowHidden = 4,
    kFlowShading = 8,
};

/// Where the surface points of a picture are at another time.
struct Flow {
    Image<glm::vec2> motion;     // position then minus position now, pixels, x right, y down
    Image<std::uint8_t> faults;  // FlowFault bits; 0: valid
};

}  // namespace diorama
