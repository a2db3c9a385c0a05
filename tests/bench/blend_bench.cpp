/// Composites of three objects at 640x480, by blend: alone, and with the JPEG that a run writes.

#include <benchmark/benchmark.h>

#include <array>
#include <vector>

#include "augment/blend/compose.hpp"
#include "augment/blend/contrast.hpp"
#include "engine/io/image_encode.hpp"
#include "tests/bench/blend_plates.hpp"

namespace diorama {
namespace {

const std::array<Blend, 9> kBlends{HardBlend{},     MatteBlend{},
                                   GaussianBlend{}, BoxBlend{},
                                   FeatherBlend{},  MotionBlend{9, MotionSide::Full, 3},
                                   PoissonBlend{},  PoissonBlend{.mixed = true},
                                   LaplacianBlend{}};

std::vector<Layer> three_objects() {
    return {bench::cut_layer(1, 40, 60, 200, true), bench::cut_layer(2, 200, 180, 220, true),
            bench::cut_layer(3, 420, 90, 180, true)};
}

void compose_only(benchmark::State& state) {
    const Blend& blend = kBlends[static_cast<std::size_t>(state.range(0))];
    const std::vector<Layer> layers = three_objects();
    const Image<Rgb8> plate = bench::textured_picture({640, 480}, 99);
    for (auto _ : state) benchmark::DoNotOptimize(compose(plate, layers, blend));
    state.SetLabel(std::string(blend_name(blend)));
}

/// What one picture of a run costs once its layers are made.
void labels_guard_and_jpeg(benchmark::State& state) {
    const Blend& blend = kBlends[static_cast<std::size_t>(state.range(0))];
    const std::vector<Layer> layers = three_objects();
    const Image<Rgb8> plate = bench::textured_picture({640, 480}, 99);
    for (auto _ : state) {
        const Guarded guarded = compose_guarded(plate, layers, blend);
        benchmark::DoNotOptimize(encode_jpeg(guarded.picture, 95));
    }
    state.SetLabel(std::string(blend_name(blend)));
    state.SetItemsProcessed(state.iterations());
}

void make_layers(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(three_objects());
}

BENCHMARK(compose_only)->DenseRange(0, 8)->Unit(benchmark::kMillisecond);
BENCHMARK(labels_guard_and_jpeg)->DenseRange(0, 8)->Unit(benchmark::kMillisecond);
BENCHMARK(make_layers)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace diorama
