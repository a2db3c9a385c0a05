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

UvRect uv_of(const Canvas& canvas, glm::vec2 top_left, glm::vec2 size) {
    const glm::vec2 extent(real(canvas.extent().width), real(canvas.extent().height));
    return {top_left / extent, (top_left + size) / extent};
}

// Bars of random width, as on a price tag.
void draw_barcode(Canvas& canvas, glm::vec2 at, glm::vec2 size, std::uint32_t seed) {
    canvas.rectangle(at - 6.0f, at + size + 6.0f, 0xFFFFFF, 2.0f);
    float x = 0.0f;
    for (int i = 0; x < size.x - 4.0f; ++i) {
        const float bar = 1.2f + 3.2f * unit_float(lattice_hash(i, 0, seed));
        canvas.rectangle({at.x + x, at.y}, {at.x + x + bar, at.y + size.y}, 0x1C1C1C);
        x += bar + 1.4f + 2.6f * unit_float(lattice_hash(i, 1, seed));
    }
}

// Lines of small print.
void draw_small_print(Canvas& canvas, glm::vec2 at, float width, int lines, std::uint32_t color) {
    for (int i = 0; i < lines; ++i) {
        const float y = at.y + 11.0f * real(i);
        float x = 0.0f;
        const float end = i + 1 == lines ? 0.55f * width : width;
        for (int word = 0; x < end - 8.0f; ++word) {
            const float length =
                std::min(end - x, 10.0f + 26.0f * unit_float(lattice_hash(word, i, 91)));
            canvas.rectangle({at.x + x, y}, {at.x + x + length, y + 4.5f}, color, 2.0f);
            x += length + 6.0f;
        }
    }
}

// A sprig: a bent stem with pairs of leaves.
void draw_sprig(Canvas& canvas, glm::vec2 root, float angle, float length, std::uint32_t leaf,
                std::uint32_t stem) {
    const glm::vec2 along{std::cos(angle), std::sin(angle)}, across{-along.y, along.x};
    std::array<glm::vec2, 13> points;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const float t = real(i) / real(points.size() - 1);
        points[i] = root + along * (length * t) + across * (0.16f * length * t * (1.0f - t) * 4.0f);
    }
    canvas.line(points, 0.022f * length, stem);
    for (std::size_t i = 2; i < points.size(); i += 2)
        for (const float side : {-1.0f, 1.0f}) {
            const float size = 0.15f * length * (1.1f - 0.4f * real(i) / 12.0f);
            const float lean = angle + side * 0.75f;
            const glm::vec2 at = points[i] + size * glm::vec2(std::cos(lean), std::sin(lean));
            canvas.ellipse(at, {size, 0.36f * size}, lean, leaf);
        }
}

}  // namespace

