#include "tools/run/stages.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "engine/annotate/annotate.hpp"
#include "engine/dataset/formats/format.hpp"
#include "engine/io/image_encode.hpp"
#include "tools/run/channel_files.hpp"
#include "tools/run/generator.hpp"

namespace diorama {

Expected<Plan> make_run_plan(const LoadedConfig& config, const ConfigOptions& options,
                             Assets& assets) {
    const auto files = input_files(config.run, assets);
    if (!files) return files.errors();
    const auto paths = load_path_map(options);
    if (!paths) return paths.errors();
    std::vector<AssetHash> hashes;
    const std::filesystem::path config_file = paths->written(options.file);
    const std::filesystem::path folder = config_file.parent_path();
    for (const AssetFile& file : *files) {
        // Nothing when one is absolute and the other is not: then it is as the user wrote it.
        const std::filesystem::path written = paths->written(file.path);
        const std::filesystem::path name =
            written.lexically_relative(folder.empty() ? "." : folder);
        hashes.push_back({(name.empty() ? written : name).generic_string(), file.sha256});
    }
    return make_plan(config, DIORAMA_VERSION, std::move(hashes));
}

FrameRequest frame_request(const RunConfig& config) {
    return {
        .color = config.color,
        .depth = asks_for(config, Channel::Depth),
        .normals = asks_for(config, Channel::Normals),
        .amodal = config.labels.amodal || config.labels.min_visible.fraction > 0,
        .distance = asks_for(config, Channel::Distance),
        .nocs = asks_for(config, Channel::Nocs),
        .parts = asks_for(config, Channel::Part),
        .materials = asks_for(config, Channel::Material),
        .intrinsic = asks_for(config, Channel::Albedo) || asks_for(config, Channel::Shading) ||
                     asks_for(config, Channel::Rest),
        .coverage = asks_for(config, Channel::Coverage),
        .motion = asks_for(config, Channel::FlowForward) || asks_for(config, Channel::FlowBackward),
        .quality = config.quality};
}

EncodedPicture encode_picture(const Labeled& labeled, const RunConfig& config) {
    const Frame& frame = labeled.frame;
    EncodedPicture picture;
    picture.labels = describe_picture(labeled);
    if (config.color) {
        const bool jpg = config.image.format == ImageFormat::Jpg;
        picture.files.push_back(
            {"images", jpg ? "jpg" : "png",
             jpg ? encode_jpeg(frame.color, config.image.quality) : encode_png(frame.color)});
    }
    std::ranges::move(channel_files(frame, config), std::back_inserter(picture.files));
    std::ranges::move(encode_formats({.labeled = labeled,
                                      .image = config.color ? &picture.files.front() : nullptr,
                                      .subset = subset_of(config.split, frame.index),
                                      .categories = config.categories,
                                      .output = config.output}),
                      std::back_inserter(picture.files));
    return picture;
}

std::vector<Labeled> label_sample(std::vector<Frame> frames, const RunConfig& config) {
    std::vector<Labeled> pictures;
    for (Frame& frame : frames) pictures.push_back(annotate(std::move(frame), config.labels));
    return pictures;
}

EncodedSample encode_sample(const std::vector<Labeled>& pictures, const RunConfig& config) {
    EncodedSample sample{.index = pictures.front().frame.index};
    for (const Labeled& picture : pictures)
        sample.pictures.push_back(encode_picture(picture, config));
    return sample;
}

EncodedSample label_and_encode(std::vector<Frame> frames, const RunConfig& config) {
    return encode_sample(label_sample(std::move(frames), config), config);
}

Rgb8 label_color(std::uint32_t index) {
    if (index == 0) return {0, 0, 0};
    // Hues a golden angle apart never come close soon; lightness and saturation take turns.
    const double hue = std::fmod(0.07 + 0.618033988749895 * (index - 1), 1.0) * 6;
    const double value = index % 3 == 0 ? 0.75 : 1.0, saturation = index % 2 == 0 ? 0.55 : 0.85;
    const auto channel = [&](double offset) {
        const double k = std::fmod(offset + hue, 6.0);
        const double v = value - value * saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0);
        return static_cast<std::uint8_t>(std::lround(v * 255));
    };
    return {channel(5), channel(3), channel(1)};
}

}  // namespace diorama
