#include <algorithm>
#include <array>
#include <cmath>

#include "scenes/assembly.hpp"
#include "scenes/objects.hpp"
#include "scenes/paint.hpp"
#include "scenes/shapes.hpp"

namespace diorama::kit {
namespace {

constexpr Extent kSkin{512, 256};

float along(int pixel, int size) { return (real(pixel) + 0.5f) / real(size); }

// A leaf lying along +x from the origin, creased along its middle, pointed, closed.
MeshPart leaf(float length, float width) {
    const glm::vec3 spine[]{{0, 0, 0},
                            {0.35f * length, 0.16f * length, 0},
                            {0.7f * length, 0.15f * length, 0},
                            {length, 0.02f * length, 0}};
    const auto scale = [=](float t) {
        const float half =
            0.5f * width *
            std::sqrt(std::max(0.0f, std::sin(kPi * std::min(1.0f, 0.02f + 0.98f * t)))) *
            (1.15f - 0.45f * t);
        return glm::vec2(std::max(half, 0.0004f), 0.0005f);
    };
    MeshPart mesh = sweep(curve(spine, Ends::Open, 6), Ends::Open,
                          superellipse(1.0f, 1.0f, 2.0f, 16), {0, 0, 1}, scale, Caps::Flat);
    deform(
        mesh, [=](glm::vec3 p) { return p + glm::vec3(0, 0.55f * std::abs(p.z), 0); }, 1.0f);
    return mesh;
}

}  // namespace

// A red apple with yellow streaks, its stem and one leaf.
Model make_apple() {
    const glm::vec2 body[]{{0.0f, 0.0075f},    {0.0085f, 0.0045f}, {0.0180f, 0.0004f},
                           {0.0275f, 0.0080f}, {0.0355f, 0.0260f}, {0.0385f, 0.0440f},
                           {0.0350f, 0.0590f}, {0.0250f, 0.0685f}, {0.0140f, 0.0690f},
                           {0.0065f, 0.0635f}, {0.0f, 0.0575f}};
    MeshPart mesh = lathe(smooth(body, Ends::Open, 4), 64);
    deform(
        mesh,
        [](glm::vec3 p) {  // five shallow lobes, strongest at the bottom; a little lopsided
            const float angle = std::atan2(p.x, p.z), low = 1.0f - ramp_up(0.0f, 0.075f, p.y);
            const float factor =
                1.0f + 0.035f * low * std::cos(5.0f * angle) + 0.015f * std::cos(angle + 0.6f);
            return glm::vec3(p.x * factor,
                             p.y + 0.0016f * std::cos(angle) * ramp_up(0.02f, 0.06f, p.y),
                             p.z * factor);
        },
        1.2f);

    Paint paint(kSkin);
    paint.roughness = Field(kSkin);
    const Field streaks = fractal_noise(kSkin, {48, 3}, 3, 0.6f, 801);
    const Field blush = fractal_noise(kSkin, {3, 2}, 3, 0.5f, 802);
    const CellNoise dots = cell_noise(kSkin, {44, 26}, 1.0f, 803);
    const std::array<ColorStop, 4> colors{
        {{0.0f, 0xD8B23E}, {0.3f, 0xD9742B}, {0.55f, 0xB9251F}, {1.0f, 0x7C0F16}}};
    const Ramp ramp(colors);
    for (int y = 0; y < kSkin.height; ++y) {
        const float v = along(y, kSkin.height);  // 0 at the stem
        const float pits = ramp_up(0.20f, 0.10f, v) + ramp_up(0.84f, 0.96f, v);
        for (int x = 0; x < kSkin.width; ++x) {
            const float red =
                0.66f + 0.17f * blush.at(x, y) + 0.12f * streaks.at(x, y) - 0.55f * pits;
            const float dot = 1.0f - ramp_up(0.06f, 0.13f, dots.nearest.at(x, y));
            paint.color.at(x, y) = glm::mix(ramp(red), rgb(0xE9C98A), 0.5f * dot * (1.0f - pits));
            paint.roughness.at(x, y) = 0.27f + 0.3f * pits + 0.03f * streaks.at(x, y);
        }
    }
    Assembly apple("apple");
    apple.add("apple", std::move(mesh), material_of("apple skin", paint, 0.2f));
    const glm::vec3 stem[]{{0, 0.056f, 0}, {0.0008f, 0.068f, 0.0004f}, {0.0040f, 0.0815f, 0.001f}};
    apple.add("stem",
              sweep(curve(stem, Ends::Open, 6), Ends::Open, circle(0.0014f, 10), {1, 0, 0},
                    [](float t) { return glm::vec2(1.0f + 0.7f * t * t); }),
              solid("bark", 0x5A4028, 0.8f));
    apple.add("leaf",
              moved(turned(turned(leaf(0.036f, 0.019f), 0.15f, {0, 0, 1}), 0.5f, {0, 1, 0}),
                    {0.0016f, 0.0735f, 0.0006f}),
              solid("leaf", 0x4F8A3A, 0.5f));
    return std::move(apple).finish();
}

// A yellow-green pear with russet freckles.
Model make_pear() {
    const glm::vec2 body[]{{0.0f, 0.0048f},    {0.0080f, 0.0028f}, {0.0175f, 0.0004f},
                           {0.0285f, 0.0085f}, {0.0345f, 0.0250f}, {0.0335f, 0.0420f},
                           {0.0260f, 0.0590f}, {0.0185f, 0.0730f}, {0.0150f, 0.0850f},
                           {0.0095f, 0.0945f}, {0.0035f, 0.0970f}, {0.0f, 0.0960f}};
    MeshPart mesh = lathe(smooth(body, Ends::Open, 4), 64);
    deform(
        mesh,
        [](glm::vec3 p) {  // the neck leans, the belly is not quite round
            const float angle = std::atan2(p.x, p.z);
            const float factor =
                1.0f + 0.02f * std::cos(3.0f * angle + 0.4f) * (1.0f - ramp_up(0.03f, 0.09f, p.y));
            const float lean = 0.0065f * ramp_up(0.035f, 0.1f, p.y);
            return glm::vec3(p.x * factor + lean, p.y, p.z * factor);
        },
        1.2f);
    Paint paint(kSkin);
    paint.roughness = Field(kSkin);
    const Field blush = fractal_noise(kSkin, {3, 2}, 4, 0.55f, 821);
    const CellNoise freckles = cell_noise(kSkin, {80, 56}, 1.0f, 822);
    const std::array<ColorStop, 4> colors{
        {{0.0f, 0x8FA53A}, {0.4f, 0xBDBF4E}, {0.7f, 0xD6BF58}, {1.0f, 0xC98B45}}};
    const Ramp ramp(colors);
    for (int y = 0; y < kSkin.height; ++y) {
        const float v = along(y, kSkin.height);
        const float russet = ramp_up(0.12f, 0.03f, v) + ramp_up(0.88f, 0.97f, v);
        for (int x = 0; x < kSkin.width; ++x) {
            const std::uint32_t id = freckles.id.at(x, y);
            const float size = 0.06f + 0.16f * unit_float(id * 0x9E3779B1u);
            const float dot = 1.0f - ramp_up(size - 0.05f, size + 0.07f, freckles.nearest.at(x, y));
            const float tone = 0.36f + 0.20f * blush.at(x, y);
            paint.color.at(x, y) =
                glm::mix(ramp(tone), rgb(0x8A6332), std::min(1.0f, 0.55f * dot + 0.6f * russet));
            paint.roughness.at(x, y) = 0.42f + 0.2f * russet;
        }
    }
    Assembly pear("pear");
    pear.add("pear", std::move(mesh), material_of("pear skin", paint, 0.2f));
    const glm::vec3 stem[]{
        {0.0062f, 0.094f, 0}, {0.0070f, 0.104f, 0.0005f}, {0.0115f, 0.1185f, 0.0015f}};
    pear.add("stem",
             sweep(curve(stem, Ends::Open, 6), Ends::Open, circle(0.0015f, 10), {1, 0, 0},
                   [](float t) { return glm::vec2(1.25f - 0.5f * t + 0.9f * t * t); }),
             solid("bark", 0x55402A, 0.8f));
    return std::move(pear).finish();
}

// A banana, 19 cm, on its side: five soft edges, a stem, a dark tip, some sugar spots.
Model make_banana() {
    constexpr float kRadius = 0.0175f, kArc = 0.115f;
    std::vector<Corner> corners;
    for (int i = 0; i < 5; ++i) {
        const float angle = 2.0f * kPi * (real(i) + 0.25f) / 5.0f;
        corners.push_back(
            {1.16f * kRadius * glm::vec2(std::cos(angle), std::sin(angle)), 0.62f * kRadius});
    }
    const Outline section = rounded(corners, Ends::Closed, 0.26f);
    std::vector<glm::vec3> path;
    for (int i = 0; i <= 44; ++i) {
        const float t = real(i) / 44.0f, angle = 1.72f * (t - 0.5f);
        path.push_back({kArc * std::sin(angle), 0.0f, kArc * (1.0f - std::cos(angle)) - 0.03f});
    }
    const auto scale = [](float t) {
        const float body = ramp_up(0.07f, 0.32f, t) * (1.0f - 0.72f * ramp_up(0.74f, 0.985f, t));
        const float stem = 0.30f + 0.08f * ramp_up(0.05f, 0.0f, t);
        return glm::vec2(stem + (1.0f - stem) * body);
    };
    MeshPart mesh = sweep(path, Ends::Open, section, {0, 1, 0}, scale, Caps::Round);
    const float around = length_of(section, Ends::Closed);
    float length = 0.0f;
    for (std::size_t i = 1; i < path.size(); ++i) length += glm::distance(path[i], path[i - 1]);
    for (Vertex& vertex : mesh.vertices)
        vertex.uv = {vertex.uv.x / around, glm::clamp(vertex.uv.y / length, 0.004f, 0.996f)};

    constexpr Extent extent{256, 512};
    Paint paint(extent);
    const Field clouds = fractal_noise(extent, {3, 4}, 4, 0.5f, 841);
    const Field fibers = fractal_noise(extent, {40, 5}, 2, 0.6f, 842);
    const CellNoise spots = cell_noise(extent, {22, 44}, 1.0f, 843);
    for (int y = 0; y < extent.height; ++y) {
        const float v = along(y, extent.height);
        for (int x = 0; x < extent.width; ++x) {
            const float c = clouds.at(x, y);
            const float green = ramp_up(0.24f, 0.02f, v + 0.03f * c) +
                                0.55f * ramp_up(0.90f, 0.985f, v + 0.01f * c);
            glm::vec3 color = rgb(0xF0CB45) * (1.0f + 0.03f * c + 0.02f * fibers.at(x, y));
            color = glm::mix(color, rgb(0xA5B04A), std::min(0.8f * green, 1.0f));
            const std::uint32_t id = spots.id.at(x, y);
            const float size =
                (id & 3u) == 0 ? 0.10f + 0.24f * unit_float(id * 0x9E3779B1u) : -1.0f;
            const float spot = 1.0f - ramp_up(size - 0.10f, size + 0.06f, spots.nearest.at(x, y));
            color = glm::mix(color, rgb(0x7A5424), 0.72f * spot * (1.0f - std::min(green, 1.0f)));
            const float dark = ramp_up(0.978f, 0.990f, v + 0.003f * c) + ramp_up(0.022f, 0.010f, v);
            paint.color.at(x, y) = glm::mix(color, rgb(0x43301C), std::min(dark, 1.0f));
        }
    }
    Material skin = material_of("banana skin", paint, 0.2f, 0.48f);
    Assembly banana("banana");
    banana.add("banana", std::move(mesh), skin);
    return std::move(banana).finish();
}

// A ring of dough under pink icing and sugar sprinkles.
Model make_donut() {
    constexpr float kRing = 0.0285f, kTube = 0.0165f, kFlat = 0.88f;
    constexpr int kAround = 64;
    const auto ring_point = [](float angle, float tilt, float radius) {
        const float r = kRing + radius * std::cos(tilt);
        return glm::vec3(r * std::cos(angle), kFlat * radius * std::sin(tilt), r * std::sin(angle));
    };
    std::vector<glm::vec3> path;
    for (int i = 0; i < kAround; ++i)
        path.push_back(ring_point(2.0f * kPi * real(i) / real(kAround), 0.5f * kPi, 0.0f));
    const Outline section = superellipse(kTube * kFlat, kTube, 2.2f, 28);
    MeshPart dough = sweep(path, Ends::Closed, section, {0, 1, 0});
    const float girth = length_of(section, Ends::Closed);
    for (Vertex& vertex : dough.vertices)  // u around the tube from its top, v around the ring
        vertex.uv = {vertex.uv.x / girth, 2.0f * vertex.uv.y / (2.0f * kPi * kRing)};

    constexpr Extent extent{256, 256};
    Paint crust(extent);
    crust.height_m = Field(extent);
    const Field crumbs = fractal_noise(extent, {14, 22}, 4, 0.6f, 861);
    const std::array<ColorStop, 4> baked{
        {{0.0f, 0xEBCB8F}, {0.35f, 0xD6A25E}, {0.7f, 0xB97B3B}, {1.0f, 0x94592A}}};
    const Ramp ramp(baked);
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x) {
            // Pale along the two lines where it floated in the oil.
            const float u = along(x, extent.width);
            const float side = std::min(std::abs(u - 0.25f), std::abs(u - 0.75f));
            crust.color.at(x, y) =
                ramp(0.62f - 0.5f * ramp_up(0.075f, 0.02f, side) + 0.10f * crumbs.at(x, y));
            crust.height_m.at(x, y) = 2.2e-4f * crumbs.at(x, y);
        }
    Assembly donut("donut");
    donut.add("dough", std::move(dough), material_of("dough", crust, 0.1f, 0.72f));

