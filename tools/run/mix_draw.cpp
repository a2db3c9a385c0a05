#include "tools/run/mix_draw.hpp"

#include <numeric>

#include "engine/core/rng.hpp"

namespace diorama {
namespace {

/// Permutes 32-bit numbers such that the lower n bits of the result depend on the lower n bits of
/// `x` alone, for every n.
/// Method: "Stratified sampling for stochastic transparency", Laine & Karras, EGSR 2011, with the
/// constants of "Practical Hash-based Owen Scrambling", Burley, JCGT 2020.
std::uint32_t nested_permutation(std::uint32_t x, std::uint32_t seed) {
    x += seed;
    x ^= x * 0x6c50b47cu;
    x ^= x * 0xb82f1e52u;
    x ^= x * 0xc7afe638u;
    x ^= x * 0x8d22f6e6u;
    return x;
}

std::uint32_t reversed(std::uint32_t x) {
    x = (x >> 16) | (x << 16);
    x = ((x & 0xff00ff00u) >> 8) | ((x & 0x00ff00ffu) << 8);
    x = ((x & 0xf0f0f0f0u) >> 4) | ((x & 0x0f0f0f0fu) << 4);
    x = ((x & 0xccccccccu) >> 2) | ((x & 0x33333333u) << 2);
    return ((x & 0xaaaaaaaau) >> 1) | ((x & 0x55555555u) << 1);
}

}  // namespace

std::size_t mix_part_of(const std::vector<double>& weights, std::uint64_t seed,
                        std::uint64_t index) {
    // Indices trade places within every aligned block of 2^k; then a scrambled van der Corput
    // sequence has one point in each 2^-k for those of such a block.
    Rng rng = Rng{seed}.stream("mix").stream(index >> 32);
    const auto low = static_cast<std::uint32_t>(index);
    const std::uint32_t shuffled = reversed(nested_permutation(reversed(low), rng.bits32()));
    const double u = reversed(nested_permutation(shuffled, rng.bits32())) * 0x1p-32;
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    double up_to = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] <= 0) continue;
        last = i;
        up_to += weights[i];
        if (u * sum < up_to) return i;
    }
    return last;
}

}  // namespace diorama
