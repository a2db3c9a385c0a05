#include "tools/augment_sheet/strengths.hpp"

namespace diorama {
namespace {

/// Three configurations from three numbers.
template <class Make>
Strengths three(std::string name, std::array<double, 3> strengths, Make make) {
    return {std::move(name),
            {OperatorConfig(make(strengths[0])), OperatorConfig(make(strengths[1])),
             OperatorConfig(make(strengths[2]))}};
}

std::vector<Strengths> geometry() {
    const OutsideConfig reflect{Border::Reflect};
    return {
        {"flip", {FlipConfig{1, 0}, FlipConfig{0, 1}, FlipConfig{1, 1}}},
        three("rotate90", {1, 2, 3}, [](double k) { return QuarterTurnConfig{k}; }),
        three("affine", {5, 15, 40},
              [](double k) {
                  return AffineConfig{
                      .scale = 1 + k / 100, .rotation_deg = k, .shear_x_deg = k / 4};
              }),
        three("affine, reflected", {0.9, 0.7, 0.5},
              [&](double k) {
                  return AffineConfig{.scale = k, .rotation_deg = 10.0, .outside = reflect};
              }),
        three("perspective", {0.05, 0.12, 0.25},
              [](double k) { return PerspectiveConfig{.strength = k}; }),
        three("crop resized", {0.8, 0.4, 0.15},
              [](double k) { return CropConfig{ResizedCrop{.area = k}}; }),
        three("crop around", {2, 0.5, 0.1},
              [](double k) {
                  return CropConfig{ObjectCrop{k, 320, 240}};
              }),
        three("scale_jitter", {0.3, 0.7, 1.8},
              [](double k) { return ScaleJitterConfig{.scale = k}; }),
        three("letterbox", {1, 1.6, 0.6},
              [](double k) {
                  return LetterboxConfig{.width = static_cast<int>(480 * k), .height = 480};
              }),
        three("pad", {10, 40, 120},
              [&](double k) { return PadConfig{.left = k, .top = k, .outside = reflect}; }),
        three("elastic", {3, 8, 20},
              [](double k) { return ElasticConfig{.strength_px = k, .cell_px = 80.0}; }),
        three("grid_distortion", {0.2, 0.5, 0.8},
              [](double k) { return GridDistortionConfig{.strength = k}; }),
        three("thin_plate", {0.02, 0.05, 0.1},
              [](double k) { return ThinPlateConfig{.strength = k}; }),
        three("lens", {-0.2, 0.2, 0.6}, [](double k) { return LensConfig{.k1 = k}; }),
    };
}

std::vector<Strengths> color() {
    std::vector<Strengths> list{
        three("color", {0.3, 0.6, 1},
              [](double k) {
                  return ColorConfig{.temperature = k,
                                     .brightness = 0.1 * k,
                                     .contrast = 1 + 0.4 * k,
                                     .saturation = 1 + k};
              }),
        three("hue", {20, 60, 150}, [](double k) { return ColorConfig{.hue_deg = k}; }),
        three("gamma", {0.6, 1.5, 2.5}, [](double k) { return ColorConfig{.gamma = k}; }),
        three("channel_shuffle", {1, 2, 3}, [](double) { return ChannelShuffleConfig{}; }),
        three("channel_drop", {1, 2, 3}, [](double k) { return ChannelDropConfig{k}; }),
        three("posterize", {5, 3, 1}, [](double k) { return PosterizeConfig{k}; }),
        three("solarize", {0.9, 0.6, 0.2}, [](double k) { return SolarizeConfig{k}; }),
        three("invert", {0.3, 0.7, 1}, [](double k) { return InvertConfig{k}; }),
        three("tone_curve", {-0.15, 0.1, 0.2},
              [](double k) {
                  return ToneCurveConfig{.shadows = k, .midtones = k / 2, .highlights = -k / 3};
              }),
        three("equalize", {0.3, 0.6, 1}, [](double k) { return EqualizeConfig{k}; }),
        three("clahe", {1.5, 3, 8}, [](double k) { return ClaheConfig{.clip = k}; }),
    };
    for (const std::string& name : look_names())
        list.push_back(three("look " + name, {0.35, 0.7, 1}, [&](double k) {
            return LookConfig{name, k};
        }));
    return list;
}

std::vector<Strengths> filters() {
    return {
        three("gaussian_blur", {0.8, 2, 5}, [](double k) { return GaussianBlurConfig{k}; }),
        three("box_blur", {1, 3, 8}, [](double k) { return BoxBlurConfig{k}; }),
        three("motion_blur", {5, 13, 30},
              [](double k) {
                  return MotionBlurConfig{k, 25.0};
              }),
        three("defocus", {1.5, 3, 8}, [](double k) { return DefocusConfig{k}; }),
        three("glass_blur", {1, 3, 8}, [](double k) { return GlassBlurConfig{k}; }),
        three("sharpen", {0.5, 1.5, 4}, [](double k) { return SharpenConfig{k}; }),
        three("gaussian_noise", {0.02, 0.07, 0.2}, [](double k) { return GaussianNoiseConfig{k}; }),
        three("shot_noise", {500, 60, 10}, [](double k) { return ShotNoiseConfig{k}; }),
        three("speckle_noise", {0.05, 0.15, 0.4}, [](double k) { return SpeckleNoiseConfig{k}; }),
        three("iso_noise", {4, 20, 100}, [](double k) { return IsoNoiseConfig{k}; }),
        three("salt_pepper", {0.002, 0.02, 0.1}, [](double k) { return SaltPepperConfig{k}; }),
        three("jpeg", {40, 12, 3}, [](double k) { return JpegConfig{k}; }),
        three("downscale", {2, 4, 10}, [](double k) { return DownscaleConfig{k}; }),
        three("superpixels", {3000, 800, 150}, [](double k) { return SuperpixelsConfig{k}; }),
    };
}

std::vector<Strengths> weather() {
    return {
        three("fog", {0.2, 0.5, 0.8}, [](double k) { return FogConfig{.density = k}; }),
        three("rain", {150, 500, 1500}, [](double k) { return RainConfig{.drops = k}; }),
        three("snow", {0.15, 0.4, 0.7},
              [](double k) { return SnowConfig{.flakes = 900 * k, .cover = k}; }),
        three("shadow", {0.3, 0.5, 0.8}, [](double k) { return ShadowConfig{.darkness = k}; }),
        three("sun_flare", {0.4, 0.7, 1}, [](double k) { return SunFlareConfig{.strength = k}; }),
        three("vignette", {0.2, 0.5, 0.9}, [](double k) { return VignetteConfig{k}; }),
        three("dropout", {2, 5, 12}, [](double k) { return DropoutConfig{.count = k}; }),
        three("erase_objects", {0.3, 0.6, 1},
              [](double k) {
                  return EraseObjectsConfig{.probability = 0.6, .width = k, .height = k};
              }),
        three("mosaic", {0.4, 0.7, 1}, [](double k) { return MosaicConfig{.scale = k}; }),
        three("mixup", {0.8, 0.6, 0.4}, [](double k) { return MixupConfig{k}; }),
        three("copy_paste", {0.25, 0.5, 1},
              [](double k) { return CopyPasteConfig{.probability = k, .scale = 1.0}; }),
        three("paste_boxes", {1, 2, 4}, [](double k) { return PasteBoxesConfig{.count = k}; }),
        three("move_objects", {0.05, 0.15, 0.4},
              [](double k) {
                  return MoveObjectsConfig{.probability = 1,
                                           .shift_x = Uniform{-k, k},
                                           .shift_y = Uniform{-k, k},
                                           .rotation_deg = Uniform{-50 * k, 50 * k}};
              }),
    };
}

std::vector<Strengths> adaptation(const std::filesystem::path& file) {
    const Choice<std::filesystem::path> reference(file);
    return {
        three("histogram_match", {0.3, 0.6, 1},
              [&](double k) {
                  return HistogramMatchConfig{reference, k};
              }),
        three("reinhard", {0.3, 0.6, 1},
              [&](double k) {
                  return ReinhardConfig{reference, k};
              }),
        three("color_transfer", {0.3, 0.6, 1},
              [&](double k) {
                  return ColorTransferConfig{reference, k};
              }),
        three("fourier_adapt", {0.01, 0.03, 0.08},
              [&](double k) {
                  return FourierAdaptConfig{reference, k};
              }),
        three("pca_color", {0.1, 0.3, 0.8}, [](double k) { return PcaColorConfig{k}; }),
    };
}

}  // namespace

std::vector<Strengths> all_strengths(const std::filesystem::path& references,
                                     const std::filesystem::path& cube) {
    std::vector<Strengths> all;
    for (auto& group : {geometry(), color(), filters(), weather(), adaptation(references)})
        all.insert(all.end(), group.begin(), group.end());
    if (!cube.empty())
        all.push_back(three("lut", {0.3, 0.6, 1}, [&](double k) {
            return LutConfig{Choice<std::filesystem::path>(cube), k};
        }));
    return all;
}

}  // namespace diorama
