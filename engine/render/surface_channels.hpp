/// Distance, NOCS, parts and materials from the triangle that each pixel shows.
#pragma once

#include <cstdint>

#include "engine/core/frame.hpp"
#include "engine/render/draw_list.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

/// The channels that are asked for, computed on the host in double from where the ray through each
/// pixel center meets its triangle, as depth_of_triangles() does: they agree with `depth` to the
/// last bit that floats can show.
///
/// @param id_triangle [height, width, 2]: instance id and triangle, counted over the draws of
///                    `list`; pixels with id 0 are background.
SurfaceChannels surface_channels(const Scene& scene, const DrawList& list,
                                 const std::uint32_t* id_triangle, const FrameRequest& request);

}  // namespace diorama
