/// Augmentations against the same operators from plain OpenCV calls, in one run on one thread:
/// each pair is `<operator>/diorama` and `<operator>/opencv`, 640 x 480 RGB, colors only. `chain`
/// has ids, depth, four amodal masks and boxes: fused, operator by operator, and by OpenCV.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <random>

#include "augment/augment.hpp"
#include "augment/picture_view.hpp"
#include "engine/annotate/annotate.hpp"
#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"
#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

constexpr Extent kExtent{640, 480};

Frame colors_only() {
    Frame frame;
    frame.color = test::smooth_picture(kExtent);
    frame.ids = Image<std::uint32_t>({kExtent.width, kExtent.height});
    return frame;
}

void run_ours(benchmark::State& state, const OperatorConfig& config) {
    cv::setNumThreads(1);
    const Frame frame = colors_only();
    const std::vector<Augmentation> list{test::entry(config)};
    for (auto _ : state) {
        Frame out = test::run(frame, list);
        benchmark::DoNotOptimize(out.color.data());
    }
}

/// OpenCV's share is given a copy of the picture and the id map too, as ours is.
template <class Work>
void run_theirs(benchmark::State& state, Work work) {
    cv::setNumThreads(1);
    const Frame frame = colors_only();
    for (auto _ : state) {
        Frame copy = frame;
        cv::Mat from = picture_view(copy.color), to;
        work(from, to);
        benchmark::DoNotOptimize(to.data);
    }
}

/// The id map moves with a warp.
void warp_both(const cv::Mat& from, cv::Mat& to, const cv::Mat& matrix) {
    cv::warpAffine(from, to, matrix, from.size());
    cv::Mat ids(from.size(), CV_32SC1, cv::Scalar(0)), moved;
    cv::warpAffine(ids, moved, matrix, from.size(), cv::INTER_NEAREST);
    benchmark::DoNotOptimize(moved.data);
}

void remap_both(const cv::Mat& from, cv::Mat& to, const cv::Mat& x, const cv::Mat& y) {
    cv::remap(from, to, x, y, cv::INTER_LINEAR);
    cv::Mat ids(from.size(), CV_32SC1, cv::Scalar(0)), moved;
    cv::remap(ids, moved, x, y, cv::INTER_NEAREST);
    benchmark::DoNotOptimize(moved.data);
}

/// Adds normal noise with a deviation per level.
void add_noise(const cv::Mat& from, cv::Mat& to, double deviation) {
    cv::Mat noise(from.size(), CV_16SC3), sum;
    cv::randn(noise, 0, deviation);
    from.convertTo(sum, CV_16SC3);
    sum += noise;
    sum.convertTo(to, CV_8UC3);
}

void theirs_affine(const cv::Mat& from, cv::Mat& to) {
    warp_both(from, to, cv::getRotationMatrix2D({320, 240}, 17, 1.1));
}

void theirs_perspective(const cv::Mat& from, cv::Mat& to) {
    const cv::Mat m = (cv::Mat_<double>(3, 3) << 1.02, 0.05, -8, 0.03, 0.97, 5, 1e-4, -5e-5, 1);
    cv::warpPerspective(from, to, m, from.size());
    cv::Mat ids(from.size(), CV_32SC1, cv::Scalar(0)), moved;
    cv::warpPerspective(ids, moved, m, from.size(), cv::INTER_NEAREST);
    benchmark::DoNotOptimize(moved.data);
}

void theirs_resize(const cv::Mat& from, cv::Mat& to) {
    cv::resize(from, to, {320, 240}, 0, 0, cv::INTER_AREA);
    cv::Mat ids(from.size(), CV_32SC1, cv::Scalar(0)), moved;
    cv::resize(ids, moved, {320, 240}, 0, 0, cv::INTER_NEAREST);
    benchmark::DoNotOptimize(moved.data);
}

