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

// From a lathe's axis (+y) to one that faces the front (+z).
MeshPart facing_front(MeshPart mesh) { return turned(std::move(mesh), 0.5f * kPi, {1, 0, 0}); }

}  // namespace

// A twin-bell alarm clock; ten past ten.
Model make_alarm_clock() {
    constexpr float kRadius = 0.052f, kCenter = 0.066f;
    const Material enamel = solid("mint enamel", 0x86BFB0, 0.24f);
    const Material brass = solid("brass", 0xC9A14A, 0.24f, 1.0f);
    Assembly clock("alarm_clock");
    const auto place = [](MeshPart mesh) {
        return moved(facing_front(std::move(mesh)), {0, kCenter, 0});
    };

    const Corner shell[]{{{0.0f, -0.0240f}},
                         {{0.0430f, -0.0240f}, 0.0080f},
                         {{kRadius, -0.0130f}, 0.0080f},
                         {{kRadius, 0.0190f}, 0.0015f},
                         {{0.0490f, 0.0190f}}};
    const Corner bezel[]{{{0.0490f, 0.0190f}},          {{0.0530f, 0.0190f}, 0.0015f},
                         {{0.0530f, 0.0225f}, 0.0022f}, {{0.0490f, 0.0240f}, 0.0020f},
                         {{0.0465f, 0.0190f}, 0.0008f}, {{0.0460f, 0.0180f}}};
    clock.add("body", place(lathe(rounded(shell, Ends::Open, 0.2f), 56)), enamel);
    clock.add("bezel", place(lathe(rounded(bezel, Ends::Open, 0.25f), 56)), brass);

    Canvas dial({512, 512}, 0xFBF7EC);
    const glm::vec2 center(256.0f);
    const auto at = [&](float hour, float r) {
        const float angle = 2.0f * kPi * hour / 12.0f;
        return center + r * glm::vec2(std::sin(angle), -std::cos(angle));
    };
    dial.ring(center, 242, 6, 0x86BFB0);
    for (int minute = 0; minute < 60; ++minute) {
        const float hour = real(minute) / 5.0f;
        const glm::vec2 tick[]{at(hour, minute % 5 == 0 ? 212.0f : 220.0f), at(hour, 230)};
        dial.line(tick, minute % 5 == 0 ? 6.0f : 2.5f, 0x2B2F33);
    }
    constexpr std::array<std::string_view, 12> kHours{"12", "1", "2", "3", "4",  "5",
                                                      "6",  "7", "8", "9", "10", "11"};
    for (int hour = 0; hour < 12; ++hour)
        dial.centered_text(kHours[static_cast<std::size_t>(hour)],
                           at(real(hour), 174) - glm::vec2(0, 20), 40, 7.5f, 0x2B2F33, 0.9f);
    dial.centered_text("ALBA", {256, 322}, 19, 3.6f, 0x9A6A3A, 1.4f);
    const Corner plate[]{{{0.0460f, 0.0180f}}, {{0.0f, 0.0180f}}};
    MeshPart face = place(lathe(rounded(plate, Ends::Open), 56));
    project_uv(face, {-0.047f, kCenter + 0.047f, 0}, {1.0f / 0.094f, 0, 0}, {0, -1.0f / 0.094f, 0});
    clock.add("dial", std::move(face), printed("dial", dial.texture("clock dial"), 0.5f));

    const Material black = solid("hands", 0x1F2326, 0.35f);
    const auto hand = [&](float hour, float length, float width, float z) {
        // A tapered bar from a little behind the center.
        const Corner shape[]{{{-0.6f * width, -0.22f * length}, 0.0006f},
                             {{0.6f * width, -0.22f * length}, 0.0006f},
                             {{0.28f * width, length}, 0.0004f},
                             {{-0.28f * width, length}, 0.0004f}};
        MeshPart mesh =
            facing_front(bevelled_prism(rounded(shape, Ends::Closed), 0.0009f, 0.0003f));
        mesh = turned(std::move(mesh), -2.0f * kPi * hour / 12.0f, {0, 0, 1});
        return moved(std::move(mesh), {0, kCenter, z});
    };
    clock.add("hands", hand(10.17f, 0.0225f, 0.0046f, 0.0188f), black);
    clock.add("hands", hand(2.0f, 0.0350f, 0.0036f, 0.0200f), black);
    clock.add("hands", hand(7.2f, 0.0180f, 0.0014f, 0.0211f), solid("alarm hand", 0xC8412F, 0.35f));
    const Corner pin[]{
        {{0.0f, 0.0180f}}, {{0.0030f, 0.0180f}}, {{0.0030f, 0.0232f}, 0.0012f}, {{0.0f, 0.0235f}}};
    clock.add("bezel", place(lathe(rounded(pin, Ends::Open), 24)), brass);

    // Bells: thick-walled half spheres on posts, leaning outward.
    Outline bell;
    for (int k = 0; k <= 12; ++k) {
        const float angle = 0.5f * kPi * real(k) / 12.0f;
        const glm::vec2 n{k == 12 ? 0.0f : std::cos(angle), std::sin(angle)};
        bell.push_back(
            {glm::vec2(0.0215f, 0.0190f) * n, glm::normalize(n / glm::vec2(0.0215f, 0.0190f))});
    }
    Outline rim;  // from the inside's top down, around the lip
    for (int k = 0; k <= 8; ++k) {
        const float angle = 0.5f * kPi * (1.0f - real(k) / 8.0f);
        const glm::vec2 n{k == 0 ? 0.0f : std::cos(angle), k == 8 ? 0.0f : std::sin(angle)};
        rim.push_back({glm::vec2(0.0197f, 0.0174f) * n, -n});
    }
    rim.push_back({{0.0206f, -0.0009f}, {0.0f, -1.0f}});
    for (const float side : {-1.0f, 1.0f}) {
        const auto lean = [&](MeshPart mesh) {
            return moved(turned(std::move(mesh), -side * 0.60f, {0, 0, 1}),
                         {side * 0.0335f, kCenter + 0.0510f, 0});
        };
        clock.add("bells", lean(lathe(join(rim, bell), 36)), brass);
        const Corner post[]{{{0.0f, -0.0160f}},
                            {{0.0026f, -0.0160f}},
                            {{0.0026f, 0.0190f}, 0.0004f},
                            {{0.0046f, 0.0192f}, 0.0012f},
                            {{0.0036f, 0.0228f}, 0.0014f},
                            {{0.0f, 0.0235f}}};
        clock.add("bells", lean(lathe(rounded(post, Ends::Open), 20)), brass);
        const glm::vec3 foot[]{{side * 0.027f, kCenter - 0.040f, 0.0f},
                               {side * 0.034f, 0.014f, 0.0f},
                               {side * 0.039f, 0.0045f, 0.0f}};
        clock.add("feet",
                  sweep(curve(foot, Ends::Open, 5), Ends::Open, circle(0.0046f, 16), {0, 0, 1},
                        [](float t) { return glm::vec2(1.15f - 0.25f * t); }),
                  brass);
    }
    const glm::vec3 grip[]{{-0.0300f, kCenter + 0.0690f, 0},
                           {-0.0210f, kCenter + 0.0850f, 0},
                           {0, kCenter + 0.0920f, 0},
                           {0.0210f, kCenter + 0.0850f, 0},
                           {0.0300f, kCenter + 0.0690f, 0}};
    clock.add("handle",
              sweep(curve(grip, Ends::Open, 7), Ends::Open,
                    superellipse(0.0042f, 0.0020f, 2.6f, 16), {0, 0, 1}),
              brass);
    const glm::vec3 stick[]{
        {0, kCenter + 0.0480f, 0}, {0, kCenter + 0.0600f, 0}, {0, kCenter + 0.0680f, 0}};
    clock.add("hammer", sweep(stick, Ends::Open, circle(0.0014f, 10), {0, 0, 1}), brass);
    clock.add("hammer",
              moved(turned(rounded_box({0.0160f, 0.0080f, 0.0080f}, 0.0025f, 3), 0.0f, {0, 0, 1}),
                    {0, kCenter + 0.0690f, 0}),
              brass);
    return std::move(clock).finish();
}