    // Icing: a thick skin over the top whose outer edge runs down in drops.
    MeshPart icing;
    constexpr int kOver = 18, kBack = 4, kIcing = 96;
    for (int i = 0; i <= kIcing; ++i) {
        const float angle = 2.0f * kPi * real(i % kIcing) / real(kIcing);
        const float drops = 0.17f * std::cos(7.0f * angle) +
                            0.10f * std::cos(11.0f * angle + 1.0f) +
                            0.07f * std::cos(4.0f * angle + 2.0f);
        const float from = 0.20f - drops,
                    to = kPi - 0.25f + 0.6f * drops;  // tilt, outside to inside
        for (int k = 0; k <= kOver + kBack; ++k) {
            const int step = k % (kOver + kBack);
            float tilt, lift;
            if (step <= kOver) {
                const float t = real(step) / real(kOver), edge = 2.0f * t - 1.0f;
                tilt = glm::mix(
                    from, to,
                    0.5f - 0.5f * std::cos(kPi * (0.12f + 0.76f * t)) / std::cos(kPi * 0.12f));
                lift = 0.0021f * std::sqrt(std::max(0.0f, 1.0f - std::pow(std::abs(edge), 7.0f)));
            } else {
                tilt = glm::mix(to, from, real(step - kOver) / real(kBack));
                lift = -0.0018f;
            }
            icing.vertices.push_back(
                {.position = ring_point(angle, tilt, kTube + lift),
                 .uv = {real(i) / real(kIcing), real(k) / real(kOver + kBack)}});
        }
    }
    add_lattice(icing, 0, kIcing + 1, kOver + kBack + 1);
    compute_normals(icing, 1.3f);
    donut.add("icing", std::move(icing), solid("icing", 0xE77FA3, 0.20f));

