/// Labels of one frame: everything from the id map, at the sizes a run has.

#include <benchmark/benchmark.h>

#include "engine/annotate/annotate.hpp"
#include "engine/annotate/polygon.hpp"
#include "engine/annotate/regions.hpp"
#include "engine/annotate/rle.hpp"
#include "engine/core/rng.hpp"

namespace diorama {
namespace {

/// Round objects over each other, as on a table seen from above.
Image<std::uint32_t> discs(Extent extent, std::uint32_t count) {
    Image<std::uint32_t> ids(extent);
    Rng rng{5};
    for (std::uint32_t id = 1; id <= count; ++id) {
        const double cx = rng.uniform(0, extent.width), cy = rng.uniform(0, extent.height);
        const double r = rng.uniform(0.03, 0.12) * extent.width;
        for (int y = 0; y < extent.height; ++y) {
            for (int x = 0; x < extent.width; ++x) {
                const double dx = x + 0.5 - cx, dy = y + 0.5 - cy;
                if (dx * dx + dy * dy < r * r) ids.at(x, y) = id;
            }
        }
    }
    return ids;
}

void find_regions(benchmark::State& state) {
    const auto count = static_cast<std::uint32_t>(state.range(2));
    const auto ids =
        discs({static_cast<int>(state.range(0)), static_cast<int>(state.range(1))}, count);
    for (auto _ : state) benchmark::DoNotOptimize(diorama::find_regions(ids, count));
}

void one_instance_at_a_time(benchmark::State& state) {
    const auto count = static_cast<std::uint32_t>(state.range(2));
    const auto ids =
        discs({static_cast<int>(state.range(0)), static_cast<int>(state.range(1))}, count);
    for (auto _ : state)
        for (std::uint32_t id = 1; id <= count; ++id) benchmark::DoNotOptimize(encode_rle(ids, id));
}

void trace_all_polygons(benchmark::State& state) {
    const auto count = static_cast<std::uint32_t>(state.range(2));
    const auto ids =
        discs({static_cast<int>(state.range(0)), static_cast<int>(state.range(1))}, count);
    const auto regions = diorama::find_regions(ids, count);
    for (auto _ : state)
        for (const Region& region : regions)
            benchmark::DoNotOptimize(trace_polygons(region.rle, ids.extent()));
}

void annotate_frame(benchmark::State& state) {
    const auto count = static_cast<std::uint32_t>(state.range(2));
    Frame frame;
    frame.ids = discs({static_cast<int>(state.range(0)), static_cast<int>(state.range(1))}, count);
    const auto regions = diorama::find_regions(frame.ids, count);
    for (const Region& region : regions) {
        Object object;
        object.category = "disc";
        Amodal amodal{{region.box.x, region.box.y, {}}, region.area, region.box, true};
        amodal.mask.pixels = Image<std::uint8_t>({region.box.width, region.box.height}, 1);
        amodal.total_area = amodal.mask.pixels.extent().area();
        object.amodal = std::move(amodal);
        frame.objects.push_back(std::move(object));
    }
    for (auto _ : state) {
        Labeled labeled = annotate(std::move(frame), {});
        benchmark::DoNotOptimize(labeled.annotations.data());
        frame = std::move(labeled.frame);
    }
}

BENCHMARK(find_regions)
    ->Args({640, 480, 50})
    ->Args({1920, 1080, 200})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(one_instance_at_a_time)->Args({640, 480, 50})->Unit(benchmark::kMicrosecond);
BENCHMARK(trace_all_polygons)
    ->Args({640, 480, 50})
    ->Args({1920, 1080, 200})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(annotate_frame)
    ->Args({640, 480, 50})
    ->Args({1920, 1080, 200})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace diorama
