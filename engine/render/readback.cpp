// Where a frame's results land in host memory, and how they become a Frame.
#include <cstring>

#include "engine/render/depth.hpp"
#include "engine/render/recorder.hpp"

namespace diorama {

ReadbackLayout make_readback_layout(const Recording& recording, Extent extent) {
    ReadbackLayout layout;
    const auto reserve = [&](std::uint64_t bytes) {
        const std::uint64_t offset = layout.size_bytes;
        layout.size_bytes += (bytes + 15) / 16 * 16;
        return offset;
    };
    layout.ids = reserve(8 * extent.area());
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

void read_back(const Buffer& readback, const ReadbackLayout& layout, const FrameRequest& request,
               const Scene& scene, const DrawList& list, Frame& frame) {
    const Extent extent = scene.camera.extent;
    frame.ids = Image<std::uint32_t>(extent);
    const auto* id_triangle = reinterpret_cast<const std::uint32_t*>(readback.data() + layout.ids);
    for (std::size_t i = 0; i < extent.area(); ++i) frame.ids.data()[i] = id_triangle[2 * i];
    if (request.depth) frame.depth = depth_of_triangles(scene, list, id_triangle);
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
