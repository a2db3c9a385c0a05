#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "augment/adapt/adaptations.hpp"
#include "augment/adapt/reference.hpp"
#include "augment/picture_view.hpp"
#include "augment/transform/resample.hpp"

namespace diorama {
namespace {

constexpr int kSide = 128;  // of the pictures that are transformed

/// One channel of a picture, resampled to kSide x kSide.
cv::Mat channel_of(const Image<Rgb8>& picture, int channel) {
    const Extent from = picture.extent();
    Warp warp(from);
    warp.append({{kSide, kSide},
                 scaling(static_cast<double>(from.width) / kSide,
                         static_cast<double>(from.height) / kSide)});
    const Image<Rgb8> small = warp_color(picture, warp);
    cv::Mat plane(kSide, kSide, CV_32F);
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const Rgb8& p = small.at(x, y);
            plane.at<float>(y, x) = channel == 0 ? p.r : channel == 1 ? p.g : p.b;
        }
    }
    return plane;
}

/// What the low frequencies of `own` change by when they get the amplitudes of `other`.
cv::Mat low_difference(const cv::Mat& own, const cv::Mat& other, double band) {
    cv::Mat a, b;
    cv::dft(own, a, cv::DFT_COMPLEX_OUTPUT);
    cv::dft(other, b, cv::DFT_COMPLEX_OUTPUT);
    const int reach = static_cast<int>(band * kSide);
    cv::Mat change(kSide, kSide, CV_32FC2, cv::Scalar(0, 0));
    for (int j = -reach; j <= reach; ++j) {
        for (int i = -reach; i <= reach; ++i) {
            const int x = (i + kSide) % kSide, y = (j + kSide) % kSide;
            const auto& u = a.at<cv::Vec2f>(y, x);
            const auto& v = b.at<cv::Vec2f>(y, x);
            const float length = std::sqrt(u[0] * u[0] + u[1] * u[1]);
            const float wanted = std::sqrt(v[0] * v[0] + v[1] * v[1]);
            if (length > 0) change.at<cv::Vec2f>(y, x) = u * (wanted / length - 1.0f);
        }
    }
    cv::Mat difference;
    cv::dft(change, difference, cv::DFT_INVERSE | cv::DFT_SCALE | cv::DFT_REAL_OUTPUT);
    return difference;
}

}  // namespace

// Method: "FDA: Fourier Domain Adaptation for Semantic Segmentation", Yang & Soatto, CVPR 2020. The
// band is so low that its change is found at 128 x 128 pixels and added to the whole picture.
void apply(const FourierAdaptConfig& config, Chain& chain, Draws& draw,
           const Resources& resources) {
    Rng rng = draw.stream("reference");
    const Reference& reference = *resources.references.at(config.references.draw(rng));
    const double band = draw("band", config.band);
    const float strength = draw.number("strength", config.strength);
    if (strength == 0.0f) return;
    Image<Rgb8>& picture = chain.color();
    cv::Mat changes[3];
    for (int c = 0; c < 3; ++c) {
        const cv::Mat small =
            low_difference(channel_of(picture, c), channel_of(reference.picture, c), band);
        cv::resize(small, changes[c], {picture.width(), picture.height()}, 0, 0, cv::INTER_LINEAR);
    }
    for (int y = 0; y < picture.height(); ++y) {
        Rgb8* row = picture.row(y);
        const float* by[3] = {changes[0].ptr<float>(y), changes[1].ptr<float>(y),
                              changes[2].ptr<float>(y)};
        for (int x = 0; x < picture.width(); ++x) {
            const auto level = [&](std::uint8_t value, float change) {
                const float sum = static_cast<float>(value) + strength * change + 0.5f;
                return static_cast<std::uint8_t>(std::clamp(sum, 0.0f, 255.0f));
            };
            row[x] = {level(row[x].r, by[0][x]), level(row[x].g, by[1][x]),
                      level(row[x].b, by[2][x])};
        }
    }
}

}  // namespace diorama
