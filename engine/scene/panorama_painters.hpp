/// The painters behind paint_panorama, one per kind of look, before scaling.
#pragma once

#include "engine/scene/panorama.hpp"

namespace diorama {

constexpr Extent kPanoramaExtent{512, 256};

Image<glm::vec3> paint_studio(const StudioLook& look);
Image<glm::vec3> paint_sky(const SkyLook& look);
Image<glm::vec3> paint_room(const RoomLook& look);

/// A color factor from blue (-1) over white (0) to orange (+1); luminance 1.
glm::vec3 warmth_color(float warmth);

/// Softens a panorama by a binomial blur of 2 * `passes` + 1 texels, around the seam as well.
void soften(Image<glm::vec3>& panorama, int passes);

/// Multiplies a panorama so that a horizontal plane receives `target` on average of the channels.
void scale_to(Image<glm::vec3>& panorama, float target);

/// Luminance of a linear Rec. 709 color.
inline float luminance(const glm::vec3& c) { return 0.2126f * c.r + 0.7152f * c.g + 0.0722f * c.b; }

/// Cubic step from 0 at `low` to 1 at `high`; `low` > `high` gives the falling step.
inline float ramp(float low, float high, float x) {
    const float t = glm::clamp((x - low) / (high - low), 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

}  // namespace diorama