// A hardcover, 13.5 x 20.5 cm, lying on its back; its picture wraps back, spine and front.
Model make_book() {
    constexpr float kWidth = 0.135f, kLength = 0.205f, kHeight = 0.027f, kBoard = 0.0026f;
    constexpr float kPerM = 3400.0f, kWrap = 2.0f * kWidth + kHeight;
    Canvas cover({static_cast<int>(kWrap * kPerM), static_cast<int>(kLength * kPerM)}, 0x1E3A4C);
    const float front = (kWidth + kHeight) * kPerM, wide = kWidth * kPerM, tall = kLength * kPerM;
    const glm::vec2 middle{front + 0.5f * wide, 0.40f * tall};
    cover.disk(middle, 0.27f * wide, 0xF2C14E);
    cover.disk(middle, 0.21f * wide, 0xF6D27A);
    const auto hill = [&](float x, float peak, float half, std::uint32_t color) {
        const glm::vec2 points[]{
            {x - half, 0.68f * tall}, {x, peak * tall}, {x + half, 0.68f * tall}};
        cover.polygon(points, color);
    };
    hill(front + 0.30f * wide, 0.33f, 0.42f * wide, 0x4F7F86);
    hill(front + 0.78f * wide, 0.40f, 0.36f * wide, 0x5F949A);
    hill(front + 0.54f * wide, 0.48f, 0.40f * wide, 0xE07A4F);
    cover.rectangle({front, 0.655f * tall}, {front + wide, 0.672f * tall}, 0xF3E9D8);
    cover.rectangle({front, 0.672f * tall}, {front + wide, tall}, 0x1E3A4C);
    cover.rectangle({front - 0.0f, 0.0f}, {front + 0.035f * wide, tall}, 0x16303F);
    cover.centered_text("THE QUIET", {middle.x, 0.735f * tall}, 33, 6.5f, 0xF3E9D8, 1.15f);
    cover.centered_text("MOUNTAIN", {middle.x, 0.810f * tall}, 33, 6.5f, 0xF2C14E, 1.15f);
    cover.centered_text("A NOVEL", {middle.x, 0.915f * tall}, 15, 2.8f, 0xB9C9C7, 1.6f);
    // The spine reads downward: draw its title as a stack of letters.
    const float spine = (kWidth + 0.5f * kHeight) * kPerM;
    float y = 0.13f * tall;
    for (const char letter : std::string_view("MOUNTAIN")) {
        cover.centered_text(std::string_view(&letter, 1), {spine, y}, 30, 6.0f, 0xF2C14E);
        y += 46.0f;
    }
    cover.disk({spine, 0.88f * tall}, 16, 0xE07A4F);
    cover.rectangle({wide, 0.055f * tall}, {front, 0.063f * tall}, 0xF3E9D8);
    cover.rectangle({wide, 0.945f * tall}, {front, 0.953f * tall}, 0xF3E9D8);
    draw_small_print(cover, {0.14f * wide, 0.16f * tall}, 0.72f * wide, 14, 0x8FA9AE);
    draw_barcode(cover, {0.60f * wide, 0.84f * tall}, {110, 58}, 77);

    Canvas leaves({64, 256}, 0xEFE6D2);
    for (int i = 0; i < 85; ++i)
        leaves.rectangle({0, 3.0f * real(i)}, {64, 3.0f * real(i) + 1.3f},
                         lattice_hash(i, 3, 5) % 3 == 0 ? 0xCDBF9F : 0xDCD0B4);

    const Material cloth = printed("cover", cover.texture("book cover"), 0.52f);
    Assembly book("book");
    const float u_per_m = 1.0f / kWrap, half_x = 0.5f * kWidth, half_z = 0.5f * kLength;
    for (const bool top : {false, true}) {
        MeshPart board = moved(rounded_box({kWidth, kBoard, kLength}, 0.0010f, 2),
                               {0, top ? kHeight - 0.5f * kBoard : 0.5f * kBoard, 0});
        // Unfolded, the front is to the right of the spine and the back to its left.
        if (top)
            project_uv(board, {-half_x - kWidth - kHeight, 0, -half_z}, {u_per_m, 0, 0},
                       {0, 0, 1.0f / kLength});
        else
            project_uv(board, {half_x, 0, -half_z}, {-u_per_m, 0, 0}, {0, 0, 1.0f / kLength});
        book.add("cover", std::move(board), cloth);
    }
    const glm::vec3 arc[]{{-half_x + 0.0016f, 0.5f * kBoard, 0},
                          {-half_x - 0.0022f, 0.0042f, 0},
                          {-half_x - 0.0050f, 0.5f * kHeight, 0},
                          {-half_x - 0.0022f, kHeight - 0.0042f, 0},
                          {-half_x + 0.0016f, kHeight - 0.5f * kBoard, 0}};
    MeshPart back =
        sweep(curve(arc, Ends::Open, 5), Ends::Open, rounded_rectangle(kLength, 0.0022f, 0.0009f),
              {0, 0, 1}, nullptr, Caps::Flat);
    project_uv(back, {0, -kWidth, -half_z}, {0, u_per_m, 0}, {0, 0, 1.0f / kLength});
    book.add("cover", std::move(back), cloth);

    MeshPart pages =
        moved(rounded_box({kWidth - 0.0045f, kHeight - 2.0f * kBoard + 0.0004f, kLength - 0.0070f},
                          0.0006f, 1, {.scale_m = kHeight - 2.0f * kBoard, .grain_axis = 2}),
              {-0.0012f, 0.5f * kHeight, 0});
    book.add("pages", std::move(pages), printed("pages", leaves.texture("book pages"), 0.9f));
    const glm::vec3 ribbon[]{{0.012f, 0.52f * kHeight, half_z - 0.02f},
                             {0.012f, 0.52f * kHeight, half_z - 0.001f},
                             {0.0135f, 0.38f * kHeight, half_z + 0.008f},
                             {0.0150f, 0.10f * kHeight, half_z + 0.013f},
                             {0.0165f, 0.0006f, half_z + 0.024f}};
    book.add("ribbon",
             sweep(curve(ribbon, Ends::Open, 5), Ends::Open,
                   rounded_rectangle(0.0060f, 0.0006f, 0.0002f), {1, 0, 0}, nullptr, Caps::Flat),
             solid("ribbon", 0xB8322F, 0.5f));
    return std::move(book).finish();
}

