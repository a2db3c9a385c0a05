// Where a frame's results land in host memory, and how they become a Frame.
#include <cstring>
#include <limits>

#include "engine/render/recorder.hpp"

namespace diorama {

ReadbackLayout make_readback_layout(const Recording& recording, Extent extent) {
    ReadbackLayout layout;
    const auto reserve = [&](std::uint64_t bytes) {
        const std::uint64_t offset = layout.size_bytes;
        layout.size_bytes += (bytes + 15) / 16 * 16;
        return offset;
    };
    layout.ids = reserve(4 * extent.area());
    if (recording.request.depth) layout.depth = reserve(4 * extent.area());
    if (recording.request.normals) layout.normals = reserve(8 * extent.area());
    if (recording.request.color) layout.picture = reserve(4 * extent.area());
    for (std::size_t t = 0; t < recording.tiles.size(); ++t) {
        const AloneTile& tile = recording.tiles[t];
        const auto texels = static_cast<std::uint64_t>(tile.rect.width / tile.step) *
                            static_cast<std::uint64_t>(tile.rect.height / tile.step);
        std::uint32_t last = UINT32_MAX;
        for (const std::uint32_t slot : tile.slots) {
            if (slot / 32 == last) continue;  // slots ascend
            last = slot / 32;
            layout.words.push_back({t, last, reserve(4 * texels)});
        }
    }
    return layout;
}

void read_back(const Buffer& readback, const ReadbackLayout& layout, const RenderRequest& request,
               const Camera& camera, Frame& frame) {
    const Extent extent = camera.extent;
    frame.ids = Image<std::uint32_t>(extent);
    std::memcpy(frame.ids.data(), readback.data() + layout.ids, frame.ids.size_bytes());
    if (request.depth) {
        // Reversed depth is near / distance; 0 where nothing was hit.
        frame.depth = Image<float>(extent);
        const auto* reversed = reinterpret_cast<const float*>(readback.data() + layout.depth);
        for (float& depth : frame.depth) {
            const float z = *reversed++;
            depth = z > 0.0f ? camera.near_m / z : std::numeric_limits<float>::infinity();
        }
    }
    if (request.normals) {
        frame.normals = Image<glm::vec3>(extent);
        const auto* packed =
            reinterpret_cast<const std::int16_t*>(readback.data() + layout.normals);
        const std::uint32_t* id = frame.ids.data();
        for (glm::vec3& normal : frame.normals) {
            const glm::vec3 n(packed[0], packed[1], packed[2]);
            normal = *id++ == kBackgroundId ? glm::vec3(0.0f) : glm::normalize(n);
            packed += 4;
        }
    }
    if (request.color) {
        frame.color = Image<Rgb8>(extent);
        const auto* rgba = reinterpret_cast<const std::uint8_t*>(readback.data() + layout.picture);
        for (Rgb8& color : frame.color) {
            color = {rgba[0], rgba[1], rgba[2]};
            rgba += 4;
        }
    }
}

}  // namespace diorama