// A candle burnt for an evening, in a brass chamberstick with a finger loop.
Model make_candle() {
    const Material brass = solid("brass", 0xC9A14A, 0.27f, 1.0f);
    Assembly candle("candle");
    const Corner dish[]{{{0.0f, 0.0f}},
                        {{0.0420f, 0.0f}, 0.0030f},
                        {{0.0560f, 0.0080f}, 0.0080f},
                        {{0.0600f, 0.0130f}, 0.0012f},
                        {{0.0585f, 0.0142f}, 0.0012f},
                        {{0.0430f, 0.0050f}, 0.0100f},
                        {{0.0180f, 0.0035f}, 0.0060f},
                        {{0.0165f, 0.0070f}, 0.0030f},
                        {{0.0165f, 0.0280f}, 0.0010f},
                        {{0.0185f, 0.0290f}, 0.0010f},
                        {{0.0185f, 0.0305f}, 0.0007f},
                        {{0.0135f, 0.0305f}, 0.0007f},
                        {{0.0135f, 0.0200f}},
                        {{0.0f, 0.0200f}}};
    candle.add("holder", lathe(rounded(dish, Ends::Open, 0.25f), 64), brass);
    const glm::vec3 loop[]{{0.0560f, 0.0115f, 0}, {0.0680f, 0.0190f, 0}, {0.0800f, 0.0180f, 0},
                           {0.0820f, 0.0080f, 0}, {0.0720f, 0.0030f, 0}, {0.0560f, 0.0060f, 0}};
    candle.add("holder",
               sweep(curve(loop, Ends::Open, 7), Ends::Open,
                     superellipse(0.0050f, 0.0016f, 2.8f, 20), {0, 0, 1}),
               brass);

    const Corner wax[]{{{0.0f, 0.0220f}},
                       {{0.0130f, 0.0220f}, 0.0010f},
                       {{0.0122f, 0.1420f}, 0.0030f},
                       {{0.0095f, 0.1430f}, 0.0020f},
                       {{0.0050f, 0.1385f}, 0.0060f},
                       {{0.0f, 0.1380f}}};
    MeshPart stick = lathe(rounded(wax, Ends::Open, 0.25f), 56);
    // One side has melted lower.
    deform(
        stick,
        [](glm::vec3 p) {
            const float high = ramp_up(0.120f, 0.145f, p.y);
            return glm::vec3(p.x, p.y - high * (0.0028f + 0.19f * (0.4f * p.x + 0.6f * p.z)), p.z);
        },
        0.9f);
    const Material ivory = solid("wax", 0xF1E6CC, 0.38f);
    candle.add("wax", std::move(stick), ivory);
    for (int i = 0; i < 5; ++i) {  // drops that ran down and froze
        const float angle = 0.35f + 1.25f * real(i) + 0.3f * unit_float(lattice_hash(i, 0, 901));
        const float length = 0.018f + 0.050f * unit_float(lattice_hash(i, 1, 901));
        const glm::vec3 out{std::sin(angle), 0, std::cos(angle)};
        const float top = 0.1370f - 0.19f * 0.0122f * (0.4f * out.x + 0.6f * out.z);
        const glm::vec3 run[]{out * 0.0117f + glm::vec3(0, top, 0),
                              out * 0.0124f + glm::vec3(0, top - 0.5f * length, 0),
                              out * 0.0127f + glm::vec3(0, top - length, 0)};
        candle.add(
            "wax",
            sweep(curve(run, Ends::Open, 6), Ends::Open, circle(0.0017f, 12), {out.z, 0, -out.x},
                  [](float t) { return glm::vec2(0.85f + 0.55f * ramp_up(0.55f, 0.95f, t)); }),
            ivory);
    }
    const glm::vec3 wick[]{
        {0, 0.1330f, 0}, {0.0002f, 0.1420f, 0.0001f}, {0.0022f, 0.1500f, 0.0004f}};
    candle.add("wick",
               sweep(curve(wick, Ends::Open, 6), Ends::Open, circle(0.0010f, 10), {0, 0, 1}),
               solid("charred wick", 0x241D18, 0.9f));
    return std::move(candle).finish();
}

