#include <algorithm>
#include <cmath>

#include "augment/filter/filters.hpp"
#include "augment/filter/grain.hpp"

namespace diorama {
namespace {

/// A curve from a function of the level, 0 to 255.
template <class Deviation>
GrainCurve grain_curve(Deviation deviation) {
    GrainCurve curve{};
    for (std::size_t i = 0; i < curve.size(); ++i) curve[i] = deviation(static_cast<float>(i));
    return curve;
}

}  // namespace

void apply(const GaussianNoiseConfig& config, Chain& chain, Draws& draw) {
    const float deviation = 255.0f * draw.number("deviation", config.deviation);
    if (deviation == 0.0f) return;
    add_grain(chain.color(), grain_curve([=](float) { return deviation; }), Grain::PerChannel,
              draw.stream("grain"));
}

void apply(const ShotNoiseConfig& config, Chain& chain, Draws& draw) {
    const float photons = draw.number("photons", config.photons);
    count_photons(chain.color(), photons, draw.stream("grain"));
}

void apply(const SpeckleNoiseConfig& config, Chain& chain, Draws& draw) {
    const float deviation = draw.number("deviation", config.deviation);
    if (deviation == 0.0f) return;
    add_grain(chain.color(), grain_curve([=](float level) { return deviation * level; }),
              Grain::PerChannel, draw.stream("grain"));
}

void apply(const IsoNoiseConfig& config, Chain& chain, Draws& draw) {
    const float gain = draw.number("gain", config.gain);
    if (gain == 0.0f) return;
    // A full well of 8000 electrons at gain 1, read noise of 4, and as much noise again in common
    // to the channels, as demosaicing leaves it.
    const auto curve = [gain](float level) {
        const float electrons = 8000.0f / gain;
        const float shot = level / 255.0f * electrons;
        return 255.0f / electrons * std::sqrt(shot + 16.0f) * 0.7071f;
    };
    add_grain(chain.color(), grain_curve(curve), Grain::PerChannel, draw.stream("color"));
    add_grain(chain.color(), grain_curve(curve), Grain::Shared, draw.stream("luma"));
}

void apply(const SaltPepperConfig& config, Chain& chain, Draws& draw) {
    const double share = draw("share", config.share), salt = draw("salt", config.salt);
    if (share <= 0) return;
    auto& pixels = chain.color().pixels();
    Rng rng = draw.stream("pixels");
    // Gaps between hits are geometric, so that only hits cost.
    const double log_miss = portable_log(std::max(1.0 - share, 1e-300));
    double at = -1;
    while (true) {
        at += 1 + std::floor(portable_log(1.0 - rng.uniform()) / log_miss);
        if (!(at < static_cast<double>(pixels.size()))) return;
        const std::uint8_t level = rng.chance(salt) ? 255 : 0;
        pixels[static_cast<std::size_t>(at)] = {level, level, level};
    }
}

}  // namespace diorama
