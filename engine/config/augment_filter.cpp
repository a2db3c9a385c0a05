#include "engine/config/augment_filter.hpp"

#include "engine/config/augment_reader.hpp"

namespace diorama::config {
namespace {

constexpr Range kRadius{0, 50};
constexpr Range kDeviation{0, 1};

GaussianBlurConfig read_gaussian_blur(Reader& r) {
    return {.sigma_px = r.distribution("sigma_px", GaussianBlurConfig{}.sigma_px, kRadius,
                                       "Standard deviation.")};
}

BoxBlurConfig read_box_blur(Reader& r) {
    return {.radius_px =
                r.distribution("radius_px", BoxBlurConfig{}.radius_px,
                               {.min = 0, .max = 100, .whole = true}, "Pixels on each side.")};
}

MotionBlurConfig read_motion_blur(Reader& r) {
    const MotionBlurConfig d;
    return {.length_px = r.distribution("length_px", d.length_px, {1, 100}, "1 is none."),
            .angle_deg = r.distribution("angle_deg", d.angle_deg, {-360, 360},
                                        "From the horizontal, clockwise.")};
}

DefocusConfig read_defocus(Reader& r) {
    return {.radius_px = r.distribution("radius_px", DefocusConfig{}.radius_px, kRadius,
                                        "Of the disc that a point becomes.")};
}

GlassBlurConfig read_glass_blur(Reader& r) {
    return {.radius_px = r.distribution("radius_px", GlassBlurConfig{}.radius_px, kRadius,
                                        "How far pixels come from.")};
}

SharpenConfig read_sharpen(Reader& r) {
    const SharpenConfig d;
    return {.amount = r.distribution("amount", d.amount, {0, 10}, "0 is none."),
            .sigma_px = r.distribution("sigma_px", d.sigma_px, {0.3, 20}, "Of the details.")};
}

GaussianNoiseConfig read_gaussian_noise(Reader& r) {
    return {.deviation = r.distribution("deviation", GaussianNoiseConfig{}.deviation, kDeviation,
                                        "In shares of full scale.")};
}

ShotNoiseConfig read_shot_noise(Reader& r) {
    return {.photons = r.distribution("photons", ShotNoiseConfig{}.photons, {1, 1e9},
                                      "At full scale; fewer are noisier.")};
}

SpeckleNoiseConfig read_speckle_noise(Reader& r) {
    return {.deviation = r.distribution("deviation", SpeckleNoiseConfig{}.deviation, kDeviation,
                                        "In shares of the level.")};
}

IsoNoiseConfig read_iso_noise(Reader& r) {
    return {.gain = r.distribution("gain", IsoNoiseConfig{}.gain, {0, 256}, "1 is ISO 100.")};
}

SaltPepperConfig read_salt_pepper(Reader& r) {
    const SaltPepperConfig d;
    return {.share = r.distribution("share", d.share, kShare, "Of all pixels."),
            .salt = r.distribution("salt", d.salt, kShare, "Of them that are white.")};
}

JpegConfig read_jpeg(Reader& r) {
    return {.quality = r.distribution("quality", JpegConfig{}.quality,
                                      {.min = 1, .max = 100, .whole = true}, "1 to 100.")};
}

DownscaleConfig read_downscale(Reader& r) {
    const DownscaleConfig d;
    return {.factor = r.distribution("factor", d.factor, {1, 64}, "1 is none."),
            .blocks = r.boolean("blocks", d.blocks, "Enlarged as blocks instead of smoothly.")};
}

SuperpixelsConfig read_superpixels(Reader& r) {
    const SuperpixelsConfig d;
    return {.count = r.distribution("count", d.count, {4, 20000}, "About so many regions."),
            .share = r.distribution("share", d.share, kShare, "Of them that become their mean.")};
}

}  // namespace

std::vector<OperatorReader> filter_operators() {
    return {
        {"gaussian_blur", read_gaussian_blur, "Blurs by a Gaussian."},
        {"box_blur", read_box_blur, "Blurs by a square."},
        {"motion_blur", read_motion_blur, "Blurs along a line."},
        {"defocus", read_defocus, "Blurs by a disc."},
        {"glass_blur", read_glass_blur, "Pixels trade places nearby."},
        {"sharpen", read_sharpen, "Strengthens details."},
        {"gaussian_noise", read_gaussian_noise, "Noise of one deviation."},
        {"shot_noise", read_shot_noise, "Noise of counted light."},
        {"speckle_noise", read_speckle_noise, "Noise in proportion to the level."},
        {"iso_noise", read_iso_noise, "Noise of a sensor."},
        {"salt_pepper", read_salt_pepper, "Black and white pixels."},
        {"jpeg", read_jpeg, "Artefacts of JPEG."},
        {"downscale", read_downscale, "Loses resolution."},
        {"superpixels", read_superpixels, "Regions become their mean."},
    };
}

}  // namespace diorama::config
