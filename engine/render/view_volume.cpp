#include "engine/render/view_volume.hpp"

#include <algorithm>
#include <bit>

namespace diorama {
namespace {

int volume_side(int picture) {
    constexpr int kFrames = 5;
    constexpr int kSmallest = 1024;  // so that the coarse amodal tile of tiny pictures fits as well
    const auto wanted = static_cast<unsigned>(std::max(kFrames * picture, kSmallest));
    return std::min(static_cast<int>(std::bit_ceil(wanted)), kLargestVolume);
}

}  // namespace

Extent view_volume(Extent picture) {
    return {volume_side(picture.width), volume_side(picture.height)};
}

Camera widened(const Camera& camera) {
    Camera wide = camera;
    wide.extent = view_volume(camera.extent);
    wide.intrinsics.cx += 0.5 * (wide.extent.width - camera.extent.width);
    wide.intrinsics.cy += 0.5 * (wide.extent.height - camera.extent.height);
    return wide;
}

}  // namespace diorama
