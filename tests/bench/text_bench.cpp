// Scene text at 640x480, five texts to a picture: each stage alone, and pictures from plate to
// JPEG, with half of the texts blended by Poisson, then with all of them.
#include <benchmark/benchmark.h>

#include "augment/text/place_text.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama {
namespace {

constexpr Extent kPicture{640, 480};

/// A corner of a room: a wall, a floor with boards, noise as of a camera and of a depth sensor.
Frame room() {
    Frame frame;
    frame.camera = {.extent = kPicture, .intrinsics = {.fx = 525, .fy = 525, .cx = 320, .cy = 240}};
    frame.color = Image<Rgb8>(kPicture);
    frame.depth = Image<float>(kPicture);
    const Plane wall{.normal = glm::normalize(glm::vec3(0.2f, 0, 1)), .offset_m = 2.5f};
    const Plane floor{.normal = glm::normalize(glm::vec3(0, 1, 0.3f)), .offset_m = 1.2f};
    Rng rng{1};
    for (int y = 0; y < kPicture.height; ++y) {
        for (int x = 0; x < kPicture.width; ++x) {
            const Intrinsics& k = frame.camera.intrinsics;
            const double to_wall = depth_at(wall, k, x + 0.5, y + 0.5),
                         to_floor = depth_at(floor, k, x + 0.5, y + 0.5);
            const double depth = std::min(to_wall, to_floor);
            frame.depth.at(x, y) = static_cast<float>(depth * (1.0 + 0.002 * rng.normal()));
            const int base = to_wall < to_floor ? 190 : 90 + 20 * (x / 80 % 2);
            const auto level = [&] {
                return static_cast<std::uint8_t>(
                    std::clamp(base + static_cast<int>(2 * rng.normal()), 0, 255));
            };
            frame.color.at(x, y) = {level(), level(), level()};
        }
    }
    return frame;
}

TextMaterial material() {
    const std::filesystem::path folder = "/usr/share/fonts/truetype/dejavu";
    Choice<std::filesystem::path> fonts(folder / "DejaVuSans.ttf");
    fonts.values.push_back(folder / "DejaVuSerif.ttf");
    return {.fonts = fonts, .vocabularies = Choice<Vocabulary>(builtin_vocabulary())};
}

std::vector<TextRegion> regions_of(const Frame& frame, std::uint64_t seed) {
    return find_text_regions(frame, fit_planes(frame.depth, frame.camera.intrinsics, {}, Rng{seed}),
                             {});
}

/// Five texts to a picture; with an argument of 1 all of them blended by Poisson.
TextLook look_of(const benchmark::State& state) {
    TextLook look{.count = 5};
    if (state.range(0) == 1) look.blend = even({"poisson"});
    return look;
}

/// One picture with texts as the bytes of its file.
Bytes write_on(Frame frame, const std::vector<TextRegion>& regions, const TextMaterial& fonts,
               std::uint64_t index, const TextLook& look) {
    place_texts(frame, regions, fonts, look, "text", Rng{index});
    return encode_jpeg(frame.color, 95);
}

void planes(benchmark::State& state) {
    const Frame frame = room();
    std::uint64_t seed = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(fit_planes(frame.depth, frame.camera.intrinsics, {}, Rng{++seed}));
}
BENCHMARK(planes)->Unit(benchmark::kMillisecond);

void regions(benchmark::State& state) {
    const Frame frame = room();
    const auto found = fit_planes(frame.depth, frame.camera.intrinsics, {}, Rng{1});
    for (auto _ : state) benchmark::DoNotOptimize(find_text_regions(frame, found, {}));
}
BENCHMARK(regions)->Unit(benchmark::kMillisecond);

void five_texts(benchmark::State& state) {
    const Frame frame = room();
    const auto found = regions_of(frame, 1);
    const TextMaterial fonts = material();
    std::uint64_t index = 0;
    for (auto _ : state) {
        Frame copy = frame;
        place_texts(copy, found, fonts, look_of(state), "text", Rng{++index});
        benchmark::DoNotOptimize(copy);
    }
}
BENCHMARK(five_texts)->ArgName("poisson")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void jpeg(benchmark::State& state) {
    const Frame frame = room();
    for (auto _ : state) benchmark::DoNotOptimize(encode_jpeg(frame.color, 95));
}
BENCHMARK(jpeg)->Unit(benchmark::kMillisecond);

void pictures_with_known_surfaces(benchmark::State& state) {
    const Frame frame = room();
    const auto found = regions_of(frame, 1);
    const TextMaterial fonts = material();
    std::uint64_t index = 0;
    const TextLook look = look_of(state);
    for (auto _ : state) benchmark::DoNotOptimize(write_on(frame, found, fonts, ++index, look));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(pictures_with_known_surfaces)
    ->ArgName("poisson")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond);

void pictures_from_depth(benchmark::State& state) {
    const Frame frame = room();
    const TextMaterial fonts = material();
    const TextLook look = look_of(state);
    std::uint64_t index = 0;
    for (auto _ : state) {
        ++index;
        benchmark::DoNotOptimize(write_on(frame, regions_of(frame, index), fonts, index, look));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(pictures_from_depth)->ArgName("poisson")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace diorama
