#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "augment/filter/box_gauss.hpp"
#include "augment/filter/filters.hpp"
#include "augment/filter/grain.hpp"
#include "augment/filter/sparse_filter.hpp"
#include "augment/picture_view.hpp"
#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

/// Discs up to here are summed tap by tap; beyond, OpenCV's general filter takes over.
constexpr float kLargestSparseDisc = 3.5f;

/// p + amount * (p - soft), in 1/256.
DIORAMA_WIDE void sharpen_row(const std::uint8_t* soft, int amount, std::size_t count,
                              std::uint8_t* row) {
    for (std::size_t i = 0; i < count; ++i) {
        const int level = row[i] + ((amount * (row[i] - soft[i]) + 128) >> 8);
        row[i] = static_cast<std::uint8_t>(std::min(std::max(level, 0), 255));
    }
}

Image<Rgb8> disc_blurred(Image<Rgb8>& picture, float radius) {
    const std::vector<Tap> taps = disc_taps(radius);
    if (radius <= kLargestSparseDisc) return sparse_filtered(picture, taps);
    const int reach = static_cast<int>(std::ceil(radius));
    cv::Mat kernel(2 * reach + 1, 2 * reach + 1, CV_32F, cv::Scalar(0));
    float sum = 0;
    for (const Tap& tap : taps) sum += tap.weight;
    for (const Tap& tap : taps) kernel.at<float>(tap.dy + reach, tap.dx + reach) = tap.weight / sum;
    Image<Rgb8> out(picture.extent());
    cv::Mat to = picture_view(out);
    cv::filter2D(picture_view(picture), to, CV_8U, kernel, {-1, -1}, 0, cv::BORDER_REPLICATE);
    return out;
}

}  // namespace

void apply(const GaussianBlurConfig& config, Chain& chain, Draws& draw) {
    const double sigma = draw("sigma_px", config.sigma_px);
    if (sigma > 0) gaussian_blur(chain.color(), sigma);
}

void apply(const BoxBlurConfig& config, Chain& chain, Draws& draw) {
    const int radius = draw.whole("radius_px", config.radius_px);
    if (radius == 0) return;
    box_blur(chain.color(), radius);
}

void apply(const MotionBlurConfig& config, Chain& chain, Draws& draw) {
    const float length = draw.number("length_px", config.length_px);
    const float angle = radians(draw.number("angle_deg", config.angle_deg));
    if (length <= 1.0f) return;
    chain.color() =
        sparse_filtered(chain.color(), line_taps(length, std::cos(angle), std::sin(angle)));
}

void apply(const DefocusConfig& config, Chain& chain, Draws& draw) {
    const float radius = draw.number("radius_px", config.radius_px);
    if (radius > 0.5f) chain.color() = disc_blurred(chain.color(), radius);
}

void apply(const GlassBlurConfig& config, Chain& chain, Draws& draw) {
    const float radius = draw.number("radius_px", config.radius_px);
    if (radius < 0.5f) return;
    const Image<Rgb8>& picture = chain.color();
    Image<Rgb8> out(picture.extent());
    // A whole offset in [-reach, reach] from 16 random bits.
    const int reach = static_cast<int>(std::lround(radius)), span = 2 * reach + 1;
    const auto offset = [&](std::uint32_t bits) {
        return static_cast<int>((bits * static_cast<std::uint32_t>(span)) >> 16) - reach;
    };
    FastBits random(draw.stream("offsets"));
    std::vector<std::uint32_t> bits(static_cast<std::size_t>(picture.width()));
    for (int y = 0; y < picture.height(); ++y) {
        random.fill(bits);
        Rgb8* row = out.row(y);
        for (int x = 0; x < picture.width(); ++x) {
            const std::uint32_t b = bits[static_cast<std::size_t>(x)];
            const int from_x = std::clamp(x + offset(b & 0xFFFFu), 0, picture.width() - 1);
            const int from_y = std::clamp(y + offset(b >> 16), 0, picture.height() - 1);
            row[x] = picture.at(from_x, from_y);
        }
    }
    // Glass is smooth at its finest scale.
    gaussian_blur(out, 0.7);
    chain.color() = std::move(out);
}

void apply(const SharpenConfig& config, Chain& chain, Draws& draw) {
    const float amount = draw.number("amount", config.amount);
    const float sigma = draw.number("sigma_px", config.sigma_px);
    if (amount == 0.0f) return;
    Image<Rgb8>& picture = chain.color();
    Image<Rgb8> soft(picture.extent());
    picture_view(picture).copyTo(picture_view(soft));
    gaussian_blur(soft, sigma);
    sharpen_row(reinterpret_cast<const std::uint8_t*>(soft.data()),
                static_cast<int>(std::lround(256 * amount)), picture.size_bytes(),
                reinterpret_cast<std::uint8_t*>(picture.data()));
}

}  // namespace diorama
