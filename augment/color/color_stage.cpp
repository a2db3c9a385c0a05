#include "augment/color/color_stage.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace diorama {
namespace {

constexpr int kBlock = 512;  // pixels that stay in the cache between stages

struct Planes {
    alignas(32) float channel[3][kBlock];
    alignas(32) std::int32_t whole[3][kBlock];
};

float looked_up(const std::array<float, 256>& curve, float level) {
    const float at = std::min(std::max(level, 0.0f), 255.0f);
    const int i = std::min(static_cast<int>(at), 254);
    const float share = at - static_cast<float>(i);
    const float a = curve[static_cast<std::size_t>(i)], b = curve[static_cast<std::size_t>(i) + 1];
    return a + (b - a) * share;
}

void run(const ColorCurves& curves, Planes& planes, int count) {
    for (std::size_t c = 0; c < 3; ++c) {
        float* level = planes.channel[c];
        std::int32_t* index = planes.whole[c];
        // Apart from the looking up, so that it needs no branches: as looked_up().
        for (int i = 0; i < count; ++i) {
            const float at = std::min(std::max(level[i], 0.0f), 255.0f);
            index[i] = std::min(static_cast<int>(at), 254);
            level[i] = at - static_cast<float>(index[i]);
        }
        const float* curve = curves.level[c].data();
        for (int i = 0; i < count; ++i) {
            const float* a = curve + index[i];
            level[i] = a[0] + (a[1] - a[0]) * level[i];
        }
    }
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

using Lanes __attribute__((vector_size(16))) = float;

Lanes load(const glm::vec4* color) {
    Lanes lanes;
    std::memcpy(&lanes, color, sizeof lanes);
    return lanes;
}

void run(const ColorCube& cube, Planes& planes, int count) {
    const int size = cube.table->size;
    const float scale = static_cast<float>(size - 1) / 255.0f;
    const glm::vec4* colors = cube.table->colors.data();
    for (int c = 0; c < 3; ++c) {
        for (int i = 0; i < count; ++i) {
            const float level = std::min(std::max(planes.channel[c][i], 0.0f), 255.0f) * scale;
            planes.whole[c][i] = std::min(static_cast<int>(level), size - 2);
        }
    }
    const std::ptrdiff_t row = size, slice = static_cast<std::ptrdiff_t>(size) * size;
    for (int i = 0; i < count; ++i) {
        float share[3];
        for (int c = 0; c < 3; ++c) {
            const float level = std::min(std::max(planes.channel[c][i], 0.0f), 255.0f) * scale;
            share[c] = level - static_cast<float>(planes.whole[c][i]);
        }
        const glm::vec4* corner =
            colors + planes.whole[0][i] + row * planes.whole[1][i] + slice * planes.whole[2][i];
        const auto edge = [&](const glm::vec4* p) {
            const Lanes low = load(p);
            return low + (load(p + 1) - low) * share[0];
        };
        const auto face = [&](const glm::vec4* p) {
            const Lanes low = edge(p);
            return low + (edge(p + row) - low) * share[1];
        };
        const Lanes low = face(corner);
        const Lanes color = low + (face(corner + slice) - low) * share[2];
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

#if defined(__SSE2__)
void run_small_matrix(const int (&a)[3][3], const int (&offset)[3], Image<Rgb8>& picture) {
    const auto pair = [](int low, int high) {
        return static_cast<int>(static_cast<std::uint32_t>(low & 0xFFFF) |
                                static_cast<std::uint32_t>(high) << 16);
    };
    const __m128i red_green =
        _mm_setr_epi32(pair(a[0][0], a[0][1]), pair(a[1][0], a[1][1]), pair(a[2][0], a[2][1]), 0);
    const __m128i blue = _mm_setr_epi32(pair(a[0][2], 0), pair(a[1][2], 0), pair(a[2][2], 0), 0);
    const __m128i start = _mm_setr_epi32(offset[0], offset[1], offset[2], 0);
    for (Rgb8& p : picture) {
        const __m128i rg = _mm_madd_epi16(_mm_set1_epi32(p.r | p.g << 16), red_green);
        const __m128i b = _mm_madd_epi16(_mm_set1_epi32(p.b), blue);
        const __m128i sum = _mm_srai_epi32(_mm_add_epi32(_mm_add_epi32(rg, b), start), 12);
        const __m128i words = _mm_packs_epi32(sum, sum);
        const int levels = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
        p = {static_cast<std::uint8_t>(levels), static_cast<std::uint8_t>(levels >> 8),
             static_cast<std::uint8_t>(levels >> 16)};
    }
}
#endif

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
#if defined(__SSE2__)
    // Coefficients that fit 16 bits: one pixel at a time, its channels side by side.
    bool small = true;
    for (const auto& row : a)
        for (const int value : row) small = small && std::abs(value) < 32768;
    if (small) return run_small_matrix(a, offset, picture);
#endif
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
        for (std::size_t c = 0; c < 3; ++c)
            for (int i = 0; i < count; ++i)
                planes.whole[c][i] = static_cast<std::int32_t>(
                    std::min(std::max(planes.channel[c][i] + 0.5f, 0.0f), 255.0f));
        for (int i = 0; i < count; ++i)
            block[i] = {static_cast<std::uint8_t>(planes.whole[0][i]),
                        static_cast<std::uint8_t>(planes.whole[1][i]),
                        static_cast<std::uint8_t>(planes.whole[2][i])};
    }
}

Rgb8 ColorChain::apply(Rgb8 color) const {
    Image<Rgb8> one({1, 1}, color);
    apply(one);
    return one.at(0, 0);
}

}  // namespace diorama