    constexpr std::array<std::uint32_t, 5> kSugar{0xF7F3EA, 0xF4C542, 0x5BB8C9, 0x8C5AA6, 0xE8503A};
    const Material sugar = solid("sugar", 0xFFFFFF, 0.35f);
    // A short rod along x with round ends.
    Outline rod;
    for (const glm::vec3& row : {glm::vec3{0, -1, 0},
                                 {0.72f, -0.7f, 0},
                                 {1, 0, 0},
                                 {1, 0, 1},
                                 {0.72f, 0.7f, 1},
                                 {0, 1, 1}})
        rod.push_back({0.00085f * glm::vec2(row.x, row.y + 5.6f * (row.z - 0.5f)),
                       glm::normalize(glm::vec2(row.x, row.y))});
    const MeshPart sprinkle = turned(lathe(rod, 7), 0.5f * kPi, {0, 0, 1});
    for (int i = 0; i < 72; ++i) {
        const auto draw = [&](int k) { return unit_float(lattice_hash(i, k, 877)); };
        const float angle = 2.0f * kPi * (real(i) * 0.618034f + 0.05f * draw(0));
        const float tilt = 0.5f * kPi + 1.5f * (draw(1) - 0.5f);
        const glm::vec3 at = ring_point(angle, tilt, kTube + 0.0024f);
        const glm::vec3 up = glm::normalize(ring_point(angle, tilt, kTube + 0.01f) - at);
        const glm::vec3 ahead = glm::normalize(
            glm::cross(up, glm::vec3(std::cos(6.28f * draw(2)), 0.3f, std::sin(6.28f * draw(2)))));
        const glm::mat4 place(glm::vec4(ahead, 0), glm::vec4(up, 0),
                              glm::vec4(glm::cross(ahead, up), 0), glm::vec4(at, 1));
        MeshPart piece = transformed(sprinkle, place);
        set_color(piece, linear_rgb(kSugar[lattice_hash(i, 9, 877) % kSugar.size()]));
        donut.add("sprinkles", std::move(piece), sugar);
    }
    return std::move(donut).finish();
}

}  // namespace diorama::kit