// A bottle of olive oil in dark green glass with a paper label.
Model make_bottle() {
    const Corner corners[]{{{0.0f, 0.0060f}},
                           {{0.0240f, 0.0030f}, 0.0080f},
                           {{0.0290f, 0.0f}, 0.0020f},
                           {{0.0360f, 0.0f}, 0.0050f},
                           {{0.0365f, 0.0420f}},
                           {{0.0365f, 0.1420f}},
                           {{0.0365f, 0.1900f}, 0.0380f},
                           {{0.0160f, 0.2180f}, 0.0300f},
                           {{0.0140f, 0.2520f}, 0.0300f},
                           {{0.0140f, 0.2535f}, 0.0004f},
                           {{0.0162f, 0.2540f}, 0.0012f},
                           {{0.0162f, 0.2590f}, 0.0012f},
                           {{0.0146f, 0.2600f}, 0.0006f},
                           {{0.0146f, 0.2640f}, 0.0010f},
                           {{0.0f, 0.2640f}}};
    const auto [bottom, rest] = cut(rounded(corners, Ends::Open, 0.2f), {0.0365f, 0.0420f});
    const auto [middle, top] = cut(rest, {0.0365f, 0.1420f});

    Canvas label({1024, 448}, 0xF4ECDC);
    label.rectangle({0, 12}, {1024, 18}, 0x6B7A3A);
    label.rectangle({0, 430}, {1024, 436}, 0x6B7A3A);
    for (const float x : {512.0f, 0.0f, 1024.0f}) {
        draw_sprig(label, {x - 105.0f, 132.0f}, -0.25f, 200.0f, 0x7D8F45, 0x53602B);
        label.ellipse({x - 20.0f, 148.0f}, {17, 25}, 0.25f, 0x3F4A22);
        label.ellipse({x + 28.0f, 146.0f}, {17, 25}, -0.30f, 0x55632C);
        label.disk({x - 26.0f, 138.0f}, 4, 0x9AA86A);
    }
    label.centered_text("OLIVA", {512, 206}, 66, 11, 0x2E3619, 1.3f);
    label.centered_text("EXTRA VIRGIN", {512, 302}, 22, 4, 0x6B7A3A, 1.5f);
    label.centered_text("500 ML - COLD PRESSED", {512, 372}, 14, 2.6f, 0x8A7B5E, 1.4f);
    draw_small_print(label, {150, 190}, 120, 9, 0xA89B80);
    draw_barcode(label, {790, 200}, {110, 64}, 12);
    draw_small_print(label, {786, 300}, 120, 6, 0xA89B80);

    const Material glass = solid("green glass", 0x1F3A22, 0.06f);
    Assembly bottle("bottle");
    bottle.add("glass", lathe(bottom, 64), glass);
    bottle.add("label", lathe(middle, 64), printed("label", label.texture("bottle label"), 0.7f));
    bottle.add("glass", lathe(top, 64), glass);
    const Corner cap[]{{{0.0f, 0.2600f}},
                       {{0.0150f, 0.2600f}, 0.0005f},
                       {{0.0154f, 0.2630f}},
                       {{0.0154f, 0.2790f}, 0.0016f},
                       {{0.0f, 0.2790f}}};
    MeshPart screw = lathe(rounded(cap, Ends::Open), 96);
    deform(
        screw,
        [](glm::vec3 p) {  // a knurl of 32 grooves
            const float r = std::sqrt(p.x * p.x + p.z * p.z);
            const float there = r > 0.0140f && p.y > 0.2628f && p.y < 0.2780f ? 1.0f : 0.0f;
            const float dent =
                1.0f - there * 0.022f * (0.5f - 0.5f * std::cos(32.0f * std::atan2(p.x, p.z)));
            return glm::vec3(p.x * dent, p.y, p.z * dent);
        },
        0.6f);
    bottle.add("cap", std::move(screw), solid("gold cap", 0xB8924A, 0.30f, 1.0f));
    return std::move(bottle).finish();
}

