/// Augmentations against the same operators from plain OpenCV calls, in one run on one thread:
/// each pair is `<operator>/diorama` and `<operator>/opencv`, 640 x 480 RGB, colors only. `chain`
/// has ids, depth, four amodal masks and boxes, fused and operator by operator.
#include <benchmark/benchmark.h>

#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "augment/augment.hpp"
#include "augment/picture_view.hpp"
#include "engine/annotate/annotate.hpp"
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
    };
}

/// The realistic chain: crop, affine, color, blur, noise, JPEG, with labels at the end.
std::vector<Augmentation> chain() {
    return {test::entry(CropConfig{ResizedCrop{.area = 0.8, .width = 640, .height = 480}}, "crop"),
            test::entry(FlipConfig{.horizontal = 1}, "flip"),
            test::entry(AffineConfig{.scale = 1.1, .rotation_deg = 8.0}, "affine"),
            test::entry(PerspectiveConfig{.strength = 0.03}, "perspective"),
            test::entry(ColorConfig{.temperature = 0.1,
                                    .brightness = 0.05,
                                    .contrast = 1.1,
                                    .saturation = 1.2,
                                    .hue_deg = 10.0,
                                    .gamma = 1.1},
                        "color"),
            test::entry(LookConfig{.name = std::string("film")}, "look"),
            test::entry(GaussianBlurConfig{0.8}, "blur"),
            test::entry(GaussianNoiseConfig{0.02}, "noise"),
            test::entry(JpegConfig{80.0}, "jpeg")};
}

void run_fused(benchmark::State& state) {
    const Frame frame = test::random_frame(Rng(1), kExtent);
    for (auto _ : state)
        benchmark::DoNotOptimize(annotate(test::run(frame, chain()), {}).annotations.data());
}

void run_one_by_one(benchmark::State& state) {
    const Frame frame = test::random_frame(Rng(1), kExtent);
    for (auto _ : state) {
        Frame moved = frame;
        for (const Augmentation& one : chain()) moved = test::run(std::move(moved), {one});
        benchmark::DoNotOptimize(annotate(std::move(moved), {}).annotations.data());
    }
}

const bool kRegistered = [] {
    for (const Pair& pair : pairs()) {
        const std::string name = pair.name;
        benchmark::RegisterBenchmark((name + "/diorama").c_str(), run_ours, pair.ours)
            ->Unit(benchmark::kMillisecond);
        benchmark::RegisterBenchmark((name + "/opencv").c_str(), [work = pair.theirs](
                                                                     benchmark::State& state) {
            run_theirs(state, work);
        })->Unit(benchmark::kMillisecond);
    }
    benchmark::RegisterBenchmark("chain/fused", run_fused)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("chain/one_by_one", run_one_by_one)->Unit(benchmark::kMillisecond);
    return true;
}();

}  // namespace
}  // namespace diorama
