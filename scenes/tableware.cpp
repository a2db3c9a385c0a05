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
namespace {

// Stoneware: iron specks in a clay or a glaze. Tiles.
Material speckled(std::string name, std::uint32_t base, std::uint32_t speck, float roughness) {
    constexpr Extent extent{256, 256};
    Paint paint(extent);
    const CellNoise specks = cell_noise(extent, {30, 30}, 1.0f, 71);
    const Field cloud = fractal_noise(extent, {5, 5}, 4, 0.55f, 72);
    for (std::size_t i = 0; i < extent.area(); ++i) {
        const std::uint32_t id = specks.id.pixels()[i];
        const float size = (id & 3u) == 0 ? 0.08f + 0.18f * unit_float(id * 0x9E3779B1u) : -1.0f;
        const float there = 1.0f - ramp_up(size - 0.09f, size + 0.09f, specks.nearest.pixels()[i]);
        paint.color.pixels()[i] =
            glm::mix(rgb(base) * (1.0f + 0.03f * cloud.pixels()[i]), rgb(speck), 0.75f * there);
    }
    return material_of(std::move(name), paint, 0.1f, roughness);
}

// A handle in the plane z = 0 through points right of the axis; its ends are to lie in the wall.
MeshPart handle(std::span<const glm::vec2> points, float width, float thickness, int steps = 5) {
    std::vector<glm::vec3> through;
    for (const glm::vec2& point : points) through.push_back({point.x, point.y, 0.0f});
    // A little wider where it grows out of the body.
    const auto scale = [](float t) {
        const float end = 2.0f * std::abs(t - 0.5f);
        return glm::vec2(1.0f + 0.38f * end * end * end * end);
    };
    return sweep(curve(through, Ends::Open, steps), Ends::Open,
                 superellipse(0.5f * width, 0.5f * thickness, 2.6f, 20), {0, 0, 1}, scale,
                 Caps::Flat, 0.1f);
}

// A smooth curve through knots sorted by x (cubic, with the slopes of its neighbors' chords).
float interpolate(std::span<const glm::vec2> knots, float x) {
    const std::size_t last = knots.size() - 1;
    x = glm::clamp(x, knots[0].x, knots[last].x);
    std::size_t i = 0;
    while (i + 1 < last && x > knots[i + 1].x) ++i;
    const auto slope = [&](std::size_t k) {
        const glm::vec2 chord = knots[std::min(k + 1, last)] - knots[k == 0 ? 0 : k - 1];
        return chord.y / chord.x;
    };
    const float width = knots[i + 1].x - knots[i].x, t = (x - knots[i].x) / width;
    const float rise = knots[i + 1].y - knots[i].y;
    const float a = slope(i) * width - rise, b = rise - slope(i + 1) * width;
    return knots[i].y + t * rise + t * (1.0f - t) * ((1.0f - t) * a + t * b);
}

UvRect tiles(float across, float along) { return {{0.0f, 0.0f}, {across, along}}; }

}  // namespace

