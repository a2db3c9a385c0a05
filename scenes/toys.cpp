#include <algorithm>
#include <array>
#include <cmath>

#include "scenes/assembly.hpp"
#include "scenes/canvas.hpp"
#include "scenes/kit.hpp"
#include "scenes/objects.hpp"
#include "scenes/paint.hpp"
#include "scenes/shapes.hpp"

namespace diorama::kit {

// A rubber play ball, 20 cm: six panels with grooves between, a cap at each pole.
Model make_ball() {
    constexpr float kRadius = 0.1f;
    constexpr int kPanels = 6;
    constexpr std::array<std::uint32_t, kPanels> kColors{0xE4572E, 0xF7F1E3, 0x2E86AB,
                                                         0xF7F1E3, 0xF2B134, 0xF7F1E3};
    Canvas canvas({768, 384}, 0xF7F1E3);
    for (int i = 0; i < kPanels; ++i)
        canvas.rectangle({128.0f * real(i), 0}, {128.0f * real(i + 1), 384},
                         kColors[static_cast<std::size_t>(i)]);
    for (const float y : {0.0f, 348.0f}) canvas.rectangle({0, y}, {768, y + 36}, 0x27394C);
    MeshPart mesh = sphere(kRadius, 96, 48);
    deform(
        mesh,
        [](glm::vec3 p) {
            // Distances to the nearest panel border and to the caps' rims, along the surface.
            const float around = std::sqrt(p.x * p.x + p.z * p.z);
            const float turn =
                fraction((std::atan2(p.x, p.z) / (2.0f * kPi) + 1.0f) * real(kPanels) + 0.5f) -
                0.5f;
            const float border = std::abs(turn) * 2.0f * kPi / real(kPanels) * around;
            const float cap =
                std::abs(std::atan2(around, std::abs(p.y)) - kPi * 36.0f / 384.0f) * kRadius;
            const float outside_cap =
                around > kRadius * std::sin(kPi * 36.0f / 384.0f) ? 1.0f : 0.0f;
            const float groove = std::max(outside_cap * (1.0f - ramp_up(0.0f, 0.0045f, border)),
                                          1.0f - ramp_up(0.0f, 0.0045f, cap));
            return p * (1.0f - 0.010f * groove);
        },
        1.2f);
    Assembly ball("ball");
    ball.add("ball", std::move(mesh), printed("rubber", canvas.texture("ball"), 0.36f));
    return std::move(ball).finish();
}

// An alphabet block, 45 mm, printed on all six sides.
Model make_toy_block() {
    constexpr float kSize = 0.045f, kFace = 256.0f;
    constexpr std::array<std::uint32_t, 6> kColors{0xC8412F, 0x2F7FA8, 0xE0A028,
                                                   0x4F9152, 0xC8412F, 0x2F7FA8};
    constexpr std::string_view kLetters = "BCDEAF";
    Canvas canvas({768, 512}, 0xDDB988);
    std::array<UvRect, 6> faces;
    for (std::size_t i = 0; i < 6; ++i) {
        const glm::vec2 at{kFace * real(i % 3), kFace * real(i / 3)};
        faces[i] = {at / glm::vec2(768, 512), (at + kFace) / glm::vec2(768, 512)};
        for (int line = 0; line < 26; ++line) {  // the grain of the wood
            const float y = at.y + kFace * unit_float(lattice_hash(line, static_cast<int>(i), 7));
            const float bow =
                14.0f * (unit_float(lattice_hash(line, static_cast<int>(i), 8)) - 0.5f);
            const glm::vec2 strand[]{{at.x, y},
                                     {at.x + 85, y + bow},
                                     {at.x + 170, y + 0.6f * bow},
                                     {at.x + kFace, y + 0.2f * bow}};
            const bool inside = y + bow > at.y + 2.0f && y + bow < at.y + kFace - 2.0f;
            if (inside) canvas.line(strand, 1.6f, line % 3 == 0 ? 0xC49A66 : 0xD1A975);
        }
        const glm::vec2 low = at + 34.0f, high = at + (kFace - 34.0f);
        canvas.rectangle(low, high, kColors[i], 20);
        canvas.rectangle(low + 9.0f, high - 9.0f, 0xF6E7C8, 13);
        canvas.rectangle(low + 14.0f, high - 14.0f, kColors[i], 10);
        canvas.centered_text(kLetters.substr(i, 1), {at.x + 0.5f * kFace, at.y + 76.0f}, 104, 24,
                             0xF6E7C8);
    }
    Assembly block("toy_block");
    block.add("block", printed_box(glm::vec3(kSize), 0.0040f, 5, faces, 6),
              printed("printed wood", canvas.texture("toy block"), 0.42f));
    return std::move(block).finish();
}

// A wooden pull-along car, 13 cm.
Model make_toy_car() {
    constexpr float kWidth = 0.058f, kAxle = 0.0165f;
    const auto standing = [](MeshPart mesh, float width) {
        // A prism grows along +y with its outline's y along -z; stand it up: outline y up, width
        // along z.
        return moved(turned(std::move(mesh), 0.5f * kPi, {1, 0, 0}), {0, 0, -0.5f * width});
    };
    Assembly car("toy_car");
    const Corner body[]{{{-0.062f, 0.012f}, 0.006f}, {{0.064f, 0.012f}, 0.006f},
                        {{0.066f, 0.034f}, 0.010f},  {{0.036f, 0.042f}, 0.020f},
                        {{0.018f, 0.066f}, 0.014f},  {{-0.026f, 0.068f}, 0.022f},
                        {{-0.050f, 0.044f}, 0.020f}, {{-0.066f, 0.038f}, 0.010f}};
    Material paint = solid("red lacquer", 0xC63B2B, 0.42f);
    paint.clear_coat = 1.0f;
    paint.clear_coat_roughness = 0.06f;
    const Corner side_edge[]{{{-0.0050f, 0.0f}},
                             {{0.0f, 0.0f}, 0.0050f},
                             {{0.0f, kWidth}, 0.0050f},
                             {{-0.0050f, kWidth}}};
    car.add(
        "body",
        standing(prism(rounded(body, Ends::Closed, 0.16f), rounded(side_edge, Ends::Open, 0.3f)),
                 kWidth),
        paint);

    // Windows and a stripe, let into the sides.
    const Material glass = solid("window", 0x24333F, 0.12f);
    const Corner rear[]{{{-0.040f, 0.043f}, 0.003f},
                        {{-0.008f, 0.043f}, 0.002f},
                        {{-0.008f, 0.060f}, 0.002f},
                        {{-0.0245f, 0.0605f}, 0.009f}};
    const Corner front[]{{{-0.003f, 0.043f}, 0.002f},
                         {{0.0265f, 0.043f}, 0.003f},
                         {{0.0140f, 0.0595f}, 0.005f},
                         {{-0.003f, 0.060f}, 0.002f}};
    for (const auto& window : {std::span<const Corner>(rear), std::span<const Corner>(front)})
        car.add(
            "windows",
            standing(bevelled_prism(rounded(window, Ends::Closed, 0.3f), kWidth + 0.0012f, 0.0005f),
                     kWidth + 0.0012f),
            glass);
    const Corner stripe[]{{{-0.0655f, 0.0290f}, 0.001f},
                          {{0.0655f, 0.0290f}, 0.001f},
                          {{0.0655f, 0.0325f}, 0.001f},
                          {{-0.0655f, 0.0325f}, 0.001f}};
    car.add("stripe",
            standing(bevelled_prism(rounded(stripe, Ends::Closed, 0.5f), kWidth + 0.0008f, 0.0003f),
                     kWidth + 0.0008f),
            solid("cream lacquer", 0xF3E6CB, 0.25f));

    const Material tire = solid("tire", 0x2A2A2C, 0.62f);
    Material hub = *make_material("wood");
    const Corner wheel[]{{{0.0f, -0.0065f}},
                         {{0.0165f, -0.0065f}, 0.0030f},
                         {{0.0165f, 0.0065f}, 0.0030f},
                         {{0.0f, 0.0065f}}};
    const Corner disk[]{{{0.0f, 0.0060f}},
                        {{0.0112f, 0.0060f}},
                        {{0.0112f, 0.0076f}, 0.0010f},
                        {{0.0050f, 0.0076f}, 0.0005f},
                        {{0.0044f, 0.0095f}, 0.0010f},
                        {{0.0f, 0.0098f}}};
    for (const float x : {-0.038f, 0.040f})
        for (const float z : {-1.0f, 1.0f}) {
            const auto mount = [&](const MeshPart& mesh) {
                return moved(turned(mesh, z * 0.5f * kPi, {1, 0, 0}),
                             {x, kAxle, z * (0.5f * kWidth + 0.003f)});
            };
            car.add("wheels", mount(lathe(rounded(wheel, Ends::Open), 40)), tire);
            MeshPart cap = lathe(rounded(disk, Ends::Open), 40);
            project_uv(cap, {0.1f, 0, 0.1f}, {6, 0, 0}, {0, 2, 6});
            car.add("hubs", mount(cap), hub);
        }
    for (const float z : {-1.0f, 1.0f}) {
        car.add("lights", moved(sphere(0.0058f, 20, 10), {0.0630f, 0.0270f, z * 0.0190f}),
                solid("headlight", 0xF6E3A1, 0.15f));
    }
    return std::move(car).finish();
}

}  // namespace diorama::kit