// A drinks can of 33 cl: printed wall, bare lid with a tab.
Model make_can() {
    const Corner corners[]{{{0.0f, 0.0100f}},
                           {{0.0200f, 0.0055f}, 0.0200f},
                           {{0.0235f, 0.0f}, 0.0012f},
                           {{0.0262f, 0.0f}, 0.0016f},
                           {{0.0331f, 0.0085f}, 0.0060f},
                           {{0.0331f, 0.0130f}},
                           {{0.0331f, 0.1030f}},
                           {{0.0331f, 0.1060f}, 0.0060f},
                           {{0.0270f, 0.1140f}, 0.0020f},
                           {{0.0275f, 0.1152f}, 0.0005f},
                           {{0.0275f, 0.1165f}, 0.0007f},
                           {{0.0258f, 0.1165f}, 0.0007f},
                           {{0.0252f, 0.1105f}, 0.0010f},
                           {{0.0232f, 0.1100f}, 0.0006f},
                           {{0.0226f, 0.1112f}, 0.0008f},
                           {{0.0f, 0.1112f}}};
    const auto [bottom, rest] = cut(rounded(corners, Ends::Open, 0.25f), {0.0331f, 0.0130f});
    const auto [wall, top] = cut(rest, {0.0331f, 0.1030f});

    Canvas art({1024, 448}, 0xF7D046);
    for (int i = 0; i < 16; ++i) {  // rays behind the fruit
        const float angle = 2.0f * kPi * real(i) / 16.0f;
        for (const float x : {512.0f, 0.0f, 1024.0f}) {
            const glm::vec2 center{x, 170.0f};
            const glm::vec2 ray[]{
                center, center + 250.0f * glm::vec2(std::cos(angle), std::sin(angle)),
                center + 250.0f * glm::vec2(std::cos(angle + 0.2f), std::sin(angle + 0.2f))};
            art.polygon(ray, 0xFADF7F);
        }
    }
    for (const float x : {512.0f, 0.0f, 1024.0f}) {
        const glm::vec2 center{x, 150.0f};
        art.disk(center, 104, 0xF29E1F);
        art.disk(center, 94, 0xFFF3D0);
        for (int i = 0; i < 9; ++i) {
            const float angle = 2.0f * kPi * real(i) / 9.0f, wide = 0.28f;
            const auto at = [&](float r, float a) {
                return center + r * glm::vec2(std::cos(a), std::sin(a));
            };
            const glm::vec2 slice[]{at(16, angle), at(80, angle - wide), at(86, angle),
                                    at(80, angle + wide)};
            art.polygon(slice, 0xF7B733);
        }
    }
    art.rectangle({0, 286}, {1024, 392}, 0x22577A);
    art.rectangle({0, 280}, {1024, 286}, 0xFFFFFF);
    art.rectangle({0, 392}, {1024, 398}, 0xFFFFFF);
    for (const float x : {512.0f, 0.0f, 1024.0f})
        art.centered_text("CITRA", {x, 306}, 66, 15, 0xFFFFFF, 1.1f);
    art.centered_text("ORANGE SODA", {512, 412}, 17, 3.4f, 0x22577A, 1.4f);
    draw_barcode(art, {204, 306}, {96, 64}, 31);
    draw_small_print(art, {700, 300}, 130, 7, 0xD6E4EC);

    const Material aluminium = solid("aluminium", 0xD9DBDD, 0.24f, 1.0f);
    Material print = printed("can print", art.texture("can print"), 0.24f);
    print.metallic = 0.35f;
    Assembly can("can");
    can.add("metal", lathe(bottom, 72), aluminium);
    can.add("wall", lathe(wall, 72), print);
    can.add("metal", lathe(top, 72), aluminium);
    // The tab: a bevelled plate with a raised ring, held by a rivet.
    can.add("tab",
            moved(bevelled_prism(superellipse(0.0062f, 0.0115f, 2.6f, 28), 0.0011f, 0.0004f),
                  {0, 0.1124f, 0.0035f}),
            aluminium);
    std::vector<glm::vec3> loop;
    for (const OutlinePoint& point : superellipse(0.0041f, 0.0046f, 2.4f, 28))
        loop.push_back({point.position.x, 0.1136f, 0.0085f - point.position.y});
    can.add("tab", sweep(loop, Ends::Closed, circle(0.0010f, 8), {0, 1, 0}), aluminium);
    can.add("tab",
            moved(lathe(rounded(std::array<Corner, 4>{Corner{{0, 0}, 0}, Corner{{0.0024f, 0}, 0},
                                                      Corner{{0.0024f, 0.0030f}, 0.0008f},
                                                      Corner{{0, 0.0030f}, 0}},
                                Ends::Open),
                        20),
                  {0, 0.1108f, 0}),
            aluminium);
    return std::move(can).finish();
}

