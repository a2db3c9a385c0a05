/// Random numbers and noise for whole pictures, fast enough to be one cheap pass.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// Sixteen xorshift generators side by side, seeded from a stream: for textures, where speed counts
/// and single draws need no name. The same bits on every machine.
/// Method: "Xorshift RNGs", Marsaglia, J. Stat. Software 2003; 32 bits, (13, 17, 5).
class FastBits {
 public:
    explicit FastBits(Rng rng);
    void fill(std::span<std::uint32_t> words);

 private:
    static constexpr std::size_t kLanes = 16;
    std::array<std::uint32_t, kLanes> state_{};
};

/// The deviation of the noise at each level, in levels; at most 255.
using GrainCurve = std::array<float, 256>;

enum class Grain {
    PerChannel,  // independent in red, green and blue
    Shared,      // the same for the three channels of a pixel
    Both,        // one of each, of the same deviation
};

/// Adds normal noise of zero mean, rounded and clipped to 8 bits.
void add_grain(Image<Rgb8>& picture, const GrainCurve& deviation, Grain grain, Rng rng);

/// Replaces each channel's level by a count of photons around it: Poisson with mean
/// level * photons / 255, times 255 / photons, rounded and clipped to 8 bits.
/// @param photons  at full scale, at least 1.
void count_photons(Image<Rgb8>& picture, float photons, Rng rng);

}  // namespace diorama