// Stoneware, dipped: bare clay at the foot, a teal glaze above, a cream one inside.
Model make_mug() {
    constexpr float kHeight = 0.095f, kRadius = 0.0415f;
    const Corner corners[]{{{0.0f, 0.0032f}},
                           {{0.0270f, 0.0032f}, 0.0015f},
                           {{0.0282f, 0.0f}, 0.0010f},
                           {{0.0318f, 0.0f}, 0.0012f},
                           {{0.0405f, 0.0080f}, 0.0090f},
                           {{0.0410f, 0.0260f}},
                           {{0.04115f, 0.0272f}, 0.0006f},
                           {{kRadius, kHeight}, 0.0019f},
                           {{kRadius - 0.0038f, kHeight}, 0.0019f},
                           {{kRadius - 0.0044f, 0.0065f}, 0.0130f},
                           {{0.0f, 0.0060f}}};
    const Outline profile = rounded(corners, Ends::Open, 0.22f);
    const auto [foot, rest] = cut(profile, {0.0410f, 0.0260f});
    const auto [outside, inside] = cut(rest, {kRadius - 0.0044f, 0.075f});

    const Material clay = speckled("stoneware", 0xC9AE8E, 0x6B4A33, 0.78f);
    const Material glaze = speckled("teal glaze", 0x2B6C73, 0x17393D, 0.16f);
    const Material cream = speckled("cream glaze", 0xECE4D3, 0x8B7355, 0.18f);
    Assembly mug("mug");
    mug.add("foot", lathe(foot, 72, tiles(3, 1)), clay);
    mug.add("body", lathe(outside, 72, tiles(3, 1)), glaze);
    mug.add("inside", lathe(inside, 72, tiles(3, 1)), cream);
    const glm::vec2 grip[]{{0.0385f, 0.0775f}, {0.0520f, 0.0800f}, {0.0690f, 0.0735f},
                           {0.0750f, 0.0540f}, {0.0670f, 0.0345f}, {0.0520f, 0.0260f},
                           {0.0385f, 0.0245f}};
    mug.add("handle", handle(grip, 0.0125f, 0.0085f), glaze);
    return std::move(mug).finish();
}

// Cobalt outside with three white brush lines, white inside, on a bare foot ring.
Model make_bowl() {
    constexpr float kHeight = 0.072f, kRadius = 0.079f;
    const glm::vec2 lower[]{{0.0345f, 0.0068f},
                            {0.0520f, 0.0155f},
                            {0.0680f, 0.0345f},
                            {0.0755f, 0.0540f},
                            {kRadius, kHeight}};
    const glm::vec2 upper[]{{kRadius - 0.0042f, kHeight}, {0.0712f, 0.0545f}, {0.0640f, 0.0365f},
                            {0.0490f, 0.0195f},           {0.0270f, 0.0113f}, {0.0f, 0.0098f}};
    const Corner foot_corners[]{{{0.0f, 0.0048f}},
                                {{0.0285f, 0.0048f}, 0.0012f},
                                {{0.0300f, 0.0f}, 0.0010f},
                                {{0.0340f, 0.0f}, 0.0010f},
                                {{0.0345f, 0.0068f}}};
    const Outline foot = rounded(foot_corners, Ends::Open);
    const Outline outside = smooth(lower, Ends::Open, 6);
    // The lip: half a circle from the outside to the inside.
    Outline inside;
    const glm::vec2 lip_out = lower[4], lip_in = upper[0];
    const glm::vec2 middle = 0.5f * (lip_out + lip_in), arm = 0.5f * (lip_out - lip_in);
    for (int k = 0; k <= 6; ++k) {
        const float angle = kPi * real(k) / 6.0f;
        const glm::vec2 n{std::cos(angle), k == 0 || k == 6 ? 0.0f : std::sin(angle)};
        inside.push_back({k == 0 ? lip_out : k == 6 ? lip_in : middle + arm.x * n, n});
    }
    inside = join(std::move(inside), smooth(upper, Ends::Open, 4));

    // u once around, v from the lip to the foot.
    Canvas canvas({1024, 256}, 0x26418C);
    for (const float y : {30.0f, 44.0f}) canvas.rectangle({0, y}, {1024, y + 6.0f}, 0xF4F1E8);
    for (int i = 0; i < 32; ++i) {
        const float x = 32.0f * real(i) + 16.0f;
        canvas.ellipse({x, 99.0f}, {7.5f, 31.0f}, 0.0f, 0xF4F1E8);
        canvas.ellipse({x, 104.0f}, {2.6f, 20.0f}, 0.0f, 0x26418C);
        canvas.disk({x - 16.0f, 76.0f}, 4.6f, 0xE2A23B);
        canvas.disk({x - 16.0f, 118.0f}, 3.2f, 0xF4F1E8);
    }
    canvas.disk({1024.0f, 76.0f}, 4.6f, 0xE2A23B);
    canvas.disk({1024.0f, 118.0f}, 3.2f, 0xF4F1E8);
    canvas.rectangle({0, 152}, {1024, 157}, 0xF4F1E8);
    Assembly bowl("bowl");
    bowl.add("foot", lathe(foot, 80, tiles(3, 1)), speckled("stoneware", 0xD8C7AE, 0x8A6A4C, 0.8f));
    bowl.add("outside", lathe(outside, 80), printed("cobalt glaze", canvas.texture("bowl"), 0.15f));
    bowl.add("inside", lathe(inside, 80, tiles(4, 2)),
             speckled("white glaze", 0xF1EEE6, 0xC4B8A4, 0.15f));
    return std::move(bowl).finish();
}