// A breakfast box, 19 x 28 x 6 cm.
Model make_cereal_box() {
    constexpr float kPerM = 2400.0f;
    constexpr glm::vec3 size(0.19f, 0.28f, 0.062f);
    const float w = size.x * kPerM, h = size.y * kPerM, d = size.z * kPerM;
    Canvas art({1280, 832}, 0xE4572E);
    for (const float x : {0.0f, w}) {
        art.rectangle({x, 0}, {x + w, h}, 0xF2A541);
        for (int i = 0; i < 9; ++i)  // a sunrise
            if (i % 2 == 0) {
                const float a0 = kPi * (1.0f + real(i) / 9.0f),
                            a1 = kPi * (1.0f + real(i + 1) / 9.0f);
                const glm::vec2 center{x + 0.5f * w, 0.66f * h};
                const glm::vec2 ray[]{center,
                                      center + 0.49f * w * glm::vec2(std::cos(a0), std::sin(a0)),
                                      center + 0.49f * w * glm::vec2(std::cos(a1), std::sin(a1))};
                art.polygon(ray, 0xF6C26B);
            }
        art.rectangle({x, 0}, {x + w, 0.055f * h}, 0xE4572E);
        art.rectangle({x, 0.70f * h}, {x + w, h}, 0xE4572E);
        const glm::vec2 bowl{x + 0.5f * w, 0.66f * h};
        art.ellipse(bowl, {150, 46}, 0.0f, 0xFFF8E7);
        art.ellipse(bowl, {136, 36}, 0.0f, 0xFBF3DD);
        for (int i = 0; i < 46; ++i) {
            const float angle = 2.0f * kPi * unit_float(lattice_hash(i, 0, 8));
            const float r = std::sqrt(unit_float(lattice_hash(i, 1, 8)));
            const glm::vec2 at =
                bowl + glm::vec2(118.0f * r * std::cos(angle), 26.0f * r * std::sin(angle) - 6.0f);
            art.ellipse(at, {14, 8}, 3.0f * unit_float(lattice_hash(i, 2, 8)),
                        i % 3 == 0 ? 0xC98A3B : 0xDDA75A);
        }
        for (const glm::vec2 berry : {glm::vec2{-52, -14}, {14, 6}, {64, -12}}) {
            art.disk(bowl + berry, 15, 0x3B3F7A);
            art.disk(bowl + berry + glm::vec2(-4, -5), 4, 0x7C81BE);
        }
        const glm::vec2 side[]{bowl + glm::vec2(-150, 8), bowl + glm::vec2(150, 8),
                               bowl + glm::vec2(84, 96), bowl + glm::vec2(-84, 96)};
        art.polygon(side, 0x2E6F8E);
        art.ellipse(bowl + glm::vec2(0, 8), {150, 42}, 0.0f, 0x2E6F8E);
        art.ellipse(bowl, {150, 44}, 0.0f, 0xFFF8E7);
        art.ellipse(bowl + glm::vec2(0, -2), {138, 34}, 0.0f, 0xF7EBCB);
        for (int i = 0; i < 60; ++i) {
            const float angle = 2.0f * kPi * unit_float(lattice_hash(i, 3, 8));
            const float r = std::sqrt(unit_float(lattice_hash(i, 4, 8)));
            const glm::vec2 at =
                bowl + glm::vec2(116.0f * r * std::cos(angle), 23.0f * r * std::sin(angle) - 3.0f);
            art.ellipse(at, {14, 8}, 3.0f * unit_float(lattice_hash(i, 5, 8)),
                        i % 3 == 0   ? 0xB97A2F
                        : i % 3 == 1 ? 0xDDA75A
                                     : 0xCB9145);
        }
        for (const glm::vec2 berry : {glm::vec2{-58, -6}, {8, 4}, {62, -10}}) {
            art.disk(bowl + berry, 15, 0x3B3F7A);
            art.disk(bowl + berry + glm::vec2(-4, -5), 4, 0x7C81BE);
        }
        art.centered_text("OATS", {x + 0.5f * w, 0.115f * h}, 104, 25, 0xFFF8E7, 1.05f);
        art.centered_text("HONEY & BLUEBERRY", {x + 0.5f * w, 0.315f * h}, 20, 4.2f, 0x8C2F12,
                          1.25f);
        art.centered_text("WHOLE GRAIN", {x + 0.5f * w, 0.885f * h}, 24, 5, 0xFFF8E7, 1.3f);
        art.centered_text("450 G", {x + 0.5f * w, 0.945f * h}, 14, 3, 0xF6C26B, 1.3f);
    }
    for (const float x : {2.0f * w, 2.0f * w + d}) {
        art.rectangle({x, 0}, {x + d, h}, 0xE4572E);
        art.rectangle({x + 14, 0.30f * h}, {x + d - 14, 0.74f * h}, 0xFFF8E7, 8);
        draw_small_print(art, {x + 24, 0.33f * h}, d - 48, 22, 0x9C6B4F);
        art.centered_text("OATS", {x + 0.5f * d, 0.10f * h}, 34, 8, 0xFFF8E7);
        art.rectangle({x, 0}, {x + d, 0.055f * h}, 0xC7431F);
    }
    draw_barcode(art, {2.0f * w + d + 24, 0.82f * h}, {d - 48, 70}, 55);
    for (const float x : {0.0f, w}) {
        art.rectangle({x, h}, {x + w, h + d}, 0xC7431F);
        art.rectangle({x, h + 0.52f * d}, {x + w, h + 0.54f * d}, 0x9E3216);  // the tuck flap
        art.centered_text("OATS", {x + 0.5f * w, h + 0.16f * d}, 36, 9, 0xFFF8E7);
    }
    const std::array<UvRect, 6> faces{
        uv_of(art, {2.0f * w, 0}, {d, h}), uv_of(art, {2.0f * w + d, 0}, {d, h}),
        uv_of(art, {0, h}, {w, d}),        uv_of(art, {w, h}, {w, d}),
        uv_of(art, {0, 0}, {w, h}),        uv_of(art, {w, 0}, {w, h})};
    // Cardboard bulges a little.
    MeshPart box = printed_box(size, 0.0016f, 2, faces, 10);
    deform(
        box,
        [&](glm::vec3 p) {
            const glm::vec3 q = 2.0f * p / size;
            const auto swell = [](float a, float b) { return (1.0f - a * a) * (1.0f - b * b); };
            return p + glm::vec3(0.0012f * q.x * swell(q.y, q.z), 0.0f,
                                 0.0022f * q.z * swell(q.x, q.y));
        },
        0.9f);
    Assembly cereal("cereal_box");
    cereal.add("box", std::move(box), printed("carton", art.texture("cereal box"), 0.42f));
    return std::move(cereal).finish();
}

