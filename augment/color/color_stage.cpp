#include "augment/color/color_stage.hpp"

#include <algorithm>
#include <cstring>

namespace diorama {
namespace {

constexpr int kBlock = 512;  // pixels that stay in the cache between stages

struct Planes {
    alignas(32) float channel[3][kBlock];
};

float looked_up(const std::array<float, 256>& curve, float level) {
    const float at = std::min(std::max(level, 0.0f), 255.0f);
    const int i = std::min(static_cast<int>(at), 254);
    const float share = at - static_cast<float>(i);
    const float a = curve[static_cast<std::size_t>(i)], b = curve[static_cast<std::size_t>(i) + 1];
    return a + (b - a) * share;
}

void run(const ColorCurves& curves, Planes& planes, int count) {
    for (std::size_t c = 0; c < 3; ++c)
        for (int i = 0; i < count; ++i)
            planes.channel[c][i] = looked_up(curves.level[c], planes.channel[c][i]);
}

void run(const ColorMatrix& m, Planes& planes, int count) {
    const glm::mat3& a = m.matrix;
    float* r = planes.channel[0];
    float* g = planes.channel[1];
    float* b = planes.channel[2];
    for (int i = 0; i < count; ++i) {
        const float x = r[i], y = g[i], z = b[i];
        r[i] = a[0][0] * x + a[1][0] * y + a[2][0] * z + m.offset.x;
        g[i] = a[0][1] * x + a[1][1] * y + a[2][1] * z + m.offset.y;
        b[i] = a[0][2] * x + a[1][2] * y + a[2][2] * z + m.offset.z;
    }
}

void run(const ColorCube& cube, Planes& planes, int count) {
    const int size = cube.table->size;
    const float scale = static_cast<float>(size - 1) / 255.0f;
    const glm::vec3* colors = cube.table->colors.data();
    for (int i = 0; i < count; ++i) {
        int at[3];
        float share[3];
        for (int c = 0; c < 3; ++c) {
            const float level = std::min(std::max(planes.channel[c][i], 0.0f), 255.0f) * scale;
            at[c] = std::min(static_cast<int>(level), size - 2);
            share[c] = level - static_cast<float>(at[c]);
        }
        const glm::vec3* corner = colors + at[0] + size * (at[1] + size * at[2]);
        const auto edge = [&](const glm::vec3* p) { return p[0] + (p[1] - p[0]) * share[0]; };
        const auto face = [&](const glm::vec3* p) {
            const glm::vec3 low = edge(p);
            return low + (edge(p + size) - low) * share[1];
        };
        const glm::vec3 low = face(corner);
        const glm::vec3 color = low + (face(corner + size * size) - low) * share[2];
        for (int c = 0; c < 3; ++c)
            planes.channel[c][i] += (color[c] - planes.channel[c][i]) * cube.share;
    }
}

std::uint8_t clipped(float level) {
    return static_cast<std::uint8_t>(std::min(std::max(level + 0.5f, 0.0f), 255.0f));
}

/// One curve is a table of bytes.
void run_table(const ColorCurves& curves, Image<Rgb8>& picture) {
    std::array<std::array<std::uint8_t, 256>, 3> table{};
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < 256; ++i) table[c][i] = clipped(curves.level[c][i]);
    for (Rgb8& p : picture) p = {table[0][p.r], table[1][p.g], table[2][p.b]};
}

ColorCurves as_curves(const ColorMatrix& m) {
    ColorCurves curves;
    for (int c = 0; c < 3; ++c)
        for (int i = 0; i < 256; ++i)
            curves.level[static_cast<std::size_t>(c)][static_cast<std::size_t>(i)] =
                m.matrix[c][c] * static_cast<float>(i) + m.offset[c];
    return curves;
}

bool is_diagonal(const glm::mat3& m) {
    return m[0][1] == 0 && m[0][2] == 0 && m[1][0] == 0 && m[1][2] == 0 && m[2][0] == 0 &&
           m[2][1] == 0;
}

/// One matrix in integers of 1/4096 level, which never leaves the registers.
void run_matrix(const ColorMatrix& m, Image<Rgb8>& picture) {
    constexpr float kOne = 4096.0f;
    int a[3][3], offset[3];
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column)
            a[row][column] =
                static_cast<int>(std::min(std::max(m.matrix[column][row], -256.0f), 256.0f) * kOne);
        offset[row] = static_cast<int>(
            (std::min(std::max(m.offset[row], -60000.0f), 60000.0f) + 0.5f) * kOne);
    }
    for (Rgb8& p : picture) {
        const auto level = [&](const int(&row)[3], int start) {
            const int sum = (row[0] * p.r + row[1] * p.g + row[2] * p.b + start) >> 12;
            return static_cast<std::uint8_t>(std::min(std::max(sum, 0), 255));
        };
        p = {level(a[0], offset[0]), level(a[1], offset[1]), level(a[2], offset[2])};
    }
}

}  // namespace