void theirs_flip(const cv::Mat& from, cv::Mat& to) {
    cv::flip(from, to, 1);
    cv::Mat ids(from.size(), CV_32SC1, cv::Scalar(0)), moved;
    cv::flip(ids, moved, 1);
    benchmark::DoNotOptimize(moved.data);
}

// As imgaug, albumentations and kornia do it: two fields of noise, blurred, added to a grid.
void theirs_elastic(const cv::Mat& from, cv::Mat& to) {
    cv::Mat x(from.size(), CV_32F), y(from.size(), CV_32F);
    cv::randu(x, -1, 1);
    cv::randu(y, -1, 1);
    cv::GaussianBlur(x, x, {}, 16);
    cv::GaussianBlur(y, y, {}, 16);
    for (int row = 0; row < from.rows; ++row) {
        for (int column = 0; column < from.cols; ++column) {
            x.at<float>(row, column) = x.at<float>(row, column) * 200 + static_cast<float>(column);
            y.at<float>(row, column) = y.at<float>(row, column) * 200 + static_cast<float>(row);
        }
    }
    remap_both(from, to, x, y);
}

// As albumentations does it: the spline of 4 x 4 points at every pixel, then a remap.
void theirs_thin_plate(const cv::Mat& from, cv::Mat& to) {
    cv::Mat x(from.size(), CV_32F), y(from.size(), CV_32F);
    for (int row = 0; row < from.rows; ++row) {
        for (int column = 0; column < from.cols; ++column) {
            float dx = 0, dy = 0;
            for (int k = 0; k < 16; ++k) {
                const float u = static_cast<float>(column) / 640 - static_cast<float>(k % 4) / 3;
                const float v = static_cast<float>(row) / 480 - static_cast<float>(k / 4) / 3;
                const float r2 = u * u + v * v + 1e-6f;
                const float kernel = r2 * std::log(r2);
                dx += 0.01f * kernel * static_cast<float>(k - 8);
                dy += 0.01f * kernel * static_cast<float>(8 - k);
            }
            x.at<float>(row, column) = static_cast<float>(column) + dx;
            y.at<float>(row, column) = static_cast<float>(row) + dy;
        }
    }
    remap_both(from, to, x, y);
}

void theirs_color(const cv::Mat& from, cv::Mat& to) {
    // Brightness and contrast, then saturation, then hue, each a pass.
    cv::Mat a, grey, hsv;
    from.convertTo(a, CV_8U, 1.1, 10);
    cv::cvtColor(a, grey, cv::COLOR_RGB2GRAY);
    cv::cvtColor(grey, grey, cv::COLOR_GRAY2RGB);
    cv::addWeighted(a, 1.2, grey, -0.2, 0, a);
    cv::cvtColor(a, hsv, cv::COLOR_RGB2HSV);
    cv::Mat channels[3];
    cv::split(hsv, channels);
    cv::add(channels[0], 10, channels[0]);
    cv::merge(channels, 3, hsv);
    cv::cvtColor(hsv, to, cv::COLOR_HSV2RGB);
}

void theirs_motion(const cv::Mat& from, cv::Mat& to) {
    cv::Mat kernel(15, 15, CV_32F, cv::Scalar(0));
    cv::line(kernel, {0, 3}, {14, 11}, cv::Scalar(1));
    kernel /= cv::sum(kernel)[0];
    cv::filter2D(from, to, CV_8U, kernel);
}

void theirs_clahe(const cv::Mat& from, cv::Mat& to) {
    cv::Mat lab, channels[3];
    cv::cvtColor(from, lab, cv::COLOR_RGB2Lab);
    cv::split(lab, channels);
    cv::createCLAHE(2, {8, 8})->apply(channels[0], channels[0]);
    cv::merge(channels, 3, lab);
    cv::cvtColor(lab, to, cv::COLOR_Lab2RGB);
}

