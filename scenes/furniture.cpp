#include <algorithm>
#include <cmath>

#include "scenes/assembly.hpp"
#include "scenes/kit.hpp"
#include "scenes/objects.hpp"
#include "scenes/paint.hpp"
#include "scenes/shapes.hpp"

namespace diorama::kit {
namespace {

// A round leg whose radius follows `radii` (at its beginning, middle and end), the grain along it.
MeshPart leg(std::span<const glm::vec3> path, glm::vec3 radii, int steps = 4) {
    const auto scale = [=](float t) {
        const float early = (1.0f - t) * (1.0f - 2.0f * t), late = t * (2.0f * t - 1.0f);
        return glm::vec2(radii.x * early + radii.y * 4.0f * t * (1.0f - t) + radii.z * late);
    };
    MeshPart mesh = sweep(curve(path, Ends::Open, steps), Ends::Open, circle(1.0f, 18), {1, 0, 0},
                          scale, Caps::Round);
    for (Vertex& vertex : mesh.vertices)  // the unit circle's length to meters; u along the grain
        vertex.uv = {vertex.uv.y / 0.6f, vertex.uv.x * radii.y / 0.6f};
    return mesh;
}

// Sawn off at the floor.
MeshPart on_floor(MeshPart mesh) {
    deform(
        mesh, [](glm::vec3 p) { return glm::vec3(p.x, std::max(p.y, 0.0f), p.z); }, 0.8f);
    return mesh;
}

MeshPart bar(glm::vec3 size, float radius, glm::vec3 center, int grain_axis) {
    return moved(rounded_box(size, radius, 2, {.scale_m = 0.6f, .grain_axis = grain_axis}), center);
}

}  // namespace

// An upholstered dining chair in oak, its back a bent board; seat at 46 cm.
Model make_chair() {
    const Material oak = *make_material("wood");
    Material fabric = tinted("cloth", 0x6E8FA3);
    fabric.name = "blue cloth";
    Assembly chair("chair");
    for (const float side : {-1.0f, 1.0f}) {
        const glm::vec3 front[]{{side * 0.178f, 0.428f, 0.175f},
                                {side * 0.188f, 0.21f, 0.184f},
                                {side * 0.202f, 0.0f, 0.198f}};
        chair.add("legs", leg(front, {0.0185f, 0.0160f, 0.0110f}), oak);
        const glm::vec3 back[]{{side * 0.192f, 0.0f, -0.250f},
                               {side * 0.184f, 0.22f, -0.210f},
                               {side * 0.178f, 0.44f, -0.190f},
                               {side * 0.174f, 0.62f, -0.205f},
                               {side * 0.168f, 0.800f, -0.248f}};
        chair.add("legs", leg(back, {0.0115f, 0.0185f, 0.0115f}, 6), oak);
        chair.add("frame",
                  bar({0.022f, 0.048f, 0.345f}, 0.004f, {side * 0.172f, 0.412f, -0.006f}, 2), oak);
    }
    chair.add("frame", bar({0.325f, 0.048f, 0.022f}, 0.004f, {0, 0.412f, 0.170f}, 0), oak);
    chair.add("frame", bar({0.325f, 0.048f, 0.022f}, 0.004f, {0, 0.412f, -0.182f}, 0), oak);

    // Seat board and, on it, a cushion that swells from its seam; both are boxy ellipses.
    constexpr float kBoxy = 6.0f;
    const glm::vec2 half(0.2125f, 0.2080f);
    chair.add("seat",
              moved(bevelled_prism(superellipse(half.x, half.y, kBoxy, 72), 0.014f, 0.005f, 0.6f),
                    {0, 0.434f, -0.002f}),
              oak);
    const Corner swell[]{{{0.0f, 0.0f}},
                         {{0.965f, 0.0f}, 0.010f},
                         {{0.990f, 0.012f}, 0.010f},
                         {{0.975f, 0.026f}, 0.03f},
                         {{0.860f, 0.036f}, 0.30f},
                         {{0.40f, 0.0410f}, 0.40f},
                         {{0.0f, 0.0410f}}};
    MeshPart cushion = lathe(rounded(swell, Ends::Open, 0.2f), 72);
    deform(cushion, [=](glm::vec3 p) {
        const float r = std::sqrt(p.x * p.x + p.z * p.z);
        if (r <= 0.0f) return p;
        const float x = std::abs(p.x) / r, z = std::abs(p.z) / r;
        const float to_edge = std::pow(std::pow(x, kBoxy) + std::pow(z, kBoxy), -1.0f / kBoxy);
        return glm::vec3(p.x * half.x * to_edge, p.y, p.z * half.y * to_edge);
    });
    project_uv(cushion, glm::vec3(0.0f), {2, 0, 0}, {0, 0.8f, 2});
    chair.add("cushion", moved(std::move(cushion), {0, 0.447f, -0.002f}), fabric);

    // The back rest: a board bent around the sitter, thinner at its ends.
    std::vector<glm::vec3> bend;
    for (int i = 0; i <= 20; ++i) {
        const float x = 0.196f * (real(i) / 10.0f - 1.0f);
        bend.push_back({x, 0.715f, -0.262f + 1.05f * x * x});
    }
    MeshPart rest = sweep(
        bend, Ends::Open, superellipse(0.070f, 0.0085f, 3.4f, 36), {0, 1, 0},
        [](float t) {
            const float end = 2.0f * std::abs(t - 0.5f);
            return glm::vec2(1.0f - 0.20f * end * end * end, 1.0f);
        },
        Caps::Round, 0.6f);
    for (Vertex& vertex : rest.vertices) vertex.uv = {vertex.uv.y, vertex.uv.x};
    // It leans back with the posts.
    deform(
        rest, [](glm::vec3 p) { return p - glm::vec3(0, 0, 0.22f * (p.y - 0.715f)); }, 1.0f);
    chair.add("back", std::move(rest), oak);
    return std::move(chair).finish();
}

// A bar-side stool: dished round seat in walnut, three legs, a steel foot ring.
Model make_stool() {
    const Material walnut = *make_material("dark_wood");
    const Corner seat[]{{{0.0f, 0.6150f}},
                        {{0.1350f, 0.6150f}, 0.0100f},
                        {{0.1650f, 0.6300f}, 0.0100f},
                        {{0.1690f, 0.6480f}, 0.0080f},
                        {{0.1500f, 0.6500f}, 0.0300f},
                        {{0.0900f, 0.6405f}, 0.1200f},
                        {{0.0f, 0.6400f}}};
    Assembly stool("stool");
    MeshPart top = lathe(rounded(seat, Ends::Open, 0.25f), 56);
    project_uv(top, {0.2f, 0, 0.2f}, {1.6f, 0, 0}, {0, 0.9f, 1.6f});
    stool.add("seat", std::move(top), walnut);
    for (int i = 0; i < 3; ++i) {
        const float angle = 2.0f * kPi * real(i) / 3.0f;
        const glm::vec3 out{std::sin(angle), 0.0f, std::cos(angle)};
        const glm::vec3 path[]{out * 0.090f + glm::vec3(0, 0.606f, 0),
                               out * 0.132f + glm::vec3(0, 0.32f, 0), out * 0.178f};
        stool.add("legs", on_floor(leg(path, {0.0195f, 0.0185f, 0.0125f})), walnut);
    }
    std::vector<glm::vec3> ring;
    for (int i = 0; i < 64; ++i) {
        const float angle = 2.0f * kPi * real(i) / 64.0f;
        ring.push_back({0.148f * std::cos(angle), 0.215f, 0.148f * std::sin(angle)});
    }
    stool.add("foot ring", sweep(ring, Ends::Closed, circle(0.0065f, 14), {0, 1, 0}),
              solid("brass", 0xC9A14A, 0.28f, 1.0f));
    return std::move(stool).finish();
}

// A dining table, 120 x 70 cm: an oak top with soft corners on splayed legs.
Model make_table() {
    const Material oak = *make_material("wood");
    constexpr float kHeight = 0.74f, kTop = 0.028f;
    Assembly table("table");
    // The edge is cut under, so that the top looks thin.
    const Corner edge[]{{{-0.022f, 0.0f}},
                        {{-0.018f, 0.0f}, 0.004f},
                        {{0.0f, 0.016f}, 0.006f},
                        {{0.0f, kTop}, 0.0035f},
                        {{-0.022f, kTop}}};
    MeshPart top = prism(rounded_rectangle(1.2f, 0.7f, 0.055f, 0.15f), rounded(edge, Ends::Open));
    table.add("top", moved(std::move(top), {0, kHeight - kTop, 0}), oak);
    for (const float x : {-1.0f, 1.0f})
        for (const float z : {-1.0f, 1.0f}) {
            const glm::vec3 path[]{{x * 0.486f, kHeight - kTop - 0.018f, z * 0.251f},
                                   {x * 0.512f, 0.37f, z * 0.275f},
                                   {x * 0.540f, 0.0f, z * 0.300f}};
            table.add("legs", on_floor(leg(path, {0.0285f, 0.0235f, 0.0140f})), oak);
        }
    for (const float side : {-1.0f, 1.0f}) {
        table.add(
            "apron",
            bar({0.96f, 0.062f, 0.020f}, 0.003f, {0, kHeight - kTop - 0.030f, side * 0.250f}, 0),
            oak);
        table.add(
            "apron",
            bar({0.020f, 0.062f, 0.49f}, 0.003f, {side * 0.485f, kHeight - kTop - 0.030f, 0}, 2),
            oak);
    }
    return std::move(table).finish();
}

// A desk lamp: brass arm on a heavy base, a dome enamelled green outside and white inside.
Model make_lamp() {
    const Material green = solid("green enamel", 0x2F5D50, 0.24f);
    const Material brass = solid("brass", 0xC9A14A, 0.24f, 1.0f);
    Assembly lamp("lamp");
    const Corner base[]{{{0.0f, 0.0f}},
                        {{0.0860f, 0.0f}, 0.0015f},
                        {{0.0880f, 0.0040f}, 0.0030f},
                        {{0.0870f, 0.0160f}, 0.0080f},
                        {{0.0400f, 0.0220f}, 0.0400f},
                        {{0.0150f, 0.0250f}, 0.0060f},
                        {{0.0130f, 0.0330f}, 0.0020f},
                        {{0.0f, 0.0330f}}};
    lamp.add("base", lathe(rounded(base, Ends::Open, 0.25f), 56), green);
    const Corner collar[]{
        {{0.0f, 0.0300f}}, {{0.0105f, 0.0300f}}, {{0.0105f, 0.0460f}, 0.0020f}, {{0.0f, 0.0460f}}};
    lamp.add("arm", lathe(rounded(collar, Ends::Open), 32), brass);
    const glm::vec3 arm[]{{0, 0.040f, 0},      {0, 0.180f, -0.004f}, {0, 0.310f, 0.000f},
                          {0, 0.400f, 0.030f}, {0, 0.440f, 0.085f},  {0, 0.425f, 0.140f},
                          {0, 0.400f, 0.158f}};
    lamp.add("arm", sweep(curve(arm, Ends::Open, 8), Ends::Open, circle(0.0058f, 16), {1, 0, 0}),
             brass);

    // The dome, turned around its own axis and tilted a little toward the reader.
    const glm::vec2 outer[]{{0.0780f, -0.0840f},
                            {0.0700f, -0.0560f},
                            {0.0480f, -0.0240f},
                            {0.0240f, -0.0070f},
                            {0.0135f, -0.0020f}};
    const glm::vec2 inner[]{{0.0f, -0.0070f},
                            {0.0220f, -0.0100f},
                            {0.0460f, -0.0265f},
                            {0.0676f, -0.0572f},
                            {0.0756f, -0.0840f}};
    Outline lip;
    const Outline inside_up = smooth(inner, Ends::Open, 6), outside = smooth(outer, Ends::Open, 6);
    Outline inside;  // runs from the top down to the lip, seen from below
    for (const OutlinePoint& point : inside_up) inside.push_back(point);
    for (int k = 0; k <= 4; ++k) {
        const float angle = kPi * (1.0f + real(k) / 4.0f);
        const glm::vec2 n{std::cos(angle), std::sin(angle)};
        const glm::vec2 at = k == 0   ? inner[4]
                             : k == 4 ? outer[0]
                                      : 0.5f * (inner[4] + outer[0]) + 0.0012f * n;
        lip.push_back({at, n});
    }
    const Corner crown[]{{{0.0135f, -0.0020f}}, {{0.0130f, 0.0160f}, 0.0030f}, {{0.0f, 0.0190f}}};
    const auto hang = [](MeshPart mesh) {
        return moved(turned(std::move(mesh), -0.30f, {1, 0, 0}), {0, 0.398f, 0.160f});
    };
    lamp.add("shade", hang(lathe(inside, 56)), solid("white enamel", 0xF3EFE6, 0.35f));
    lamp.add("shade", hang(lathe(join(lip, outside), 56)), green);
    lamp.add("shade", hang(lathe(rounded(crown, Ends::Open), 56)), green);
    Material bulb = solid("bulb", 0xFFF4DE, 0.3f);
    bulb.emissive = {1.6f, 1.35f, 0.95f};
    const glm::vec2 glow[]{{0.0f, -0.0700f},    {0.0150f, -0.0660f}, {0.0240f, -0.0500f},
                           {0.0200f, -0.0320f}, {0.0120f, -0.0180f}, {0.0110f, -0.0050f},
                           {0.0f, -0.0040f}};
    lamp.add("bulb", hang(lathe(smooth(glow, Ends::Open, 4), 32)), bulb);
    return std::move(lamp).finish();
}

}  // namespace diorama::kit
