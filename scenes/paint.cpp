#include "scenes/paint.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/core/vectors.hpp"

namespace diorama::kit {
namespace {

// Unit gradients at eight angles: no lattice direction is favored much.
constexpr float kDiagonal = 0.70710678f;
constexpr std::array<std::array<float, 2>, 8> kGradients{{{1, 0},
                                                          {kDiagonal, kDiagonal},
                                                          {0, 1},
                                                          {-kDiagonal, kDiagonal},
                                                          {-1, 0},
                                                          {-kDiagonal, -kDiagonal},
                                                          {0, -1},
                                                          {kDiagonal, -kDiagonal}}};

float fade(float t) { return t * t * t * (t * (t * 6.0f - 15.0f) + 10.0f); }

// Adds `strength` times one octave to `field`, cell by cell: within a cell and a row, the four
// corner terms are linear in x, so the inner loop has no look-ups.
DIORAMA_WIDE void add_octave(Field& field, glm::ivec2 cells, float strength, std::uint32_t seed) {
    const int width = field.width(), height = field.height();
    std::vector<float> in_cell(static_cast<std::size_t>(width)), faded(in_cell.size());
    std::vector<int> cell_start(static_cast<std::size_t>(cells.x) + 1, width);
    int cell = -1;
    for (int x = 0; x < width; ++x) {
        const float at = (static_cast<float>(x) + 0.5f) * static_cast<float>(cells.x) /
                         static_cast<float>(width);
        const int index = static_cast<int>(at);
        in_cell[static_cast<std::size_t>(x)] = at - static_cast<float>(index);
        faded[static_cast<std::size_t>(x)] = fade(at - static_cast<float>(index));
        while (cell < index) cell_start[static_cast<std::size_t>(++cell)] = x;
    }
    const auto gradient = [&](int x, int y) {
        return kGradients[lattice_hash(x % cells.x, y % cells.y, seed) >> 29];
    };
    for (int y = 0; y < height; ++y) {
        const float at = (static_cast<float>(y) + 0.5f) * static_cast<float>(cells.y) /
                         static_cast<float>(height);
        const int row = static_cast<int>(at);
        const float fy = at - static_cast<float>(row), sy = fade(fy);
        float* out = field.row(y);
        for (int c = 0; c < cells.x; ++c) {
            const auto a = gradient(c, row), b = gradient(c + 1, row);
            const auto d = gradient(c, row + 1), e = gradient(c + 1, row + 1);
            // Left and right terms, already mixed over y: base + slope * x.
            const float left0 = (1.0f - sy) * a[1] * fy + sy * d[1] * (fy - 1.0f);
            const float left1 = (1.0f - sy) * a[0] + sy * d[0];
            const float right1 = (1.0f - sy) * b[0] + sy * e[0];
            const float right0 = (1.0f - sy) * b[1] * fy + sy * e[1] * (fy - 1.0f) - right1;
            const int end = cell_start[static_cast<std::size_t>(c) + 1];
            for (int x = cell_start[static_cast<std::size_t>(c)]; x < end; ++x) {
                const float fx = in_cell[static_cast<std::size_t>(x)];
                const float left = left0 + left1 * fx, right = right0 + right1 * fx;
                out[x] += strength * (left + faded[static_cast<std::size_t>(x)] * (right - left));
            }
        }
    }
}

std::uint8_t to_byte(float value) {
    return static_cast<std::uint8_t>(glm::clamp(value, 0.0f, 1.0f) * 255.0f + 0.5f);
}

std::shared_ptr<Texture> make_texture(std::string name, Extent extent, bool srgb) {
    auto texture = std::make_shared<Texture>();
    texture->name = std::move(name);
    texture->pixels = Image<Rgba8>(extent);
    texture->srgb = srgb;
    return texture;
}

}  // namespace

std::uint32_t lattice_hash(int x, int y, std::uint32_t seed) {
    std::uint32_t h = seed * 0x9E3779B1u + static_cast<std::uint32_t>(x) * 0x85EBCA77u +
                      static_cast<std::uint32_t>(y) * 0xC2B2AE3Du;
    h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
    h = (h ^ (h >> 12)) * 0x297A2D39u;
    return h ^ (h >> 15);
}

Field gradient_noise(Extent extent, glm::ivec2 cells, std::uint32_t seed) {
    return fractal_noise(extent, cells, 1, 0.5f, seed);
}

Field fractal_noise(Extent extent, glm::ivec2 cells, int octaves, float gain, std::uint32_t seed) {
    Field field(extent);
    float square_sum = 0.0f;
    for (int i = 0; i < octaves; ++i) square_sum += std::pow(gain, 2.0f * static_cast<float>(i));
    float strength = 1.7f / std::sqrt(square_sum);
    for (int i = 0; i < octaves; ++i) {
        add_octave(field, cells, strength, seed + static_cast<std::uint32_t>(i) * 101u);
        cells *= 2;
        strength *= gain;
    }
    return field;
}

DIORAMA_WIDE CellNoise cell_noise(Extent extent, glm::ivec2 cells, float jitter,
                                  std::uint32_t seed) {
    CellNoise noise{Field(extent), Field(extent), Image<std::uint32_t>(extent)};
    const int width = extent.width;
    const auto count = static_cast<std::size_t>(width);
    const float pixel_x = static_cast<float>(cells.x) / static_cast<float>(width);
    const float pixel_y = static_cast<float>(cells.y) / static_cast<float>(extent.height);

    // The nine points around each pixel of a row of cells, spread out so that the inner loop below
    // runs over plain arrays.
    struct Neighbor {
        std::vector<float> x, y;
        std::vector<std::uint32_t> id;
    };
    std::array<Neighbor, 9> neighbors;
    neighbors.fill(
        {std::vector<float>(count), std::vector<float>(count), std::vector<std::uint32_t>(count)});
    std::vector<float> center_x(count);
    for (std::size_t x = 0; x < count; ++x) center_x[x] = (static_cast<float>(x) + 0.5f) * pixel_x;

    int row_of_cells = -1;
    for (int y = 0; y < extent.height; ++y) {
        const float py = (static_cast<float>(y) + 0.5f) * pixel_y;
        if (static_cast<int>(py) != row_of_cells) {
            row_of_cells = static_cast<int>(py);
            for (int k = 0; k < 9; ++k) {
                Neighbor& neighbor = neighbors[static_cast<std::size_t>(k)];
                const int cy = row_of_cells + k / 3 - 1;
                for (std::size_t x = 0; x < count; ++x) {
                    const int cell = static_cast<int>(center_x[x]), cx = cell + k % 3 - 1;
                    if (x > 0 && cell == static_cast<int>(center_x[x - 1])) {
                        neighbor.x[x] = neighbor.x[x - 1];
                        neighbor.y[x] = neighbor.y[x - 1];
                        neighbor.id[x] = neighbor.id[x - 1];
                        continue;
                    }
                    const std::uint32_t id =
                        lattice_hash((cx + cells.x) % cells.x, (cy + cells.y) % cells.y, seed);
                    const float jx = unit_float(id * 0x9E3779B1u) - 0.5f;
                    const float jy = unit_float(id * 0x85EBCA77u + 0x68E31DA4u) - 0.5f;
                    neighbor.x[x] = static_cast<float>(cx) + 0.5f + jitter * jx;
                    neighbor.y[x] = static_cast<float>(cy) + 0.5f + jitter * jy;
                    neighbor.id[x] = id;
                }
            }
        }
        float* nearest = noise.nearest.row(y);
        float* second = noise.second.row(y);
        std::uint32_t* nearest_id = noise.id.row(y);
        std::fill_n(nearest, count, 1e9f);
        std::fill_n(second, count, 1e9f);
        for (const Neighbor& neighbor : neighbors) {
            const float* at_x = neighbor.x.data();
            const float* at_y = neighbor.y.data();
            const std::uint32_t* id = neighbor.id.data();
            for (std::size_t x = 0; x < count; ++x) {
                const float dx = at_x[x] - center_x[x], dy = at_y[x] - py;
                const float d = dx * dx + dy * dy, n = nearest[x], s = second[x];
                const std::uint32_t its_id = id[x], old_id = nearest_id[x];
                // Without branches, so that the loop is vectorized.
                const std::uint32_t closer = d < n ? ~0u : 0u;
                second[x] = std::min(s, std::max(n, d));
                nearest_id[x] = (its_id & closer) | (old_id & ~closer);
                nearest[x] = std::min(n, d);
            }
        }
        for (std::size_t x = 0; x < count; ++x) {
            nearest[x] = std::sqrt(nearest[x]);
            second[x] = std::sqrt(second[x]);
        }
    }
    return noise;
}

float sample(const Field& field, float x, float y) {
    const float x0 = std::floor(x), y0 = std::floor(y);
    const float fx = x - x0, fy = y - y0;
    const auto wrap = [](int i, int size) { return ((i % size) + size) % size; };
    const int xa = wrap(static_cast<int>(x0), field.width());
    const int ya = wrap(static_cast<int>(y0), field.height());
    const int xb = xa + 1 == field.width() ? 0 : xa + 1;
    const int yb = ya + 1 == field.height() ? 0 : ya + 1;
    const float top = field.at(xa, ya) + fx * (field.at(xb, ya) - field.at(xa, ya));
    const float bottom = field.at(xa, yb) + fx * (field.at(xb, yb) - field.at(xa, yb));
    return top + fy * (bottom - top);
}

glm::vec3 rgb(std::uint32_t hex) {
    return glm::vec3(static_cast<float>(hex >> 16 & 255u), static_cast<float>(hex >> 8 & 255u),
                     static_cast<float>(hex & 255u)) /
           255.0f;
}

glm::vec4 linear_rgb(std::uint32_t hex) {
    const auto decode = [](float c) {
        return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
    };
    const glm::vec3 c = rgb(hex);
    return {decode(c.r), decode(c.g), decode(c.b), 1.0f};
}

Ramp::Ramp(std::span<const ColorStop> stops) {
    for (std::size_t i = 0; i < kSize; ++i) {
        const float t = static_cast<float>(i) / static_cast<float>(kSize - 1);
        std::size_t next = 0;
        while (next < stops.size() && stops[next].at <= t) ++next;
        if (next == 0 || next == stops.size()) {
            table_[i] = rgb(stops[next == 0 ? 0 : next - 1].hex);
            continue;
        }
        const ColorStop &a = stops[next - 1], &b = stops[next];
        table_[i] = glm::mix(rgb(a.hex), rgb(b.hex), (t - a.at) / (b.at - a.at));
    }
}

std::shared_ptr<const Texture> color_texture(std::string name, const Image<glm::vec3>& color) {
    auto texture = make_texture(std::move(name), color.extent(), true);
    std::transform(color.begin(), color.end(), texture->pixels.begin(), [](const glm::vec3& c) {
        return Rgba8{to_byte(c.r), to_byte(c.g), to_byte(c.b), 255};
    });
    return texture;
}

std::shared_ptr<const Texture> normal_texture(std::string name, const Field& height_m,
                                              float size_m) {
    auto texture = make_texture(std::move(name), height_m.extent(), false);
    const int width = height_m.width(), height = height_m.height();
    const float per_x = static_cast<float>(width) / (2.0f * size_m);
    const float per_y = static_cast<float>(height) / (2.0f * size_m);
    for (int y = 0; y < height; ++y) {
        const float* above = height_m.row((y + height - 1) % height);
        const float* here = height_m.row(y);
        const float* below = height_m.row((y + 1) % height);
        for (int x = 0; x < width; ++x) {
            const float dx =
                (here[x + 1 == width ? 0 : x + 1] - here[x == 0 ? width - 1 : x - 1]) * per_x;
            const float dy = (above[x] - below[x]) * per_y;  // +y is up, rows go down
            const float scale = 0.5f / std::sqrt(dx * dx + dy * dy + 1.0f);
            texture->pixels.at(x, y) = {to_byte(0.5f - dx * scale), to_byte(0.5f - dy * scale),
                                        to_byte(0.5f + scale), 255};
        }
    }
    return texture;
}

std::shared_ptr<const Texture> roughness_texture(std::string name, const Field& roughness,
                                                 const Field& metallic) {
    auto texture = make_texture(std::move(name), roughness.extent(), false);
    for (std::size_t i = 0; i < roughness.pixels().size(); ++i)
        texture->pixels.pixels()[i] = {
            255, to_byte(roughness.pixels()[i]),
            metallic.empty() ? std::uint8_t{0} : to_byte(metallic.pixels()[i]), 255};
    return texture;
}

Material material_of(std::string name, const Paint& paint, float size_m, float roughness) {
    Material material{.name = name, .roughness = roughness};
    material.base_color_texture.texture = color_texture(name + " color", paint.color);
    if (!paint.height_m.empty())
        material.normal_texture.texture = normal_texture(name + " normal", paint.height_m, size_m);
    if (!paint.roughness.empty()) {
        material.metallic_roughness_texture.texture =
            roughness_texture(name + " roughness", paint.roughness, paint.metallic);
        material.roughness = 1.0f;
        material.metallic = paint.metallic.empty() ? 0.0f : 1.0f;
    }
    return material;
}

}  // namespace diorama::kit