// As albumentations does it: discs of fog blended one by one, then a blur.
void theirs_fog(const cv::Mat& from, cv::Mat& to) {
    to = from.clone();
    cv::RNG rng(1);
    for (int i = 0; i < 60; ++i) {
        cv::Mat layer = to.clone();
        cv::circle(layer, {rng.uniform(0, 640), rng.uniform(0, 480)}, 60, cv::Scalar(255, 255, 255),
                   cv::FILLED);
        cv::addWeighted(layer, 0.08, to, 0.92, 0, to);
    }
    cv::blur(to, to, {10, 10});
}

// SLIC's rounds over windows of twice the spacing, at full resolution.
void theirs_superpixels(const cv::Mat& from, cv::Mat& to) {
    cv::Mat lab;
    cv::cvtColor(from, lab, cv::COLOR_RGB2Lab);
    constexpr int kStep = 28;
    std::vector<cv::Vec<float, 5>> centers;
    for (int y = kStep / 2; y < from.rows; y += kStep) {
        for (int x = kStep / 2; x < from.cols; x += kStep) {
            const auto& p = lab.at<cv::Vec3b>(y, x);
            centers.push_back({static_cast<float>(p[0]), static_cast<float>(p[1]),
                               static_cast<float>(p[2]), static_cast<float>(x),
                               static_cast<float>(y)});
        }
    }
    cv::Mat label(from.size(), CV_32S, cv::Scalar(0));
    for (int round = 0; round < 10; ++round) {
        cv::Mat distance(from.size(), CV_32F, cv::Scalar(1e9));
        for (std::size_t k = 0; k < centers.size(); ++k) {
            const auto& c = centers[k];
            const int cx = static_cast<int>(c[3]), cy = static_cast<int>(c[4]);
            for (int y = std::max(cy - kStep, 0); y < std::min(cy + kStep, from.rows); ++y) {
                for (int x = std::max(cx - kStep, 0); x < std::min(cx + kStep, from.cols); ++x) {
                    const auto& p = lab.at<cv::Vec3b>(y, x);
                    float d = 0;
                    for (int i = 0; i < 3; ++i) {
                        const float e = static_cast<float>(p[i]) - c[i];
                        d += e * e;
                    }
                    const float dx = static_cast<float>(x) - c[3],
                                dy = static_cast<float>(y) - c[4];
                    d += 0.5f * (dx * dx + dy * dy);
                    if (d < distance.at<float>(y, x)) {
                        distance.at<float>(y, x) = d;
                        label.at<int>(y, x) = static_cast<int>(k);
                    }
                }
            }
        }
        std::vector<cv::Vec<float, 6>> sums(centers.size());
        for (int y = 0; y < from.rows; ++y) {
            for (int x = 0; x < from.cols; ++x) {
                const auto& p = lab.at<cv::Vec3b>(y, x);
                sums[static_cast<std::size_t>(label.at<int>(y, x))] += cv::Vec<float, 6>(
                    p[0], p[1], p[2], static_cast<float>(x), static_cast<float>(y), 1);
            }
        }
        for (std::size_t k = 0; k < centers.size(); ++k)
            for (int i = 0; i < 5; ++i)
                if (sums[k][5] > 0) centers[k][i] = sums[k][i] / sums[k][5];
    }
    to = from.clone();
    benchmark::DoNotOptimize(label.data);
}

// As numpy.random.poisson does it for every value.
void theirs_shot(const cv::Mat& from, cv::Mat& to) {
    std::mt19937 random(1);
    to.create(from.size(), CV_8UC3);
    constexpr double kPhotons = 200.0 / 255;
    for (int i = 0; i < from.rows * from.cols * 3; ++i) {
        std::poisson_distribution<int> poisson(std::max(from.data[i] * kPhotons, 1e-9));
        to.data[i] = cv::saturate_cast<std::uint8_t>(poisson(random) / kPhotons);
    }
}