// A dinner plate of 26 cm with a painted garland on its rim.
Model make_plate() {
    constexpr float kRadius = 0.130f, kPixels = 1024.0f;
    const Corner corners[]{{{0.0f, 0.0022f}},
                           {{0.0740f, 0.0022f}, 0.0015f},
                           {{0.0750f, 0.0f}, 0.0010f},
                           {{0.0790f, 0.0f}, 0.0010f},
                           {{0.0830f, 0.0060f}, 0.0100f},
                           {{0.1290f, 0.0190f}, 0.0010f},
                           {{kRadius, 0.0226f}, 0.0018f},
                           {{0.1265f, 0.0224f}, 0.0018f},
                           {{0.0905f, 0.0145f}, 0.0160f},
                           {{0.0790f, 0.0062f}, 0.0200f},
                           {{0.0f, 0.0055f}}};
    const Outline profile = rounded(corners, Ends::Open, 0.2f);
    const auto [below, above] = cut(profile, {kRadius, 0.0226f});

    Canvas canvas({1024, 1024}, 0xF5F2EB);
    const glm::vec2 center(0.5f * kPixels);
    const float per_m = 0.5f * kPixels / 0.132f;
    canvas.ring(center, 0.1275f * per_m, 12.0f, 0x2F4F8F);
    canvas.ring(center, 0.0875f * per_m, 4.0f, 0x2F4F8F);
    canvas.ring(center, 0.0853f * per_m, 2.0f, 0x2F4F8F);
    constexpr int kLeaves = 24;
    for (int i = 0; i < 2 * kLeaves; ++i) {
        const float angle = 2.0f * kPi * (real(i) + 0.5f) / real(2 * kLeaves);
        const glm::vec2 out{std::cos(angle), std::sin(angle)}, along{-out.y, out.x};
        const float wave = i % 2 == 0 ? 1.0f : -1.0f;
        const glm::vec2 at = center + out * (0.1075f + 0.0062f * wave) * per_m;
        const float lean = angle + 0.5f * kPi - 0.75f * wave;
        canvas.ellipse(at, {0.0078f * per_m, 0.0030f * per_m}, lean,
                       i % 4 < 2 ? 0x3D63A8 : 0x5B83BF);
        if (i % 2 == 0) canvas.disk(center + out * 0.0968f * per_m + along * 14.0f, 6.5f, 0xC8553D);
    }
    std::vector<glm::vec2> stem;
    for (int i = 0; i <= 480; ++i) {
        const float angle = 2.0f * kPi * real(i) / 480.0f;
        const float r = (0.1070f + 0.0026f * std::cos(24.0f * angle)) * per_m;
        stem.push_back(center + r * glm::vec2(std::cos(angle), std::sin(angle)));
    }
    for (std::size_t i = 0; i + 8 < stem.size(); i += 8)  // short pieces fill small rectangles
        canvas.line(std::span(stem).subspan(i, 9), 3.0f, 0x2F4F8F);

    const Material china = printed("china", canvas.texture("plate"), 0.14f);
    Assembly plate("plate");
    for (const Outline& half : {below, above}) {
        MeshPart mesh = lathe(half, 96);
        const float scale = per_m / kPixels;
        project_uv(mesh, {-0.5f / scale, 0, -0.5f / scale}, {scale, 0, 0}, {0, 0, scale});
        plate.add("plate", std::move(mesh), china);
    }
    return std::move(plate).finish();
}