// A one-liter gable-top carton.
Model make_milk_carton() {
    constexpr float kSide = 0.0950f, kWall = 0.1950f, kGable = 0.0400f, kFin = 0.0150f;
    constexpr float kPerM = 2600.0f, kTotal = kWall + 0.0625f + kFin;
    const float side = kSide * kPerM, tall = kTotal * kPerM;
    Canvas art({static_cast<int>(4.0f * side), static_cast<int>(tall)}, 0xF6F4EE);
    const float wall_top = tall - kWall * kPerM;
    for (int face = 0; face < 4; ++face) {
        const float x = side * real(face);
        art.rectangle({x, 0}, {x + side, wall_top - 6}, 0x2F6DB5);
        art.rectangle({x, wall_top - 6}, {x + side, wall_top + 4}, 0xBFD6EE);
        // A meadow along the foot: two waves.
        for (int i = 0; i <= 24; ++i) {
            const float t = real(i) / 24.0f, px = x + t * side;
            const float wave = 15.0f * std::sin(2.0f * kPi * t);
            art.rectangle({px - 6, tall - 120 + wave}, {px + 6, tall}, 0x8FBF6B);
        }
        for (int i = 0; i <= 24; ++i) {
            const float t = real(i) / 24.0f, px = x + t * side;
            const float wave = 12.0f * std::cos(2.0f * kPi * t);
            art.rectangle({px - 6, tall - 78 + wave}, {px + 6, tall}, 0x5E9C4A);
        }
        const float middle = x + 0.5f * side;
        if (face % 2 == 1) {
            art.centered_text("MILK", {middle, wall_top + 60}, 62, 15, 0x2F6DB5, 1.0f);
            art.centered_text("FRESH & WHOLE", {middle, wall_top + 146}, 15, 3.2f, 0x6A7F97, 1.25f);
            // A drop.
            const glm::vec2 tip[]{{middle - 23, wall_top + 236},
                                  {middle, wall_top + 186},
                                  {middle + 23, wall_top + 236}};
            art.polygon(tip, 0x2F6DB5);
            art.disk({middle, wall_top + 244}, 25.5f, 0x2F6DB5);
            art.disk({middle - 8, wall_top + 248}, 6, 0xBFD6EE);
            art.centered_text("1 L", {middle, wall_top + 302}, 20, 4, 0x6A7F97, 1.2f);
        } else {
            draw_small_print(art, {x + 36, wall_top + 60}, side - 72, 9, 0x9AA9BA);
            art.rectangle({x + 36, wall_top + 180}, {x + side - 36, wall_top + 290}, 0xDDE8F3, 6);
            draw_small_print(art, {x + 48, wall_top + 194}, side - 96, 8, 0x6A7F97);
        }
    }
    draw_barcode(art, {2.0f * side + 66, tall - 96}, {120, 62}, 40);

    // Rings of one loop from the bottom to the ridge. The loop starts at the middle of the left
    // side and has points where the side panels fold in.
    MeshPart mesh;
    const Outline loop = rounded_rectangle(kSide, kSide, 0.0016f);
    struct Ring {
        float y, depth, fold, inset, v;  // depth: of z; fold: of the side panels
    };
    const float slant = std::sqrt(0.25f * kSide * kSide + kGable * kGable);
    std::vector<Ring> rings{{0.0f, 1.0f, 0.0f, 0.0030f, 0.0f},
                            {0.0008f, 1.0f, 0.0f, 0.0008f, 0.0008f},
                            {0.0030f, 1.0f, 0.0f, 0.0f, 0.003f},
                            {kWall - 0.0010f, 1.0f, 0.0f, 0.0f, kWall - 0.001f}};
    constexpr float kRidge = 0.034f;  // remaining depth of the closed fin, in parts
    for (int k = 0; k <= 4; ++k) {
        const float t = real(k) / 4.0f;
        rings.push_back({kWall + 0.0010f + t * kGable, glm::mix(0.985f, kRidge, t), 0.40f * t, 0.0f,
                         kWall + t * slant});
    }
    rings.push_back({kWall + kGable + kFin, kRidge, 0.40f, 0.0f, kWall + slant + kFin});
    // Corner arcs, and the sides at x = +-kSide / 2 cut into four.
    std::vector<glm::vec2> section;
    for (std::size_t i = 0; i < loop.size(); ++i) {
        const glm::vec2 a = loop[i].position, b = loop[(i + 1) % loop.size()].position;
        section.push_back(a);
        if (std::abs(b.y - a.y) > 0.5f * kSide)
            for (int k = 1; k < 6; ++k) section.push_back(glm::mix(a, b, real(k) / 6.0f));
    }
    // Where u begins: the middle of the arc before the right side.
    for (const Ring& ring : rings)
        for (std::size_t j = 0; j <= section.size(); ++j) {
            const glm::vec2 p = section[j % section.size()];
            const glm::vec2 unit = p / (0.5f * kSide);
            const float in = 1.0f - 2.0f * ring.inset / kSide;
            float x = p.x * in;
            if (std::abs(unit.x) > 0.95f) x *= 1.0f - ring.fold * (1.0f - std::abs(unit.y));
            // u: the loop unrolled from the corner at (+x, +z), counter-clockwise from above.
            const float along = std::abs(unit.x) >= std::abs(unit.y)
                                    ? (unit.x > 0.0f ? 0.5f + 0.5f * unit.y : 2.5f - 0.5f * unit.y)
                                    : (unit.y > 0.0f ? 1.5f - 0.5f * unit.x : 3.5f + 0.5f * unit.x);
            float u = 0.25f * along;
            if (j > section.size() / 2 && u < 0.25f) u += 1.0f;
            if (j < section.size() / 4 && u > 0.9f) u -= 1.0f;
            mesh.vertices.push_back({.position = {x, ring.y, -p.y * in * ring.depth},
                                     .uv = {u, 1.0f - ring.v / kTotal}});
        }
    const int columns = static_cast<int>(section.size()) + 1;
    add_lattice(mesh, 0, static_cast<int>(rings.size()), columns);
    close_ring(mesh, 0, columns - 1, false);
    close_ring(mesh, (rings.size() - 1) * static_cast<std::size_t>(columns), columns - 1, true);
    compute_normals(mesh, 0.5f);
    Assembly carton("milk_carton");
    carton.add("carton", std::move(mesh), printed("carton", art.texture("milk carton"), 0.36f));
    const Corner cap[]{
        {{0.0f, 0.0f}}, {{0.0135f, 0.0f}}, {{0.0135f, 0.0125f}, 0.0018f}, {{0.0f, 0.0125f}}};
    const float lean = std::atan2(kGable, 0.5f * kSide);
    carton.add("cap",
               moved(turned(lathe(rounded(cap, Ends::Open), 40), 0.5f * kPi - (0.5f * kPi - lean),
                            {1, 0, 0}),
                     {0, kWall + 0.45f * kGable, 0.5f * kSide * 0.56f}),
               solid("blue cap", 0x2F6DB5, 0.35f));
    return std::move(carton).finish();
}