void theirs_speckle(const cv::Mat& from, cv::Mat& to) {
    cv::Mat noise(from.size(), CV_32FC3), floats;
    cv::randn(noise, 1, 0.1);
    from.convertTo(floats, CV_32FC3);
    cv::multiply(floats, noise, floats);
    floats.convertTo(to, CV_8UC3);
}

// As albumentations does it: noise on hue and lightness.
void theirs_iso(const cv::Mat& from, cv::Mat& to) {
    cv::Mat floats, hls, channels[3];
    from.convertTo(floats, CV_32FC3, 1.0 / 255);
    cv::cvtColor(floats, hls, cv::COLOR_RGB2HLS);
    cv::split(hls, channels);
    cv::Mat noise(from.size(), CV_32F);
    cv::randn(noise, 0, 5);
    channels[0] += noise;
    cv::randn(noise, 0, 0.03);
    channels[1] += noise;
    cv::merge(channels, 3, hls);
    cv::cvtColor(hls, floats, cv::COLOR_HLS2RGB);
    floats.convertTo(to, CV_8UC3, 255);
}

void theirs_salt(const cv::Mat& from, cv::Mat& to) {
    cv::Mat random(from.size(), CV_32F);
    cv::randu(random, 0, 1);
    to = from.clone();
    to.setTo(cv::Scalar(255, 255, 255), random < 0.005);
    to.setTo(cv::Scalar(0, 0, 0), random > 0.995);
}

void theirs_table(const cv::Mat& from, cv::Mat& to) {
    cv::Mat table(1, 256, CV_8U);
    for (int i = 0; i < 256; ++i) table.data[i] = static_cast<std::uint8_t>(i & 0xF0);
    cv::LUT(from, table, to);
}

void theirs_solarize(const cv::Mat& from, cv::Mat& to) {
    cv::Mat table(1, 256, CV_8U);
    for (int i = 0; i < 256; ++i) table.data[i] = static_cast<std::uint8_t>(i < 128 ? i : 255 - i);
    cv::LUT(from, table, to);
}

// Of the luma, as ours.
void theirs_equalize(const cv::Mat& from, cv::Mat& to) {
    cv::Mat luma, channels[3];
    cv::cvtColor(from, luma, cv::COLOR_RGB2YCrCb);
    cv::split(luma, channels);
    cv::equalizeHist(channels[0], channels[0]);
    cv::merge(channels, 3, luma);
    cv::cvtColor(luma, to, cv::COLOR_YCrCb2RGB);
}

void theirs_defocus(const cv::Mat& from, cv::Mat& to) {
    cv::Mat kernel(7, 7, CV_32F, cv::Scalar(0));
    cv::circle(kernel, {3, 3}, 3, cv::Scalar(1), cv::FILLED);
    kernel /= cv::sum(kernel)[0];
    cv::filter2D(from, to, CV_8U, kernel);
}

// As albumentations does it, in one round, without its loop in Python.
void theirs_glass(const cv::Mat& from, cv::Mat& to) {
    cv::GaussianBlur(from, to, {}, 0.7);
    cv::RNG rng(1);
    for (int y = to.rows - 3; y > 2; --y)
        for (int x = to.cols - 3; x > 2; --x)
            std::swap(to.at<cv::Vec3b>(y, x),
                      to.at<cv::Vec3b>(y + rng.uniform(-2, 3), x + rng.uniform(-2, 3)));
    cv::GaussianBlur(to, to, {}, 0.7);
}

void theirs_sharpen(const cv::Mat& from, cv::Mat& to) {
    cv::Mat soft;
    cv::GaussianBlur(from, soft, {}, 1);
    cv::addWeighted(from, 1.5, soft, -0.5, 0, to);
}

void theirs_downscale(const cv::Mat& from, cv::Mat& to) {
    cv::Mat small;
    cv::resize(from, small, {}, 1 / 2.5, 1 / 2.5, cv::INTER_AREA);
    cv::resize(small, to, from.size(), 0, 0, cv::INTER_LINEAR);
}

