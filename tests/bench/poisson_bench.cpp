/// Poisson pasting by size and shape, beside OpenCV's seamlessClone on the same patch.
///
/// The two do not solve the same problem: seamlessClone erodes the mask, solves its bounding
/// rectangle and changes pixels outside the mask; ours solves the mask itself.

#include <benchmark/benchmark.h>

#include <opencv2/core.hpp>
#include <opencv2/photo.hpp>

#include "augment/blend/poisson.hpp"
#include "tests/bench/blend_plates.hpp"

namespace diorama {
namespace {

void paste(benchmark::State& state, bool disc, const PoissonBlend& poisson) {
    const int side = static_cast<int>(state.range(0));
    const Layer layer = bench::cut_layer(1, 10, 10, side, disc);
    const Image<Rgb8> plate = bench::textured_picture({side + 20, side + 20}, 99);
    Image<Rgb8> picture = plate;
    for (auto _ : state) {
        paste_poisson(picture, layer, poisson);
        benchmark::DoNotOptimize(picture.data());
    }
}

void import_disc(benchmark::State& state) { paste(state, true, {}); }
void import_square(benchmark::State& state) { paste(state, false, {}); }
void mixed_disc(benchmark::State& state) { paste(state, true, {.mixed = true}); }

cv::Mat as_mat(Image<Rgb8>& image) {
    return {image.height(), image.width(), CV_8UC3, image.data()};
}

void seamless_clone(benchmark::State& state, bool disc) {
    cv::setNumThreads(1);
    const int side = static_cast<int>(state.range(0));
    Image<Rgb8> source = bench::textured_picture({side, side}, 1);
    Image<Rgb8> plate = bench::textured_picture({side + 20, side + 20}, 99);
    Image<std::uint8_t> alpha = bench::shape(side, disc);
    const cv::Mat mask(side, side, CV_8UC1, alpha.data());
    cv::Mat result;
    for (auto _ : state) {
        cv::seamlessClone(as_mat(source), as_mat(plate), mask, {side / 2 + 10, side / 2 + 10},
                          result, cv::NORMAL_CLONE);
        benchmark::DoNotOptimize(result.data);
    }
}

void opencv_disc(benchmark::State& state) { seamless_clone(state, true); }
void opencv_square(benchmark::State& state) { seamless_clone(state, false); }

// 200, 300 and 400 are lengths that the Fourier transforms of the usual solvers are slow at.
void sizes(benchmark::internal::Benchmark* benchmark) {
    for (const int side : {64, 100, 128, 200, 256, 300, 400}) benchmark->Arg(side);
    benchmark->Unit(benchmark::kMillisecond);
}
BENCHMARK(import_disc)->Apply(sizes);
BENCHMARK(import_square)->Apply(sizes);
BENCHMARK(mixed_disc)->Apply(sizes);
BENCHMARK(opencv_disc)->Apply(sizes);
BENCHMARK(opencv_square)->Apply(sizes);

}  // namespace
}  // namespace diorama