// A taped parcel with an address label and a stamp for what is fragile.
Model make_parcel() {
    constexpr glm::vec3 size(0.31f, 0.17f, 0.23f);
    Material board = *make_material("cardboard");
    Assembly parcel("parcel");
    parcel.add("box",
               moved(rounded_box({size.x, size.y - 0.003f, size.z}, 0.0030f, 2,
                                 {.scale_m = 0.45f, .grain_axis = 0}),
                     {0, 0.5f * (size.y - 0.003f), 0}),
               board);
    // Two flaps meet along the middle.
    for (const float side : {-1.0f, 1.0f})
        parcel.add(
            "flaps",
            moved(rounded_box({size.x - 0.001f, 0.004f, 0.5f * size.z - 0.0012f}, 0.0018f, 2,
                              {.scale_m = 0.45f, .grain_axis = 0, .offset = {0.3f * side, 0.1f}}),
                  {0, size.y - 0.002f, side * (0.25f * size.z + 0.0001f)}),
            board);
    const Material tape = solid("tape", 0xC8A05E, 0.22f);
    parcel.add("tape",
               moved(rounded_box({size.x + 0.0006f, 0.0008f, 0.048f}, 0.0003f, 1),
                     {0, size.y + 0.0001f, 0}),
               tape);
    for (const float side : {-1.0f, 1.0f})
        parcel.add("tape",
                   moved(rounded_box({0.0008f, 0.058f, 0.048f}, 0.0003f, 1),
                         {side * (0.5f * size.x + 0.0001f), size.y - 0.0288f, 0}),
                   tape);

    Canvas label({512, 352}, 0xFBFAF6);
    label.rectangle({14, 14}, {498, 20}, 0x22252A);
    label.rectangle({14, 332}, {498, 338}, 0x22252A);
    label.text("FROM", {26, 36}, 15, 3, 0x22252A);
    draw_small_print(label, {26, 62}, 150, 4, 0x6A6F76);
    label.rectangle({14, 116}, {498, 119}, 0x22252A);
    label.text("TO", {26, 132}, 20, 4, 0x22252A);
    draw_small_print(label, {88, 136}, 190, 5, 0x3A3E44);
    draw_barcode(label, {40, 224}, {300, 84}, 19);
    label.rectangle({352, 34}, {486, 104}, 0xE2562B, 8);
    label.centered_text("EXPRESS", {419, 58}, 20, 4.4f, 0xFFFFFF, 0.8f);
    label.ring({424, 262}, 44, 5, 0x3C5A8C);
    label.centered_text("24H", {424, 250}, 24, 5, 0x3C5A8C);
    MeshPart sticker = rounded_box({0.128f, 0.0006f, 0.088f}, 0.0002f, 1);
    project_uv(sticker, {-0.064f, 0, -0.044f}, {1.0f / 0.128f, 0, 0}, {0, 0, 1.0f / 0.088f});
    sticker =
        moved(turned(std::move(sticker), 0.06f, {0, 1, 0}), {0.068f, size.y + 0.0002f, 0.066f});
    parcel.add("label", std::move(sticker), printed("label", label.texture("parcel label"), 0.5f));

    Canvas arrows({256, 256}, 0xC9342B);
    arrows.rectangle({14, 14}, {242, 242}, 0xFBFAF6, 10);
    arrows.rectangle({24, 24}, {232, 232}, 0xC9342B, 6);
    for (const float x : {86.0f, 170.0f}) {
        const glm::vec2 head[]{{x - 32, 104}, {x, 54}, {x + 32, 104}};
        arrows.polygon(head, 0xFBFAF6);
        arrows.rectangle({x - 12, 100}, {x + 12, 164}, 0xFBFAF6);
    }
    arrows.centered_text("FRAGILE", {128, 186}, 28, 6, 0xFBFAF6, 0.9f);
    MeshPart sign = rounded_box({0.075f, 0.075f, 0.0006f}, 0.0002f, 1);
    project_uv(sign, {-0.0375f, 0.0375f, 0}, {1.0f / 0.075f, 0, 0}, {0, -1.0f / 0.075f, 0});
    parcel.add("sign", moved(std::move(sign), {-0.085f, 0.062f, 0.5f * size.z + 0.0001f}),
               printed("sign", arrows.texture("fragile sign"), 0.5f));
    return std::move(parcel).finish();
}

}  // namespace diorama::kit