// Over-ear headphones, standing on their ear pads.
Model make_headphones() {
    constexpr float kHalf = 0.074f;
    const Material shell = solid("graphite shell", 0x33373D, 0.34f);
    const Material trim = solid("copper trim", 0xC98A6A, 0.25f, 1.0f);
    Material hide = tinted("leather", 0xC9C2BC);
    hide.name = "ear leather";
    Assembly phones("headphones");
    std::vector<glm::vec3> arch;
    for (int i = 0; i <= 28; ++i) {
        const float angle = kPi * (real(i) / 28.0f);
        arch.push_back({-0.0825f * std::cos(angle),
                        0.0950f + 0.0930f * std::pow(std::max(std::sin(angle), 0.0f), 0.85f),
                        0.0f});
    }
    phones.add("band",
               sweep(arch, Ends::Open, superellipse(0.0140f, 0.0026f, 3.2f, 24), {0, 0, 1},
                     [](float t) { return glm::vec2(0.62f + 0.38f * std::sin(kPi * t), 1.0f); }),
               shell);
    std::vector<glm::vec3> pad(arch.begin() + 6, arch.end() - 6);
    for (glm::vec3& p : pad) p = {p.x * 0.955f, p.y - 0.0050f, 0.0f};
    phones.add("pad",
               sweep(
                   pad, Ends::Open, superellipse(0.0150f, 0.0062f, 2.4f, 20), {0, 0, 1},
                   [](float t) {
                       const float end = 2.0f * std::abs(t - 0.5f);
                       return glm::vec2(1.0f - 0.35f * end * end * end * end);
                   },
                   Caps::Round, 0.3f),
               hide);
    for (const float side : {-1.0f, 1.0f}) {
        const auto place = [&](MeshPart mesh) {  // the lathe's +y points outward
            return moved(transformed(turned(std::move(mesh), -side * 0.5f * kPi, {0, 0, 1}),
                                     glm::mat4(glm::vec4(1, 0, 0, 0), glm::vec4(0, 1.18f, 0, 0),
                                               glm::vec4(0, 0, 0.94f, 0), glm::vec4(0, 0, 0, 1))),
                         {side * kHalf, 0.053f, 0});
        };
        const Corner cup[]{{{0.0f, -0.0020f}},
                           {{0.0400f, -0.0020f}, 0.0020f},
                           {{0.0415f, 0.0080f}, 0.0060f},
                           {{0.0330f, 0.0175f}, 0.0090f},
                           {{0.0265f, 0.0185f}}};
        const Corner inlay[]{{{0.0265f, 0.0185f}},
                             {{0.0262f, 0.0192f}, 0.0004f},
                             {{0.0235f, 0.0192f}, 0.0004f},
                             {{0.0232f, 0.0178f}}};
        const Corner plate[]{{{0.0232f, 0.0178f}}, {{0.0f, 0.0184f}}};
        phones.add("cups", place(lathe(rounded(cup, Ends::Open, 0.25f), 44)), shell);
        phones.add("cups", place(lathe(rounded(inlay, Ends::Open, 0.3f), 44)), trim);
        phones.add("cups", place(lathe(rounded(plate, Ends::Open), 44)), shell);
        std::vector<glm::vec3> ring;
        for (int i = 0; i < 44; ++i) {
            const float angle = 2.0f * kPi * real(i) / 44.0f;
            ring.push_back({0.0300f * std::cos(angle), -0.0095f, 0.0300f * std::sin(angle)});
        }
        MeshPart cushion = sweep(ring, Ends::Closed, superellipse(0.0095f, 0.0125f, 2.5f, 20),
                                 {0, 1, 0}, nullptr, Caps::Flat, 0.3f);
        phones.add("cushions", place(std::move(cushion)), hide);
        const Corner cover[]{
            {{0.0f, -0.0080f}}, {{0.0240f, -0.0080f}}, {{0.0240f, -0.0030f}}, {{0.0f, -0.0030f}}};
        phones.add("drivers", place(lathe(rounded(cover, Ends::Open), 32)),
                   solid("driver cloth", 0x1D1F22, 0.9f));
        // The slider between band and cup.
        const glm::vec3 slide[]{{side * 0.0825f, 0.1250f, 0},
                                {side * 0.0850f, 0.0950f, 0},
                                {side * 0.0850f, 0.0640f, 0}};
        phones.add("sliders",
                   sweep(curve(slide, Ends::Open, 5), Ends::Open,
                         superellipse(0.0062f, 0.0018f, 3.0f, 20), {0, 0, 1}),
                   trim);
        phones.add("sliders",
                   moved(rounded_box({0.0085f, 0.0240f, 0.0200f}, 0.0030f, 3),
                         {side * 0.0830f, 0.1080f, 0}),
                   shell);
    }
    return std::move(phones).finish();
}

