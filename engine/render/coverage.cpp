#include "engine/render/coverage.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace diorama {
namespace {

constexpr std::size_t kMaxSamples = 64;

struct Count {
    std::uint32_t id = 0, samples = 0;
};

}  // namespace

PixelCoverage pixel_coverage(Extent extent, const std::uint32_t* samples, std::uint32_t count) {
    assert(count > 0 && count <= kMaxSamples);
    PixelCoverage coverage;
    coverage.ranks.assign(PixelCoverage::kRanks, Image<CoverageEntry>(extent));
    const std::size_t area = extent.area();
    const float share_of_one = 1.0f / static_cast<float>(count);
    for (std::size_t pixel = 0; pixel < area; ++pixel) {
        std::array<Count, kMaxSamples> counts;
        std::size_t found = 0;
        for (std::uint32_t s = 0; s < count; ++s) {
            const std::uint32_t id = samples[2 * (s * area + pixel)];
            std::size_t at = 0;
            while (at < found && counts[at].id != id) ++at;
            if (at == found) counts[found++] = {id, 0};
            ++counts[at].samples;
        }
        std::sort(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(found),
                  [](const Count& a, const Count& b) {
                      return a.samples != b.samples ? a.samples > b.samples : a.id < b.id;
                  });
        const std::size_t kept = std::min(found, PixelCoverage::kRanks);
        for (std::size_t rank = kept; rank < found; ++rank)
            counts[0].samples += counts[rank].samples;
        for (std::size_t rank = 0; rank < kept; ++rank)
            coverage.ranks[rank].data()[pixel] = {
                counts[rank].id, share_of_one * static_cast<float>(counts[rank].samples)};
    }
    return coverage;
}

}  // namespace diorama
