// Where a frame's results land in host memory, and how they become a Frame.
#include <algorithm>
#include <cstring>

#include "engine/render/coverage.hpp"
#include "engine/render/depth.hpp"
#include "engine/render/recorder.hpp"
#include "engine/render/surface_channels.hpp"

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
    if (recording.request.coverage) layout.coverage = reserve(kCoverageSamples * 8 * extent.area());
    if (recording.request.intrinsic)
        for (std::uint64_t* offset : {&layout.linear, &layout.albedo, &layout.shading})
            *offset = reserve(8 * extent.area());
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

namespace {

// Two pairs of halves a pixel, of which the last is unused.
Image<glm::vec3> unpacked(const Buffer& readback, std::uint64_t offset, Extent extent) {
    Image<glm::vec3> image(extent);
    const auto* packed = reinterpret_cast<const std::uint32_t*>(readback.data() + offset);
    for (glm::vec3& color : image) {
        color = glm::vec3(glm::unpackHalf2x16(packed[0]), glm::unpackHalf2x16(packed[1]).x);
        packed += 2;
    }
    return image;
}

}  // namespace

void read_back(const Buffer& readback, const ReadbackLayout& layout, const FrameRequest& request,
               const Scene& scene, const DrawList& list, Frame& frame) {
    const Extent extent = scene.camera.extent;
    frame.ids = Image<std::uint32_t>(extent);
    const auto* id_triangle = reinterpret_cast<const std::uint32_t*>(readback.data() + layout.ids);
    for (std::size_t i = 0; i < extent.area(); ++i) frame.ids.data()[i] = id_triangle[2 * i];
    if (request.distance || request.nocs || request.parts || request.materials || request.motion)
        frame.surface = surface_channels(scene, list, id_triangle, request);
    const bool keypoints = std::ranges::any_of(
        scene.instances, [](const Instance& i) { return !i.object.keypoints.empty(); });
    if (request.depth || request.motion || keypoints)
        frame.depth = depth_of_triangles(scene, list, id_triangle);
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
    if (request.coverage) {
        const auto* samples =
            reinterpret_cast<const std::uint32_t*>(readback.data() + layout.coverage);
        frame.coverage = pixel_coverage(extent, samples, kCoverageSamples);
    }
    if (request.intrinsic) {
        frame.intrinsic.albedo = unpacked(readback, layout.albedo, extent);
        frame.intrinsic.shading = unpacked(readback, layout.shading, extent);
        frame.intrinsic.rest = unpacked(readback, layout.linear, extent);
        for (std::size_t i = 0; i < extent.area(); ++i)
            frame.intrinsic.rest.data()[i] -=
                frame.intrinsic.albedo.data()[i] * frame.intrinsic.shading.data()[i];
    }
}

}  // namespace diorama