/// Drops of different brightness as a mask that covers the picture, as ours.
void theirs_rain(const cv::Mat& from, cv::Mat& to) {
    cv::Mat mask(from.size(), CV_8U, cv::Scalar(0)), weight, rest, rain;
    cv::RNG rng(1);
    for (int i = 0; i < 500; ++i) {
        const cv::Point at(rng.uniform(0, 640), rng.uniform(0, 480));
        cv::line(mask, at, at + cv::Point(4, 20), cv::Scalar(rng.uniform(50, 128)), 1, cv::LINE_AA);
    }
    cv::cvtColor(mask, weight, cv::COLOR_GRAY2RGB);
    cv::multiply(weight, cv::Scalar(205, 212, 220), rain, 1.0 / 255);
    rest = cv::Scalar(255, 255, 255) - weight;
    cv::multiply(from, rest, to, 1.0 / 255);
    to += rain;
}

void theirs_snow(const cv::Mat& from, cv::Mat& to) {
    cv::Mat hls, channels[3];
    cv::cvtColor(from, hls, cv::COLOR_RGB2HLS);
    cv::split(hls, channels);
    cv::Mat lighter = channels[1] * 2;
    lighter.copyTo(channels[1], channels[1] < 140);
    cv::merge(channels, 3, hls);
    cv::cvtColor(hls, to, cv::COLOR_HLS2RGB);
    cv::RNG rng(1);
    for (int i = 0; i < 350; ++i)
        cv::circle(to, {rng.uniform(0, 640), rng.uniform(0, 480)}, 2, cv::Scalar(250, 250, 255),
                   cv::FILLED, cv::LINE_AA);
}

void theirs_shadow(const cv::Mat& from, cv::Mat& to) {
    cv::Mat mask(from.size(), CV_8U, cv::Scalar(0)), weight, floats;
    cv::fillConvexPoly(mask, std::vector<cv::Point>{{100, 100}, {400, 120}, {500, 400}, {50, 300}},
                       cv::Scalar(128));
    cv::GaussianBlur(mask, mask, {}, 8);
    cv::cvtColor(mask, weight, cv::COLOR_GRAY2RGB);
    weight = cv::Scalar(255, 255, 255) - weight;
    cv::multiply(from, weight, to, 1.0 / 255);
}

// As albumentations does it: discs blended one over the other.
void theirs_flare(const cv::Mat& from, cv::Mat& to) {
    to = from.clone();
    for (int i = 0; i < 10; ++i) {
        cv::Mat layer = to.clone();
        cv::circle(layer, {300, 120}, 10 + 10 * i, cv::Scalar(255, 250, 230), cv::FILLED);
        cv::addWeighted(layer, 0.1, to, 0.9, 0, to);
    }
}

void theirs_vignette(const cv::Mat& from, cv::Mat& to) {
    const cv::Mat across = cv::getGaussianKernel(640, 300, CV_32F);
    const cv::Mat down = cv::getGaussianKernel(480, 300, CV_32F);
    cv::Mat mask = down * across.t(), planes[3], floats;
    double most = 0;
    cv::minMaxLoc(mask, nullptr, &most);
    mask /= most;
    std::fill_n(planes, 3, mask);
    cv::merge(planes, 3, mask);
    from.convertTo(floats, CV_32FC3);
    cv::multiply(floats, mask, floats);
    floats.convertTo(to, CV_8UC3);
}

void theirs_crop(const cv::Mat& from, cv::Mat& to) {
    const cv::Rect part(50, 40, 512, 384);
    cv::resize(from(part), to, from.size(), 0, 0, cv::INTER_LINEAR);
    cv::Mat ids(from.size(), CV_32SC1, cv::Scalar(0)), moved;
    cv::resize(ids(part), moved, from.size(), 0, 0, cv::INTER_NEAREST);
    benchmark::DoNotOptimize(moved.data);
}

