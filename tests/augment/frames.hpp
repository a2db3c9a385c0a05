/// Frames for tests: random ones with everything that operators move, and pictures with known
/// content.
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "augment/augment.hpp"
#include "engine/core/frame.hpp"
#include "engine/core/rng.hpp"

namespace diorama::test {

/// A smooth picture: waves some 40 pixels long, so that neighbors differ by a few levels.
inline Image<Rgb8> smooth_picture(Extent extent) {
    Image<Rgb8> picture(extent);
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            const float u = static_cast<float>(x) * 0.15f, v = static_cast<float>(y) * 0.12f;
            const auto wave = [](float t) {
                return static_cast<std::uint8_t>(std::lround(127.5f + 100.0f * std::sin(t)));
            };
            picture.at(x, y) = {wave(u + 0.3f * v), wave(v), wave(u - v)};
        }
    }
    return picture;
}

inline Image<Rgb8> noise_picture(Extent extent, Rng rng) {
    Image<Rgb8> picture(extent);
    for (Rgb8& p : picture) {
        const std::uint32_t bits = rng.bits32();
        p = {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits >> 8),
             static_cast<std::uint8_t>(bits >> 16)};
    }
    return picture;
}

/// A labelled disc on its own layer; the disc may leave the picture.
inline void add_disc(Frame& frame, double cx, double cy, double radius) {
    const auto id = static_cast<std::uint32_t>(frame.objects.size() + 1);
    Object object{.name = "disc#" + std::to_string(id), .category = "disc"};
    const int x0 = static_cast<int>(std::floor(cx - radius)) - 1;
    const int y0 = static_cast<int>(std::floor(cy - radius)) - 1;
    const int side = static_cast<int>(std::ceil(2 * radius)) + 3;
    Amodal amodal{.mask = {.x = x0, .y = y0, .pixels = Image<std::uint8_t>({side, side})}};
    int left = side, right = -1, top = side, bottom = -1;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const double dx = x0 + x + 0.5 - cx, dy = y0 + y + 0.5 - cy;
            if (dx * dx + dy * dy >= radius * radius) continue;
            amodal.mask.pixels.at(x, y) = 1;
            ++amodal.total_area;
            left = std::min(left, x);
            right = std::max(right, x);
            top = std::min(top, y);
            bottom = std::max(bottom, y);
            const int px = x0 + x, py = y0 + y;
            if (px >= 0 && py >= 0 && px < frame.ids.width() && py < frame.ids.height())
                frame.ids.at(px, py) = id;
        }
    }
    amodal.total_box = {x0 + left, y0 + top, right - left + 1, bottom - top + 1};
    object.amodal = std::move(amodal);
    frame.objects.push_back(std::move(object));
}

/// Discs over each other on noise, with depth, normals and a camera.
inline Frame random_frame(Rng rng, Extent extent) {
    Frame frame;
    frame.index = 3;
    frame.color = noise_picture(extent, rng.stream("color"));
    frame.ids = Image<std::uint32_t>(extent);
    frame.depth = Image<float>(extent, 2.0f);
    frame.normals = Image<glm::vec3>(extent, glm::vec3(0.6f, 0.0f, 0.8f));
    frame.camera = {.extent = extent, .intrinsics = intrinsics_from_fov(extent, 1.0)};
    Rng discs = rng.stream("discs");
    for (int i = 0; i < 4; ++i) {
        const double x = discs.uniform(-0.1, 1.1) * extent.width;
        const double y = discs.uniform(-0.1, 1.1) * extent.height;
        add_disc(frame, x, y, discs.uniform(0.08, 0.3) * extent.height);
    }
    frame.objects.back().distractor = true;
    return frame;
}

inline Augmentation entry(OperatorConfig config, std::string name = "op", double p = 1) {
    return {.key = name, .name = name, .p = p, .what = std::move(config)};
}

inline Frame run(Frame frame, const std::vector<Augmentation>& list, std::uint64_t seed = 1) {
    static const Resources kNone;
    const Surroundings surroundings{.resources = kNone,
                                    .sample = [](std::uint64_t index) -> Expected<Frame> {
                                        return random_frame(Rng(77).stream(index), {90, 70});
                                    },
                                    .sample_count = 5};
    auto result = augment(std::move(frame), list, Rng(seed), surroundings);
    return *std::move(result);
}

inline Frame run(Frame frame, OperatorConfig config, std::uint64_t seed = 1) {
    return run(std::move(frame), std::vector{entry(std::move(config))}, seed);
}

}  // namespace diorama::test
