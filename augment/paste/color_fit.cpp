#include "augment/paste/color_fit.hpp"

#include "augment/blend/harmonize.hpp"
#include "augment/blend/sharpness.hpp"

namespace diorama {

void fit_colors(std::vector<Layer>& layers, const Image<Rgb8>& plate, const ColorFitConfig& config,
                const Rng& rng) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
        Layer& layer = layers[i];
        const Rng own = rng.stream(i);
        const auto drawn = [&](const char* name, const Distribution& distribution) {
            Rng stream = own.stream(name);
            return distribution.draw_float(stream);
        };
        if (config.histogram != HistogramMatch::None) {
            match_histogram(layer, plate,
                            config.histogram == HistogramMatch::All ? HistogramChannels::All
                                                                    : HistogramChannels::Lightness);
        }
        if (const float strength = drawn("statistics", config.statistics); strength > 0)
            match_statistics(layer, plate, strength);
        if (const float beta = drawn("spectrum", config.spectrum); beta > 0)
            adapt_spectrum(layer, plate, beta);
        if (const float strength = drawn("illumination", config.illumination); strength > 0)
            match_illumination(layer, plate, strength);
        if (const float strength = drawn("sharpness", config.sharpness); strength > 0)
            match_sharpness(layer, plate, strength);
        const ColorFactors factors{.brightness = drawn("brightness", config.brightness),
                                   .contrast = drawn("contrast", config.contrast),
                                   .saturation = drawn("saturation", config.saturation)};
        if (factors != ColorFactors{}) scale_colors(layer, factors);
    }
}

}  // namespace diorama