void theirs_turn(const cv::Mat& from, cv::Mat& to) {
    cv::rotate(from, to, cv::ROTATE_90_CLOCKWISE);
    cv::Mat ids(from.size(), CV_32SC1, cv::Scalar(0)), moved;
    cv::rotate(ids, moved, cv::ROTATE_90_CLOCKWISE);
    benchmark::DoNotOptimize(moved.data);
}

void theirs_pad(const cv::Mat& from, cv::Mat& to) {
    cv::copyMakeBorder(from, to, 32, 32, 32, 32, cv::BORDER_CONSTANT, cv::Scalar(9, 9, 9));
    cv::Mat ids(from.size(), CV_32SC1, cv::Scalar(0)), moved;
    cv::copyMakeBorder(ids, moved, 32, 32, 32, 32, cv::BORDER_CONSTANT, cv::Scalar(0));
    benchmark::DoNotOptimize(moved.data);
}

void theirs_lens(const cv::Mat& from, cv::Mat& to) {
    cv::Mat x(from.size(), CV_32F), y(from.size(), CV_32F);
    for (int row = 0; row < from.rows; ++row) {
        for (int column = 0; column < from.cols; ++column) {
            const float u = (static_cast<float>(column) - 320) / 400;
            const float v = (static_cast<float>(row) - 240) / 400;
            const float r2 = u * u + v * v, factor = 1 + 0.1f * r2 + 0.02f * r2 * r2;
            x.at<float>(row, column) = 320 + 400 * u * factor;
            y.at<float>(row, column) = 240 + 400 * v * factor;
        }
    }
    remap_both(from, to, x, y);
}

void theirs_dropout(const cv::Mat& from, cv::Mat& to) {
    to = from.clone();
    cv::Mat ids(from.size(), CV_32SC1, cv::Scalar(0));
    cv::RNG rng(1);
    for (int i = 0; i < 8; ++i) {
        const cv::Rect hole(rng.uniform(0, 570), rng.uniform(0, 430), 64, 48);
        to(hole).setTo(cv::Scalar(0, 0, 0));
        ids(hole).setTo(0);
    }
    benchmark::DoNotOptimize(ids.data);
}

struct Pair {
    const char* name;
    OperatorConfig ours;
    std::function<void(const cv::Mat&, cv::Mat&)> theirs;
};