// A round pot in mustard glaze, with a lid that sits in it and a wooden knob.
Model make_teapot() {
    const glm::vec2 belly[]{{0.0410f, 0.0030f}, {0.0620f, 0.0190f}, {0.0745f, 0.0460f},
                            {0.0690f, 0.0740f}, {0.0530f, 0.0935f}, {0.0370f, 0.1010f}};
    const Corner foot_corners[]{{{0.0f, 0.0028f}},
                                {{0.0350f, 0.0028f}, 0.0012f},
                                {{0.0362f, 0.0f}, 0.0010f},
                                {{0.0395f, 0.0f}, 0.0010f},
                                {{0.0410f, 0.0030f}}};
    const Corner collar[]{{{0.0370f, 0.1010f}},
                          {{0.0368f, 0.1052f}, 0.0014f},
                          {{0.0336f, 0.1052f}, 0.0014f},
                          {{0.0336f, 0.0985f}, 0.0010f},
                          {{0.0f, 0.0985f}}};
    const Outline pot = join(join(rounded(foot_corners, Ends::Open), smooth(belly, Ends::Open, 5)),
                             rounded(collar, Ends::Open));
    const Corner lid_corners[]{{{0.0f, 0.1000f}},
                               {{0.0326f, 0.1000f}, 0.0010f},
                               {{0.0326f, 0.1056f}, 0.0005f},
                               {{0.0385f, 0.1056f}, 0.0016f},
                               {{0.0370f, 0.1092f}, 0.0030f},
                               {{0.0180f, 0.1170f}, 0.0300f},
                               {{0.0060f, 0.1182f}, 0.0030f},
                               {{0.0055f, 0.1220f}},
                               {{0.0f, 0.1220f}}};
    const glm::vec2 knob_points[]{{0.0f, 0.1195f},    {0.0078f, 0.1200f}, {0.0088f, 0.1230f},
                                  {0.0112f, 0.1300f}, {0.0122f, 0.1360f}, {0.0082f, 0.1405f},
                                  {0.0f, 0.1415f}};

    const Material glaze = speckled("mustard glaze", 0xC8912F, 0x6E4A17, 0.19f);
    Material wood = *make_material("dark_wood");
    Assembly teapot("teapot");
    teapot.add("body", lathe(pot, 64, tiles(5, 3)), glaze);
    teapot.add("lid", lathe(rounded(lid_corners, Ends::Open), 56, tiles(3, 1)), glaze);
    teapot.add("knob", lathe(smooth(knob_points, Ends::Open, 5), 32, tiles(0.2f, 0.1f)), wood);

    const glm::vec3 spout[]{{-0.0560f, 0.0360f, 0},
                            {-0.0770f, 0.0460f, 0},
                            {-0.0920f, 0.0660f, 0},
                            {-0.1010f, 0.0880f, 0},
                            {-0.1160f, 0.1020f, 0}};
    const auto taper = [](float t) {
        const float width = 1.0f - 0.60f * ramp_up(0.0f, 0.85f, t) + 0.05f * ramp_up(0.8f, 1.0f, t);
        return glm::vec2(width, 1.15f * width);
    };
    teapot.add("spout",
               sweep(curve(spout, Ends::Open, 5), Ends::Open, circle(0.0215f, 24), {0, 0, 1}, taper,
                     Caps::Spout, 0.1f),
               glaze);
    const glm::vec2 grip[]{{0.0560f, 0.0830f}, {0.0740f, 0.0905f}, {0.0985f, 0.0920f},
                           {0.1130f, 0.0760f}, {0.1070f, 0.0500f}, {0.0900f, 0.0340f},
                           {0.0660f, 0.0290f}};
    teapot.add("handle", handle(grip, 0.0150f, 0.0105f), glaze);
    return std::move(teapot).finish();
}