// A snake plant in a terracotta pot on its saucer.
Model make_plant_pot() {
    Assembly plant("plant_pot");
    Paint clay(Extent{256, 256});
    clay.height_m = Field(clay.color.extent());
    const Field clouds = fractal_noise(clay.color.extent(), {4, 6}, 5, 0.55f, 931);
    const Field turning = fractal_noise(clay.color.extent(), {2, 60}, 2, 0.6f, 932);
    const std::array<ColorStop, 3> fired{{{0.0f, 0x9E5433}, {0.5f, 0xBF6C45}, {1.0f, 0xD99A78}}};
    const Ramp ramp(fired);
    for (std::size_t i = 0; i < clay.color.pixels().size(); ++i) {
        clay.color.pixels()[i] =
            ramp(0.48f + 0.17f * clouds.pixels()[i] + 0.05f * turning.pixels()[i]);
        clay.height_m.pixels()[i] = 8e-5f * turning.pixels()[i] + 8e-5f * clouds.pixels()[i];
    }
    const Material terracotta = material_of("terracotta", clay, 0.25f, 0.85f);
    const Corner saucer[]{{{0.0f, 0.0f}},
                          {{0.0660f, 0.0f}, 0.0030f},
                          {{0.0760f, 0.0180f}, 0.0020f},
                          {{0.0725f, 0.0180f}, 0.0016f},
                          {{0.0640f, 0.0050f}, 0.0040f},
                          {{0.0f, 0.0050f}}};
    plant.add("saucer", lathe(rounded(saucer, Ends::Open, 0.3f), 64, {{0, 0}, {2, 1}}), terracotta);
    const Corner pot[]{{{0.0f, 0.0050f}},
                       {{0.0520f, 0.0050f}, 0.0020f},
                       {{0.0690f, 0.1020f}, 0.0010f},
                       {{0.0735f, 0.1030f}, 0.0020f},
                       {{0.0765f, 0.1320f}, 0.0025f},
                       {{0.0705f, 0.1320f}, 0.0025f},
                       {{0.0665f, 0.1060f}, 0.0100f},
                       {{0.0660f, 0.1040f}},
                       {{0.0f, 0.1040f}}};
    plant.add("pot", lathe(rounded(pot, Ends::Open, 0.3f), 64, {{0, 0}, {2, 1}}), terracotta);
    // Soil: a disk with lumps.
    const glm::vec2 mound[]{{0.0690f, 0.1130f}, {0.0600f, 0.1185f}, {0.0450f, 0.1195f},
                            {0.0300f, 0.1210f}, {0.0150f, 0.1220f}, {0.0f, 0.1225f}};
    const Outline under{{{0.0f, 0.1080f}, {0, -1}}, {{0.0690f, 0.1080f}, {0, -1}}};
    MeshPart soil = lathe(join(under, smooth(mound, Ends::Open, 3)), 40);
    deform(
        soil,
        [](glm::vec3 p) {
            const auto cell = [](float x) { return static_cast<int>(std::floor(x * 20000.0f)); };
            if (p.x * p.x + p.z * p.z > 0.0043f) return p;
            return p +
                   glm::vec3(0,
                             0.0026f * (unit_float(lattice_hash(cell(p.x), cell(p.z), 941)) - 0.5f),
                             0);
        },
        0.5f);
    plant.add("soil", std::move(soil), solid("soil", 0x3B2C22, 0.95f));

    // Leaves: swords with yellow margins and banded green between.
    constexpr Extent extent{128, 512};
    Paint blade(extent);
    const Field bands = fractal_noise(extent, {4, 26}, 3, 0.55f, 951);
    for (int y = 0; y < extent.height; ++y)
        for (int x = 0; x < extent.width; ++x) {
            // u runs around the leaf from one margin (0) over the other (0.5) and back.
            const float u = (real(x) + 0.5f) / real(extent.width);
            const float margin = std::min(std::min(u, 1.0f - u), std::abs(u - 0.5f));
            const float pale = ramp_up(0.1f, 0.7f, bands.at(x, y));
            const glm::vec3 green = glm::mix(rgb(0x2F5A3A), rgb(0x7FA077), 0.75f * pale);
            blade.color.at(x, y) = glm::mix(
                rgb(0xD9CF6B), green, ramp_up(0.035f, 0.060f, margin + 0.006f * bands.at(x, y)));
        }
    const Material leaf = material_of("leaf", blade, 0.3f, 0.42f);
    constexpr int kLeaves = 10;
    for (int i = 0; i < kLeaves; ++i) {
        const auto draw = [&](int k) { return unit_float(lattice_hash(i, k, 961)); };
        const float angle = 2.39996f * real(i) + 0.4f * draw(0);
        const float from_middle = std::sqrt(real(i) / real(kLeaves));
        const float height = 0.34f - 0.16f * from_middle + 0.05f * draw(1),
                    lean = 0.03f + 0.11f * from_middle;
        const glm::vec3 out{std::cos(angle), 0, std::sin(angle)};
        const glm::vec3 root = out * 0.036f * from_middle + glm::vec3(0, 0.112f, 0);
        const glm::vec3 path[]{root, root + out * (0.25f * lean) + glm::vec3(0, 0.35f * height, 0),
                               root + out * (0.55f * lean) + glm::vec3(0, 0.70f * height, 0),
                               root + out * lean + glm::vec3(0, height, 0)};
        const float half = 0.019f + 0.006f * draw(2);
        const auto scale = [=](float t) {
            const float width = (0.62f + 0.38f * ramp_up(0.0f, 0.45f, t)) *
                                std::sqrt(std::max(0.0f, 1.0f - std::pow(t, 5.0f)));
            return glm::vec2(std::max(half * width, 0.0006f), 0.0016f - 0.0010f * t);
        };
        const Outline section = superellipse(1.0f, 1.0f, 2.0f, 14);
        const float twist = 0.9f * (draw(3) - 0.5f);
        const glm::vec3 side{-out.z * std::cos(twist) + out.x * std::sin(twist), 0,
                             out.x * std::cos(twist) + out.z * std::sin(twist)};
        MeshPart sword =
            sweep(curve(path, Ends::Open, 7), Ends::Open, section, side, scale, Caps::Flat);
        const float around = length_of(section, Ends::Closed);
        for (Vertex& vertex : sword.vertices)
            vertex.uv = {vertex.uv.x / around, vertex.uv.y / 0.34f};
        // A channel along the middle, which catches the light.
        const glm::vec3 across = glm::normalize(side);
        deform(
            sword,
            [&](glm::vec3 p) {
                const float offset = glm::dot(p - root, across) / half;
                return p + out * (0.006f * offset * offset);
            },
            1.0f);
        plant.add("leaves", std::move(sword), leaf);
    }
    return std::move(plant).finish();
}

}  // namespace diorama::kit