std::vector<Pair> pairs() {
    return {
        {"flip", FlipConfig{.horizontal = 1}, theirs_flip},
        {"affine", AffineConfig{.scale = 1.1, .rotation_deg = 17.0}, theirs_affine},
        {"perspective", PerspectiveConfig{.strength = 0.08}, theirs_perspective},
        {"resize", ResizeConfig{.width = 320, .height = 240}, theirs_resize},
        {"elastic", ElasticConfig{.strength_px = 8.0, .cell_px = 48.0}, theirs_elastic},
        {"thin_plate", ThinPlateConfig{}, theirs_thin_plate},
        {"color",
         ColorConfig{.brightness = 0.05, .contrast = 1.1, .saturation = 1.2, .hue_deg = 20.0},
         theirs_color},
        {"clahe", ClaheConfig{}, theirs_clahe},
        {"gaussian_blur", GaussianBlurConfig{1.5},
         [](const cv::Mat& from, cv::Mat& to) { cv::GaussianBlur(from, to, {}, 1.5); }},
        {"box_blur", BoxBlurConfig{2.0},
         [](const cv::Mat& from, cv::Mat& to) {
             cv::blur(from, to, {5, 5});
         }},
        {"motion_blur", MotionBlurConfig{15.0, 30.0}, theirs_motion},
        {"gaussian_noise", GaussianNoiseConfig{0.05},
         [](const cv::Mat& from, cv::Mat& to) { add_noise(from, to, 12.75); }},
        {"fog", FogConfig{.density = 0.5}, theirs_fog},
        {"superpixels", SuperpixelsConfig{400.0}, theirs_superpixels},
        {"crop", CropConfig{ResizedCrop{.area = 0.64, .width = 640, .height = 480}}, theirs_crop},
        {"quarter_turn", QuarterTurnConfig{.turns = 1.0}, theirs_turn},
        {"pad", PadConfig{.left = 32.0, .top = 32.0, .right = 32.0, .bottom = 32.0}, theirs_pad},
        {"lens", LensConfig{.k1 = 0.1, .k2 = 0.02}, theirs_lens},
        {"grid", GridDistortionConfig{}, theirs_lens},
        {"posterize", PosterizeConfig{4.0}, theirs_table},
        {"solarize", SolarizeConfig{0.5}, theirs_solarize},
        {"equalize", EqualizeConfig{}, theirs_equalize},
        {"defocus", DefocusConfig{3.0}, theirs_defocus},
        {"glass_blur", GlassBlurConfig{2.0}, theirs_glass},
        {"sharpen", SharpenConfig{0.5, 1.0}, theirs_sharpen},
        {"shot_noise", ShotNoiseConfig{200.0}, theirs_shot},
        {"speckle_noise", SpeckleNoiseConfig{0.1}, theirs_speckle},
        {"iso_noise", IsoNoiseConfig{4.0}, theirs_iso},
        {"salt_pepper", SaltPepperConfig{.share = 0.01}, theirs_salt},
        {"downscale", DownscaleConfig{2.5}, theirs_downscale},
        {"rain", RainConfig{.drops = 500.0, .length_px = 20.0, .slant_deg = 11.0}, theirs_rain},
        {"snow", SnowConfig{.flakes = 350.0, .radius_px = 2.0, .cover = 0.4}, theirs_snow},
        {"shadow", ShadowConfig{.count = 1.0}, theirs_shadow},
        {"sun_flare", SunFlareConfig{.strength = 0.7, .radius = 0.2}, theirs_flare},
        {"vignette", VignetteConfig{0.4}, theirs_vignette},
        {"dropout", DropoutConfig{}, theirs_dropout},
    };
}

/// The realistic chain: crop, affine, color jitter, blur, noise, JPEG, with labels at the end.
std::vector<Augmentation> chain() {
    return {
        test::entry(CropConfig{ResizedCrop{.area = 0.8, .width = 640, .height = 480}}, "crop"),
        test::entry(AffineConfig{.scale = 1.1, .rotation_deg = 8.0}, "affine"),
        test::entry(
            ColorConfig{.brightness = 0.05, .contrast = 1.1, .saturation = 1.2, .hue_deg = 10.0},
            "color"),
        test::entry(GaussianBlurConfig{0.8}, "blur"),
        test::entry(GaussianNoiseConfig{0.02}, "noise"),
        test::entry(JpegConfig{80.0}, "jpeg")};
}

/// Discs with labels on a smooth picture.
Frame labelled_frame() {
    Frame frame = test::random_frame(Rng(1), kExtent);
    frame.color = test::smooth_picture(kExtent);
    frame.normals = {};
    return frame;
}

/// More geometry and colors, as trainers of detectors use them.
std::vector<Augmentation> long_chain() {
    std::vector<Augmentation> list = chain();
    list.insert(list.begin() + 1, test::entry(FlipConfig{.horizontal = 1}, "flip"));
    list.insert(list.begin() + 3, test::entry(PerspectiveConfig{.strength = 0.03}, "perspective"));
    list.insert(list.begin() + 5, test::entry(LookConfig{.name = std::string("film")}, "look"));
    return list;
}

void run_fused(benchmark::State& state, const std::vector<Augmentation>& list) {
    cv::setNumThreads(1);
    const Frame frame = labelled_frame();
    for (auto _ : state)
        benchmark::DoNotOptimize(annotate(test::run(frame, list), {}).annotations.data());
}