void ColorChain::append(ColorStage stage) {
    auto* matrix = std::get_if<ColorMatrix>(&stage);
    if (!stages_.empty() && matrix) {
        if (auto* before = std::get_if<ColorMatrix>(&stages_.back())) {
            before->offset = matrix->matrix * before->offset + matrix->offset;
            before->matrix = matrix->matrix * before->matrix;
            return;
        }
        auto* curves = std::get_if<ColorCurves>(&stages_.back());
        if (curves && is_diagonal(matrix->matrix)) {
            for (int c = 0; c < 3; ++c)
                for (float& level : curves->level[static_cast<std::size_t>(c)])
                    level = matrix->matrix[c][c] * level + matrix->offset[c];
            return;
        }
    }
    if (auto* curves = std::get_if<ColorCurves>(&stage); curves && !stages_.empty()) {
        if (auto* before = std::get_if<ColorMatrix>(&stages_.back());
            before && is_diagonal(before->matrix))
            stages_.back() = as_curves(*before);
        if (auto* before = std::get_if<ColorCurves>(&stages_.back())) {
            for (std::size_t c = 0; c < 3; ++c)
                for (float& level : before->level[c]) level = looked_up(curves->level[c], level);
            return;
        }
    }
    stages_.push_back(std::move(stage));
}

void ColorChain::apply(Image<Rgb8>& picture) const {
    if (stages_.empty()) return;
    if (stages_.size() == 1) {
        if (const auto* curves = std::get_if<ColorCurves>(&stages_[0]))
            return run_table(*curves, picture);
        if (const auto* matrix = std::get_if<ColorMatrix>(&stages_[0])) {
            if (is_diagonal(matrix->matrix)) return run_table(as_curves(*matrix), picture);
            return run_matrix(*matrix, picture);
        }
    }
    Planes planes;
    auto& pixels = picture.pixels();
    for (std::size_t begin = 0; begin < pixels.size(); begin += kBlock) {
        const auto count = static_cast<int>(std::min<std::size_t>(kBlock, pixels.size() - begin));
        Rgb8* block = pixels.data() + begin;
        for (int i = 0; i < count; ++i) {
            planes.channel[0][i] = block[i].r;
            planes.channel[1][i] = block[i].g;
            planes.channel[2][i] = block[i].b;
        }
        for (const ColorStage& stage : stages_)
            std::visit([&](const auto& s) { run(s, planes, count); }, stage);
        for (int i = 0; i < count; ++i)
            block[i] = {clipped(planes.channel[0][i]), clipped(planes.channel[1][i]),
                        clipped(planes.channel[2][i])};
    }
}

Rgb8 ColorChain::apply(Rgb8 color) const {
    Image<Rgb8> one({1, 1}, color);
    apply(one);
    return one.at(0, 0);
}

}  // namespace diorama
