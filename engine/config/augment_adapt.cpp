#include "engine/config/augment_adapt.hpp"

#include "engine/config/augment_reader.hpp"

namespace diorama::config {
namespace {

Choice<std::filesystem::path> read_references(Reader& r) {
    return r.files("references", {".jpg", ".jpeg", ".png", ".bmp", ".tga"},
                   "Pictures of the target domain: a file, a glob, or a choice of them.");
}

Distribution read_strength(Reader& r) {
    return r.distribution("strength", 1.0, kShare, "Share of it in the result.");
}

/// The operators whose only keys are these two.
template <class Config>
Config read_adaptation(Reader& r) {
    return {.references = read_references(r), .strength = read_strength(r)};
}

FourierAdaptConfig read_fourier(Reader& r) {
    return {.references = read_references(r),
            .band = r.distribution("band", FourierAdaptConfig{}.band, {0, 0.25},
                                   "Of all frequencies, along each side."),
            .strength = read_strength(r)};
}

PcaColorConfig read_pca_color(Reader& r) {
    return {.strength = r.distribution("strength", PcaColorConfig{}.strength, kShare,
                                       "Standard deviation, in deviations of the picture.")};
}

}  // namespace

std::vector<OperatorReader> adapt_operators() {
    return {
        {"histogram_match", read_adaptation<HistogramMatchConfig>, "Histograms of a reference."},
        {"reinhard", read_adaptation<ReinhardConfig>, "Mean and deviation of a reference."},
        {"color_transfer", read_adaptation<ColorTransferConfig>,
         "Mean and covariance of a reference."},
        {"fourier_adapt", read_fourier, "Low frequencies of a reference."},
        {"pca_color", read_pca_color, "Moves colors along their main axes."},
    };
}

}  // namespace diorama::config