// A ribbed vase in matte sage.
Model make_vase() {
    constexpr int kRibs = 20, kSegments = 120;
    const glm::vec2 outer[]{{0.0420f, 0.0030f}, {0.0560f, 0.0260f}, {0.0690f, 0.0720f},
                            {0.0700f, 0.1150f}, {0.0560f, 0.1620f}, {0.0370f, 0.2000f},
                            {0.0300f, 0.2260f}, {0.0330f, 0.2480f}, {0.0395f, 0.2590f}};
    const glm::vec2 inner[]{{0.0362f, 0.2590f}, {0.0298f, 0.2480f}, {0.0262f, 0.2260f},
                            {0.0330f, 0.1990f}, {0.0520f, 0.1600f}, {0.0640f, 0.1150f},
                            {0.0500f, 0.0400f}, {0.0f, 0.0090f}};
    const Corner foot[]{{{0.0f, 0.0022f}},
                        {{0.0350f, 0.0022f}, 0.0010f},
                        {{0.0362f, 0.0f}, 0.0010f},
                        {{0.0400f, 0.0f}, 0.0015f},
                        {{0.0420f, 0.0030f}}};
    Outline profile = join(rounded(foot, Ends::Open), smooth(outer, Ends::Open, 4));
    for (int k = 1; k < 4; ++k) {
        const float angle = kPi * real(k) / 4.0f;
        const glm::vec2 n{std::cos(angle), std::sin(angle)};
        profile.push_back({0.5f * (outer[8] + inner[0]) + 0.00165f * n, n});
    }
    profile = join(std::move(profile), smooth(inner, Ends::Open, 2));
    MeshPart mesh = lathe(profile, kSegments, tiles(4, 4));
    deform(
        mesh,
        [](glm::vec3 p) {
            const float r = std::sqrt(p.x * p.x + p.z * p.z);
            // Ribs on the outside of the belly, none at foot, neck and inside.
            const float there = ramp_up(0.006f, 0.05f, p.y) * (1.0f - ramp_up(0.17f, 0.225f, p.y)) *
                                (r > 0.034f ? 1.0f : 0.0f);
            if (there <= 0.0f) return p;
            const float wave = std::abs(std::cos(0.5f * real(kRibs) * std::atan2(p.x, p.z)));
            const float factor = 1.0f - 0.042f * there * (1.0f - wave);
            return glm::vec3(p.x * factor, p.y, p.z * factor);
        },
        1.2f);
    Assembly vase("vase");
    vase.add("vase", std::move(mesh), speckled("sage glaze", 0x8FA08A, 0x5D6B58, 0.55f));
    return std::move(vase).finish();
}

// A stacking tumbler in translucent-looking coral plastic, twelve soft facets.
Model make_tumbler() {
    const Corner corners[]{{{0.0f, 0.0030f}},
                           {{0.0230f, 0.0030f}, 0.0010f},
                           {{0.0240f, 0.0f}, 0.0008f},
                           {{0.0290f, 0.0f}, 0.0025f},
                           {{0.0318f, 0.0200f}},
                           {{0.0330f, 0.0350f}},
                           {{0.0350f, 0.0600f}},
                           {{0.0370f, 0.0850f}},
                           {{0.0380f, 0.0975f}},
                           {{0.0386f, 0.1100f}, 0.0011f},
                           {{0.0364f, 0.1100f}, 0.0011f},
                           {{0.0268f, 0.0060f}, 0.0080f},
                           {{0.0f, 0.0058f}}};
    const Outline profile = rounded(corners, Ends::Open, 0.25f);
    const auto [outside, inside] = cut(profile, {0.0364f, 0.1090f});
    const auto facet = [](glm::vec3 p) {
        const float angle = std::atan2(p.x, p.z), step = 2.0f * kPi / 12.0f;
        const float within = (fraction(angle / step) - 0.5f) * step;
        const float there = ramp_up(0.006f, 0.022f, p.y) * (1.0f - ramp_up(0.070f, 0.094f, p.y));
        const float flat = std::cos(0.5f * step) / std::cos(within);  // of a regular polygon
        const float factor = 1.0f + there * 0.85f * (flat - 1.0f);
        return glm::vec3(p.x * factor, p.y, p.z * factor);
    };
    MeshPart body = lathe(outside, 96);
    deform(body, facet, 0.6f);
    Assembly tumbler("tumbler");
    tumbler.add("outside", std::move(body), solid("coral plastic", 0xE8705A, 0.22f));
    tumbler.add("inside", lathe(inside, 96), solid("pale plastic", 0xF6D9CF, 0.28f));
    return std::move(tumbler).finish();
}

