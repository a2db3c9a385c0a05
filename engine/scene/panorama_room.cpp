#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/core/float_math.hpp"
#include "engine/core/rng.hpp"
#include "engine/scene/noise.hpp"
#include "engine/scene/panorama_painters.hpp"

namespace diorama {
namespace {

constexpr float kHeight = 2.7f;     // of the ceiling, meters
constexpr float kEyeLevel = 1.25f;  // where the panorama is taken

struct Block {
    glm::vec3 low, high;
    glm::vec3 albedo;
    bool large = false;  // enough to darken what is beside it
};

// Which texels of the panorama may show a block.
struct Outline {
    int first_column, column_count;  // around the seam, perhaps
    int first_row, end_row;
};

struct Lamp {
    glm::vec3 position;
    float radius = 0.15f;
    float power = 1.0f;
};

// A room as a plan: +Z wall with the window, furniture along the walls.
struct Room {
    glm::vec2 half{3.0f, 2.6f};  // along x and z
    glm::vec3 eye{0.0f};
    glm::vec3 wall{0.7f}, accent{0.5f}, floor{0.4f};
    float window_x = 0, window_half = 1.0f, sill = 0.8f, lintel = 2.2f;
    int panes = 2;
    bool planks = true;
    glm::vec4 rug{0.0f};  // center x, z and half sizes
    glm::vec3 rug_color{0.3f};
    std::vector<Block> blocks;
    std::vector<Lamp> lamps;
    glm::vec3 lamp_color{1.0f}, day_color{1.0f};
    float daylight = 0.6f;
    std::uint32_t seed = 0;
};

glm::vec3 paint_tone(Rng& rng) {
    constexpr std::array<glm::vec3, 8> kTones{
        glm::vec3{0.78f, 0.75f, 0.70f}, {0.62f, 0.66f, 0.60f}, {0.58f, 0.64f, 0.70f},
        glm::vec3{0.74f, 0.62f, 0.50f}, {0.70f, 0.70f, 0.70f}, {0.66f, 0.55f, 0.50f},
        glm::vec3{0.80f, 0.77f, 0.66f}, {0.46f, 0.52f, 0.56f}};
    return kTones[static_cast<std::size_t>(rng.integer(0, 7))];
}

Room room_of(const RoomLook& look) {
    Rng rng = Rng(hash_name("room")).stream(static_cast<std::uint64_t>(look.layout));
    const auto draw = [&](float low, float high) {
        return static_cast<float>(rng.uniform(double{low}, double{high}));
    };
    Room room;
    room.seed = static_cast<std::uint32_t>(look.layout) * 77u + 5u;
    room.half = {draw(2.6f, 3.8f), draw(2.2f, 3.2f)};
    room.eye = {draw(-0.6f, 0.6f), kEyeLevel, draw(-0.6f, 0.3f)};
    room.wall = paint_tone(rng);
    room.accent = paint_tone(rng) * 0.8f;
    constexpr std::array<glm::vec3, 5> kFloors{glm::vec3{0.36f, 0.22f, 0.12f},
                                               {0.46f, 0.33f, 0.21f},
                                               {0.22f, 0.13f, 0.075f},
                                               glm::vec3{0.40f, 0.38f, 0.35f},
                                               {0.52f, 0.42f, 0.30f}};
    const auto floor = static_cast<std::size_t>(rng.integer(0, 4));
    room.floor = kFloors[floor];
    room.planks = floor != 3;
    room.window_half = draw(0.7f, 1.4f);
    room.window_x = draw(-1.0f, 1.0f) * (room.half.x - room.window_half - 0.4f);
    room.sill = draw(0.4f, 1.0f);
    room.lintel = draw(2.05f, 2.4f);
    room.panes = static_cast<int>(rng.integer(2, 3));
    room.rug = {draw(-0.5f, 0.5f), draw(-0.6f, 0.6f), draw(0.9f, 1.5f), draw(0.7f, 1.2f)};
    room.rug_color = paint_tone(rng) * draw(0.4f, 1.0f);

    const auto block = [&](float x, float z, float half_x, float half_z, float low, float high,
                           const glm::vec3& albedo) {
        const bool large = 2.0f * std::max(half_x, half_z) >= 0.5f || high - low >= 0.5f;
        room.blocks.push_back(
            {{x - half_x, low, z - half_z}, {x + half_x, high, z + half_z}, albedo, large});
    };
    // A couch (seat and back) along -Z, a cupboard or shelf along one side, a low table.
    const glm::vec3 fabric = paint_tone(rng) * draw(0.35f, 0.8f);
    const glm::vec3 wood = kFloors[static_cast<std::size_t>(rng.integer(0, 4))] * draw(0.6f, 1.2f);
    const float couch = draw(-0.8f, 0.8f);
    block(couch, -room.half.y + 0.50f, 0.95f, 0.42f, 0.12f, 0.44f, fabric);
    block(couch, -room.half.y + 0.16f, 0.95f, 0.12f, 0.12f, 0.84f, fabric * 0.95f);
    for (const float end : {-0.95f, 0.95f}) {
        block(couch + end, -room.half.y + 0.5f, 0.10f, 0.44f, 0.0f, 0.60f, fabric * 0.9f);
    }
    const float side = rng.chance(0.5) ? 1.0f : -1.0f;
    const float shelf_z = draw(-0.6f, 0.6f);
    if (rng.chance(0.5)) {
        block(side * (room.half.x - 0.24f), shelf_z, 0.22f, 0.75f, 0.08f, 0.82f, wood);
    } else {
        for (int board = 0; board < 5; ++board) {
            const float y = 0.1f + 0.42f * static_cast<float>(board);
            block(side * (room.half.x - 0.17f), shelf_z, 0.15f, 0.6f, y, y + 0.04f, wood);
            if (board == 4) break;
            float z = shelf_z - 0.55f;
            while (z < shelf_z + 0.45f) {
                const float width = draw(0.03f, 0.12f);
                block(side * (room.half.x - 0.15f), z + width, 0.11f, width, y + 0.04f,
                      y + draw(0.2f, 0.36f), paint_tone(rng) * draw(0.25f, 0.9f));
                z += 2.0f * width + draw(0.0f, 0.12f);
            }
        }
    }
    block(-side * (room.half.x - 0.45f), draw(-1.2f, 0.0f), 0.34f, 0.34f, 0.0f, draw(0.4f, 0.6f),
          wood * 0.9f);
    // Pictures on the wall across from the window.
    const int pictures = static_cast<int>(rng.integer(1, 3));
    for (int i = 0; i < pictures; ++i) {
        const float x =
            couch + 0.75f * (static_cast<float>(i) - 0.5f * static_cast<float>(pictures - 1));
        const float half_x = draw(0.18f, 0.3f), half_y = draw(0.2f, 0.34f);
        block(x, -room.half.y + 0.01f, half_x, 0.02f, 1.6f - half_y, 1.6f + half_y,
              glm::vec3(0.06f));
        block(x, -room.half.y + 0.02f, half_x - 0.03f, 0.02f, 1.63f - half_y, 1.57f + half_y,
              paint_tone(rng) * draw(0.4f, 1.1f));
    }

    room.lamps.push_back({{-side * (room.half.x - 0.45f), draw(1.3f, 1.6f), -room.half.y + 0.5f},
                          draw(0.13f, 0.2f),
                          draw(0.7f, 1.1f)});
    if (rng.chance(0.7)) {
        room.lamps.push_back({{draw(-0.5f, 0.5f), 2.15f, draw(-0.4f, 0.4f)}, 0.18f, 1.2f});
    }
    const float warmth = static_cast<float>(look.warmth) / 10.0f;
    room.lamp_color = warmth_color(0.45f + 0.5f * warmth);
    room.day_color = warmth_color(0.5f * warmth - 0.12f);
    room.daylight = static_cast<float>(look.daylight) / 10.0f;
    return room;
}

// Where a ray from the eye ends.
struct Hit {
    glm::vec3 point{0.0f}, normal{0.0f, 1.0f, 0.0f};
    glm::vec3 albedo{0.5f};
    glm::vec3 glow{0.0f};  // light of its own
    int surface = 0;       // equal for points of one plane side
};

float beam(const Room& room) { return 0.4f + 5.5f * room.daylight; }

// The view through the window: a bright sky over pale distance, behind bars and a frame.
void paint_window(const Room& room, Hit& hit) {
    const float x = std::abs(hit.point.x - room.window_x), y = hit.point.y;
    const bool framed =
        x < room.window_half + 0.07f && y > room.sill - 0.07f && y < room.lintel + 0.07f;
    const float curtain = room.window_half + 0.42f;
    if (framed) {
        hit.albedo = glm::vec3(0.82f);
        const float share = (hit.point.x - room.window_x + room.window_half) /
                            (2.0f * room.window_half) * static_cast<float>(room.panes);
        const float bar = std::abs(share - std::round(share)) * 2.0f * room.window_half /
                          static_cast<float>(room.panes);
        const bool pane = x < room.window_half && y > room.sill && y < room.lintel && bar > 0.03f &&
                          std::abs(y - glm::mix(room.sill, room.lintel, 0.68f)) > 0.025f;
        if (pane) {
            const glm::vec3 sky = glm::mix(glm::vec3(1.0f, 1.02f, 1.03f),
                                           glm::vec3(0.72f, 0.86f, 1.08f), ramp(1.2f, 2.6f, y));
            const float trees =
                1.15f + 0.35f * fractal_noise({hit.point.x * 2.0f, 3.0f}, 4, room.seed);
            const glm::vec3 green{0.32f, 0.40f, 0.24f};
            hit.glow = room.day_color *
                       glm::mix(green, sky, ramp(trees - 0.04f, trees + 0.04f, y)) *
                       (0.3f + 5.0f * room.daylight);
        }
    } else if (x < curtain && y > 0.05f && y < room.lintel + 0.2f) {
        // Folds of cloth that the daylight shines through a little.
        const float fold = 0.5f + 0.5f * std::sin(hit.point.x * 48.0f);
        hit.albedo = room.wall * (0.75f + 0.25f * fold);
        hit.glow = room.day_color * room.wall * (room.daylight * (0.10f + 0.12f * fold));
    }
}

Outline outline_of(const Block& block, const glm::vec3& eye) {
    const glm::vec3 low = block.low - eye, high = block.high - eye;
    const glm::vec2 nearest =
        glm::max(glm::max(glm::vec2(low.x, low.z), -glm::vec2(high.x, high.z)), glm::vec2(0.0f));
    const glm::vec2 furthest =
        glm::max(glm::abs(glm::vec2(low.x, low.z)), glm::abs(glm::vec2(high.x, high.z)));
    const float closest = glm::length(nearest), farthest = glm::length(furthest);
    const float width = kPanoramaExtent.width, height = kPanoramaExtent.height;
    // Rows between its highest and its lowest point, a texel more on both sides.
    const auto row = [&](float y, float distance) {
        return (0.5f - std::atan2(y, distance) / kPi) * height;
    };
    const float top = row(high.y, high.y > 0.0f ? closest : farthest);
    const float bottom = row(low.y, low.y > 0.0f ? farthest : closest);
    Outline outline{0, kPanoramaExtent.width, static_cast<int>(std::floor(top)) - 1,
                    static_cast<int>(std::ceil(bottom)) + 1};
    if (closest < 0.01f) return outline;
    // Columns between its corners, as angles from its middle: all within half a turn of it.
    const glm::vec2 middle(low.x + high.x, low.z + high.z);
    float left = 0.0f, right = 0.0f;
    for (const float x : {low.x, high.x}) {
        for (const float z : {low.z, high.z}) {
            const float angle =
                std::atan2(middle.x * z - middle.y * x, middle.x * x + middle.y * z);
            left = std::min(left, angle);
            right = std::max(right, angle);
        }
    }
    const float center = (std::atan2(middle.y, middle.x) / (2.0f * kPi) + 0.5f) * width;
    const int first = static_cast<int>(std::floor(center + left / (2.0f * kPi) * width)) - 1;
    const int end = static_cast<int>(std::ceil(center + right / (2.0f * kPi) * width)) + 1;
    outline.first_column = (first + kPanoramaExtent.width) % kPanoramaExtent.width;
    outline.column_count = std::min(end - first, kPanoramaExtent.width);
    return outline;
}

// @param blocks those that the ray may meet.
Hit trace(const Room& room, const glm::vec3& d, const std::vector<const Block*>& blocks) {
    // The inside of the box: the nearest of the three planes ahead.
    const glm::vec3 low{-room.half.x, 0.0f, -room.half.y}, high{room.half.x, kHeight, room.half.y};
    Hit hit;
    float nearest = 1e9f;
    int axis = 1;
    for (int i = 0; i < 3; ++i) {
        if (std::abs(d[i]) < 1e-6f) continue;
        const float t = ((d[i] > 0 ? high[i] : low[i]) - room.eye[i]) / d[i];
        if (t < nearest) {
            nearest = t;
            axis = i;
        }
    }
    hit.point = room.eye + nearest * d;
    hit.normal = glm::vec3(0.0f);
    hit.normal[axis] = d[axis] > 0 ? -1.0f : 1.0f;
    hit.surface = 2 * axis + (d[axis] > 0 ? 1 : 0);
    if (axis == 1 && d.y > 0) {
        hit.albedo = glm::vec3(0.82f);
    } else if (axis == 1) {
        const glm::vec2 p{hit.point.x, hit.point.z};
        const glm::vec2 rug = glm::abs(p - glm::vec2(room.rug)) - glm::vec2(room.rug.z, room.rug.w);
        const float outside = std::max(rug.x, rug.y);
        hit.albedo = room.floor * (0.85f + 0.3f * fractal_noise(p * 1.5f, 2, room.seed));
        if (room.planks) {
            const float plank = std::floor(p.x / 0.16f);
            const float joint = std::floor((p.y + 0.37f * plank) / 1.3f);
            hit.albedo *= 0.78f + 0.44f * lattice_value(static_cast<int>(plank),
                                                        static_cast<int>(joint), room.seed);
        }
        if (outside < 0.0f) {
            const bool border = outside > -0.16f && outside < -0.08f;
            const float weave = 0.9f + 0.2f * smooth_noise(p * 14.0f, room.seed + 3);
            hit.albedo = (border ? 0.5f * room.rug_color + 0.3f : room.rug_color) * weave;
        }
    } else {
        hit.albedo = axis == 0 && d.x > 0 ? room.accent : room.wall;
        if (hit.point.y < 0.09f) hit.albedo = glm::vec3(0.75f);
        if (axis == 2 && d.z > 0) paint_window(room, hit);
    }

    const glm::vec3 inverse = 1.0f / d;
    for (const Block* candidate : blocks) {
        const Block& block = *candidate;
        const glm::vec3 a = (block.low - room.eye) * inverse;
        const glm::vec3 b = (block.high - room.eye) * inverse;
        const glm::vec3 enter = glm::min(a, b), leave = glm::max(a, b);
        const float t0 = std::max({enter.x, enter.y, enter.z});
        const float t1 = std::min({leave.x, leave.y, leave.z});
        if (!(t0 > 0.0f && t0 < t1 && t0 < nearest)) continue;
        nearest = t0;
        hit.point = room.eye + t0 * d;
        const int face = t0 == enter.x ? 0 : (t0 == enter.y ? 1 : 2);
        hit.normal = glm::vec3(0.0f);
        hit.normal[face] = d[face] > 0 ? -1.0f : 1.0f;
        hit.surface = 6 + 3 * static_cast<int>(candidate - room.blocks.data()) + face;
        hit.albedo = block.albedo;
        hit.glow = glm::vec3(0.0f);
    }
    for (const Lamp& lamp : room.lamps) {
        const glm::vec3 to = lamp.position - room.eye;
        const float along = glm::dot(to, d);
        const float miss2 = glm::dot(to, to) - along * along;
        if (along <= 0.0f || along >= nearest || miss2 >= lamp.radius * lamp.radius) continue;
        nearest = along;
        // A paper shade, brighter where it is seen face on.
        const float face = std::sqrt(1.0f - miss2 / (lamp.radius * lamp.radius));
        hit = {.point = room.eye + along * d, .albedo = glm::vec3(0.0f), .surface = -1};
        hit.glow =
            room.lamp_color * (lamp.power * (2.6f + 2.2f * face) * (1.2f - 0.6f * room.daylight));
    }
    return hit;
}

// How open the half space over a point is: dark in corners, under and behind blocks.
float openness(const Room& room, const Hit& hit) {
    float open = 1.0f;
    const auto corner = [&](int axis, float gap) {
        if (hit.normal[axis] == 0.0f && gap < 1.2f) open *= 1.0f - 0.38f * fast_exp(-4.5f * gap);
    };
    corner(0, room.half.x - std::abs(hit.point.x));
    corner(2, room.half.y - std::abs(hit.point.z));
    corner(1, std::min(hit.point.y, kHeight - hit.point.y));
    for (const Block& block : room.blocks) {
        if (!block.large) continue;
        const glm::vec3 outside =
            glm::max(glm::max(block.low - hit.point, hit.point - block.high), glm::vec3(0.0f));
        const float distance2 = glm::dot(outside, outside);
        if (distance2 > 0.25f || distance2 <= 1e-6f) continue;
        open *= 1.0f - 0.55f * fast_exp(-7.0f * std::sqrt(distance2));
    }
    return open;
}

// The light that reaches a point, from the window, the lamps and the walls.
glm::vec3 light_at(const Room& room, const Hit& hit) {
    // The window as a light: its middle and its thirds, each a small area that faces -Z.
    float day = 0.0f, lamplight = 0.0f;
    for (int i = -1; i <= 1; ++i) {
        const glm::vec3 at{room.window_x + static_cast<float>(i) * 0.66f * room.window_half,
                           0.5f * (room.sill + room.lintel), room.half.y};
        const glm::vec3 to = at - hit.point;
        const float distance2 = glm::dot(to, to) + 0.12f;
        const float receiver = std::max(glm::dot(to, hit.normal), 0.0f);
        day += receiver * std::max(to.z, 0.0f) / (distance2 * distance2);
    }
    const float area = 2.0f * room.window_half * (room.lintel - room.sill) / 3.0f;
    for (const Lamp& lamp : room.lamps) {
        const glm::vec3 to = lamp.position - hit.point;
        const float distance2 = glm::dot(to, to) + 0.05f;
        const float receiver = std::max(glm::dot(to, hit.normal) / std::sqrt(distance2), 0.0f);
        lamplight += 0.32f * lamp.power * (0.15f + receiver) / distance2;
    }
    const glm::vec3 bounce = glm::mix(room.wall, room.floor, 0.3f) *
                             (0.16f + 0.30f * room.daylight) * (0.85f + 0.15f * hit.normal.y);
    return (room.day_color * (beam(room) * area / kPi * day) + room.lamp_color * lamplight +
            bounce) *
           openness(room, hit);
}

}  // namespace

Image<glm::vec3> paint_room(const RoomLook& look) {
    const Room room = room_of(look);
    Image<glm::vec3> image(kPanoramaExtent);
    const PanoramaDirections direction(kPanoramaExtent);
    std::vector<Outline> outlines;
    for (const Block& block : room.blocks) outlines.push_back(outline_of(block, room.eye));
    const auto width = static_cast<std::size_t>(image.width());
    std::vector<std::vector<const Block*>> blocks(width);  // that a ray of the column may meet
    std::vector<Hit> hits(width);
    std::vector<glm::vec3> light(width);
    for (int y = 0; y < image.height(); ++y) {
        for (auto& list : blocks) list.clear();
        for (std::size_t i = 0; i < outlines.size(); ++i) {
            const Outline& outline = outlines[i];
            if (y < outline.first_row || y >= outline.end_row) continue;
            auto x = static_cast<std::size_t>(outline.first_column);
            for (int k = 0; k < outline.column_count; ++k) {
                blocks[x].push_back(&room.blocks[i]);
                x = x + 1 == width ? 0 : x + 1;
            }
        }
        for (std::size_t x = 0; x < width; ++x) {
            hits[x] = trace(room, direction(static_cast<int>(x), y), blocks[x]);
        }
        // Light changes slowly along a surface: between two points of one, their mean.
        for (std::size_t x = 0; x < width; x += 2) light[x] = light_at(room, hits[x]);
        for (std::size_t x = 1; x < width; x += 2) {
            const std::size_t next = x + 1 == width ? 0 : x + 1;
            const bool same =
                hits[x - 1].surface == hits[x].surface && hits[next].surface == hits[x].surface;
            light[x] = same ? 0.5f * (light[x - 1] + light[next]) : light_at(room, hits[x]);
        }
        glm::vec3* row = image.row(y);
        for (std::size_t x = 0; x < width; ++x) row[x] = hits[x].glow + hits[x].albedo * light[x];
    }
    soften(image, 2);
    return image;
}

}  // namespace diorama
