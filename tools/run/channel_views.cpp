#include "tools/run/channel_views.hpp"

#include <algorithm>
#include <cmath>

#include "tools/run/stages.hpp"

namespace diorama {
namespace {

std::uint8_t byte(float value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 1.0f) * 255.0f));
}

float encode_srgb(float c) {
    return c <= 0.0031308f ? 12.92f * c : 1.055f * std::pow(c, 1.0f / 2.4f) - 0.055f;
}

Image<Rgb8> view_linear(const Image<glm::vec3>& image, float gain) {
    Image<Rgb8> view(image.extent());
    std::ranges::transform(image, view.begin(), [gain](const glm::vec3& c) {
        const glm::vec3 v = gain * glm::max(c, glm::vec3(0.0f));
        return Rgb8{byte(encode_srgb(v.x)), byte(encode_srgb(v.y)), byte(encode_srgb(v.z))};
    });
    return view;
}

/// The factor that brings the 98th percentile of the brightest channel to white.
float gain_for(const Image<glm::vec3>& image) {
    std::vector<float> values;
    for (const glm::vec3& c : image) values.push_back(std::max({c.x, c.y, c.z}));
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 98 / 100);
    if (at == values.end()) return 1.0f;
    std::nth_element(values.begin(), at, values.end());
    return 1.0f / std::max(*at, 1e-6f);
}

Image<Rgb8> view_nocs(const Image<glm::vec3>& nocs) {
    Image<Rgb8> view(nocs.extent());
    std::ranges::transform(nocs, view.begin(), [](const glm::vec3& c) {
        return Rgb8{byte(c.x), byte(c.y), byte(c.z)};
    });
    return view;
}

Image<Rgb8> view_coverage(const PixelCoverage& coverage) {
    Image<Rgb8> view(coverage.ranks.front().extent());
    for (std::size_t i = 0; i < view.extent().area(); ++i) {
        glm::vec3 sum{0.0f};
        for (const Image<CoverageEntry>& rank : coverage.ranks) {
            const CoverageEntry& entry = rank.data()[i];
            const Rgb8 c = label_color(entry.id);
            sum += entry.share * glm::vec3(c.r, c.g, c.b) / 255.0f;
        }
        view.data()[i] = {byte(sum.x), byte(sum.y), byte(sum.z)};
    }
    return view;
}

Image<Rgb8> view_flow(const Flow& flow) {
    const float longest = std::max(longest_motion(flow), 1e-6f);
    Image<Rgb8> view(flow.motion.extent());
    for (std::size_t i = 0; i < view.extent().area(); ++i) {
        Rgb8& c = view.data()[i];
        c = motion_color(flow.motion.data()[i] / longest);
        const auto half = [](std::uint8_t v) { return static_cast<std::uint8_t>(v / 2); };
        if (flow.faults.data()[i] != 0) c = {half(c.r), half(c.g), half(c.b)};
    }
    return view;
}

}  // namespace

Rgb8 motion_color(const glm::vec2& motion) {
    const float hue = std::atan2(motion.y, motion.x) * 3.0f / kPi + 3.0f;
    const float saturation = std::min(glm::length(motion), 1.0f);
    const auto channel = [&](float offset) {
        const float k = std::fmod(offset + hue, 6.0f);
        return byte(1.0f - saturation * std::clamp(std::min(k, 4.0f - k), 0.0f, 1.0f));
    };
    return {channel(5), channel(3), channel(1)};
}

float longest_motion(const Flow& flow) {
    float longest = 0;
    for (std::size_t i = 0; i < flow.motion.extent().area(); ++i)
        if ((flow.faults.data()[i] & kFlowNoSurface) == 0)
            longest = std::max(longest, glm::length(flow.motion.data()[i]));
    return longest;
}

std::vector<View> channel_views(const Frame& frame) {
    std::vector<View> views;
    const SurfaceChannels& surface = frame.surface;
    if (!surface.distance.empty()) views.push_back({"view_distance", view_depth(surface.distance)});
    if (!surface.nocs.empty()) views.push_back({"view_nocs", view_nocs(surface.nocs)});
    if (!surface.part.empty()) views.push_back({"view_part", color_ids(surface.part)});
    if (!surface.material.empty()) views.push_back({"view_material", color_ids(surface.material)});
    if (!frame.intrinsic.albedo.empty()) {
        const float gain = gain_for(frame.intrinsic.shading);
        views.push_back({"view_albedo", view_linear(frame.intrinsic.albedo, 1.0f)});
        views.push_back({"view_shading", view_linear(frame.intrinsic.shading, gain)});
        views.push_back({"view_rest", view_linear(frame.intrinsic.rest, gain)});
    }
    if (!frame.coverage.ranks.empty())
        views.push_back({"view_coverage", view_coverage(frame.coverage)});
    if (frame.flow_forward) views.push_back({"view_flow_forward", view_flow(*frame.flow_forward)});
    if (frame.flow_backward)
        views.push_back({"view_flow_backward", view_flow(*frame.flow_backward)});
    return views;
}

}  // namespace diorama