void run_one_by_one(benchmark::State& state, const std::vector<Augmentation>& list) {
    cv::setNumThreads(1);
    const Frame frame = labelled_frame();
    for (auto _ : state) {
        Frame moved = frame;
        for (const Augmentation& one : list) moved = test::run(std::move(moved), {one});
        benchmark::DoNotOptimize(annotate(std::move(moved), {}).annotations.data());
    }
}

/// The chain as it is with a list of masks: each operator on the picture and on the depth, on the
/// mask of each object, amodal ones too, and boxes from the masks.
void run_opencv_chain(benchmark::State& state) {
    cv::setNumThreads(1);
    const Frame frame = labelled_frame();
    std::vector<cv::Mat> masks;
    for (std::uint32_t id = 1; id <= frame.objects.size(); ++id) {
        cv::Mat visible(kExtent.height, kExtent.width, CV_8U);
        for (std::size_t i = 0; i < frame.ids.pixels().size(); ++i)
            visible.data[i] = frame.ids.pixels()[i] == id ? 1 : 0;
        masks.push_back(visible);
        masks.push_back(visible.clone());
    }
    const cv::Rect part(30, 20, 572, 429);
    const cv::Size size(kExtent.width, kExtent.height);
    const cv::Mat matrix = cv::getRotationMatrix2D({320, 240}, 8, 1.1);
    for (auto _ : state) {
        Frame copy = frame;
        cv::Mat color = picture_view(copy.color), next;
        const cv::Mat depth(size, CV_32F, copy.depth.data());
        cv::Mat deep;
        cv::resize(color(part), next, size, 0, 0, cv::INTER_LINEAR);
        cv::warpAffine(next, color, matrix, size);
        cv::resize(depth(part), deep, size, 0, 0, cv::INTER_NEAREST);
        cv::warpAffine(deep, next, matrix, size, cv::INTER_NEAREST);
        benchmark::DoNotOptimize(next.data);
        for (const cv::Mat& mask : masks) {
            cv::Mat cut, turned;
            cv::resize(mask(part), cut, size, 0, 0, cv::INTER_NEAREST);
            cv::warpAffine(cut, turned, matrix, size, cv::INTER_NEAREST);
            benchmark::DoNotOptimize(cv::boundingRect(turned));
            benchmark::DoNotOptimize(cv::countNonZero(turned));
        }
        theirs_color(color, next);
        cv::GaussianBlur(next, next, {}, 0.8);
        add_noise(next, color, 5.1);
        Image<Rgb8> noisy(kExtent);
        color.copyTo(picture_view(noisy));
        const auto decoded = decode_image(encode_jpeg(noisy, 80), "chain");
        benchmark::DoNotOptimize(decoded->data());
    }
}

const bool kRegistered = [] {
    // As the program does: neither side pays for fresh pages.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    for (const Pair& pair : pairs()) {
        const std::string name = pair.name;
        benchmark::RegisterBenchmark((name + "/diorama").c_str(), run_ours, pair.ours)
            ->Unit(benchmark::kMillisecond);
        benchmark::RegisterBenchmark((name + "/opencv").c_str(), [work = pair.theirs](
                                                                     benchmark::State& state) {
            run_theirs(state, work);
        })->Unit(benchmark::kMillisecond);
    }
    for (const auto& [name, list] : {std::pair{"chain", chain()}, {"long_chain", long_chain()}}) {
        benchmark::RegisterBenchmark((std::string(name) + "/diorama").c_str(), run_fused, list)
            ->Unit(benchmark::kMillisecond);
        benchmark::RegisterBenchmark((std::string(name) + "/one_by_one").c_str(), run_one_by_one,
                                     list)
            ->Unit(benchmark::kMillisecond);
    }
    benchmark::RegisterBenchmark("chain/opencv", run_opencv_chain)->Unit(benchmark::kMillisecond);
    return true;
}();

}  // namespace
}  // namespace diorama
