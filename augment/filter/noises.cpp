#include <algorithm>
#include <cmath>
#include <vector>

#include "augment/filter/filters.hpp"
#include "augment/filter/grain.hpp"
#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

/// A curve from a function of the level, 0 to 255.
template <class Deviation>
GrainCurve grain_curve(Deviation deviation) {
    GrainCurve curve{};
    for (std::size_t i = 0; i < curve.size(); ++i) curve[i] = deviation(static_cast<float>(i));
    return curve;
}

constexpr std::size_t kBlock = 16;  // pixels that are looked at together

DIORAMA_WIDE std::uint32_t lowest(const std::uint32_t* words, std::size_t count) {
    std::uint32_t low = ~0u;
    for (std::size_t i = 0; i < count; ++i) low = std::min(low, words[i]);
    return low;
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
    add_grain(chain.color(), grain_curve(curve), Grain::Both, draw.stream("grain"));
}

void apply(const SaltPepperConfig& config, Chain& chain, Draws& draw) {
    const double share = draw("share", config.share), salt = draw("salt", config.salt);
    if (share <= 0) return;
    Image<Rgb8>& picture = chain.color();
    FastBits random(draw.stream("pixels"));
    std::vector<std::uint32_t> words(static_cast<std::size_t>(picture.width()));
    // Of all words this share hits, and the lowest ones of those are salt.
    const auto below = [](double part) {
        return static_cast<std::uint64_t>(part * 4294967296.0 + 0.5);
    };
    const std::uint64_t hits = below(share), white = below(share * salt);
    for (int y = 0; y < picture.height(); ++y) {
        random.fill(words);
        Rgb8* row = picture.row(y);
        for (std::size_t begin = 0; begin < words.size(); begin += kBlock) {
            const std::size_t end = std::min(begin + kBlock, words.size());
            if (lowest(words.data() + begin, end - begin) >= hits) continue;
            for (std::size_t x = begin; x < end; ++x) {
                if (words[x] >= hits) continue;
                const std::uint8_t level = words[x] < white ? 255 : 0;
                row[x] = {level, level, level};
            }
        }
    }
}

}  // namespace diorama