// A soup spoon, 20 cm, polished steel.
Model make_spoon() {
    constexpr float kLength = 0.196f;
    // By the way along it: half the width, and the height of the rim above the table.
    constexpr std::array<glm::vec2, 10> kHalfWidth{{{0.00f, 0.0082f},
                                                    {0.12f, 0.0100f},
                                                    {0.30f, 0.0070f},
                                                    {0.48f, 0.0044f},
                                                    {0.61f, 0.0033f},
                                                    {0.665f, 0.0052f},
                                                    {0.72f, 0.0122f},
                                                    {0.79f, 0.0190f},
                                                    {0.86f, 0.0212f},
                                                    {1.00f, 0.0150f}}};
    constexpr std::array<glm::vec2, 8> kRise{{{0.00f, 0.0100f},
                                              {0.12f, 0.0150f},
                                              {0.30f, 0.0192f},
                                              {0.48f, 0.0188f},
                                              {0.61f, 0.0152f},
                                              {0.72f, 0.0118f},
                                              {0.86f, 0.0106f},
                                              {1.00f, 0.0122f}}};
    const auto round_end = [](float from_end, float reach) {
        const float t = glm::clamp(1.0f - from_end / reach, 0.0f, 1.0f);
        return std::sqrt(std::max(0.0f, 1.0f - t * t));
    };
    const auto scale = [&](float t) {
        const float width =
            interpolate(kHalfWidth, t) * round_end(t, 0.05f) * round_end(1.0f - t, 0.14f);
        const float neck = ramp_up(0.30f, 0.58f, t) * (1.0f - ramp_up(0.60f, 0.72f, t));
        const float thickness =
            (0.00085f + 0.0010f * neck) * round_end(t, 0.012f) * round_end(1.0f - t, 0.012f);
        return glm::vec2(std::max(width, 0.0008f), std::max(thickness, 0.0003f));
    };
    std::vector<glm::vec3> path;
    constexpr int kSteps = 72;
    for (int i = 0; i <= kSteps; ++i) {  // closer together toward both ends
        const float t = real(i) / real(kSteps);
        const float x = 0.35f * t + 0.65f * (0.5f - 0.5f * std::cos(kPi * t));
        path.push_back({(x - 0.5f) * kLength, 0.0f, 0.0f});
    }
    MeshPart mesh =
        sweep(path, Ends::Open, superellipse(1.0f, 1.0f, 2.2f, 30), {0, 0, 1}, scale, Caps::Flat);
    deform(
        mesh,
        [&](glm::vec3 p) {
            const float t = p.x / kLength + 0.5f;
            const float across = glm::clamp(p.z / scale(t).x, -1.0f, 1.0f);
            const float s = glm::clamp((t - 0.64f) / 0.36f, 0.0f, 1.0f);  // through the bowl
            const float depth = 0.0098f * std::pow(std::sin(kPi * std::pow(s, 0.92f)), 0.8f);
            const float dip = s > 0.0f && s < 1.0f ? depth * (1.0f - across * across) : 0.0f;
            return glm::vec3(p.x, p.y - dip + interpolate(kRise, t), p.z);
        },
        1.2f);
    Assembly spoon("spoon");
    spoon.add("spoon", std::move(mesh), solid("polished steel", 0xD4D6D8, 0.17f, 1.0f));
    return std::move(spoon).finish();
}

}  // namespace diorama::kit
