#include "tools/run/stages.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <utility>

#include "engine/annotate/annotate.hpp"
#include "engine/dataset/formats/format.hpp"
#include "engine/io/image_encode.hpp"
#include "tools/run/generator.hpp"

namespace diorama {
namespace {

bool asks_for(const RunConfig& config, Channel channel) {
    return std::ranges::find(config.channels, channel) != config.channels.end();
}

Image<std::uint16_t> narrow(const Image<std::uint32_t>& ids, std::size_t object_count) {
    if (object_count > std::numeric_limits<std::uint16_t>::max())
        throw std::length_error("more than 65535 objects in one picture do not fit its id PNG");
    Image<std::uint16_t> out(ids.extent());
    std::ranges::transform(ids, out.begin(),
                           [](std::uint32_t id) { return static_cast<std::uint16_t>(id); });
    return out;
}

Bytes encode_semantic(const Image<std::uint16_t>& map, std::size_t category_count) {
    if (category_count > 255) return encode_png(map);
    Image<std::uint8_t> indices(map.extent());
    std::ranges::transform(map, indices.begin(),
                           [](std::uint16_t id) { return static_cast<std::uint8_t>(id); });
    std::vector<Rgb8> palette;
    for (std::uint32_t i = 0; i <= category_count; ++i) palette.push_back(label_color(i));
    return encode_palette_png(indices, palette);
}

}  // namespace

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
    return {.color = config.color,
            .depth = asks_for(config, Channel::Depth),
            .normals = asks_for(config, Channel::Normals),
            .amodal = config.labels.amodal || config.labels.min_visible.fraction > 0,
            .quality = config.quality};
}

Image<std::uint16_t> semantic_map(const Frame& frame, const std::vector<std::string>& categories) {
    std::vector<std::uint16_t> category_of(frame.objects.size() + 1, 0);
    for (std::size_t i = 0; i < frame.objects.size(); ++i) {
        if (!frame.objects[i].labelled()) continue;
        const auto at = std::ranges::find(categories, frame.objects[i].category);
        if (at != categories.end())
            category_of[i + 1] = static_cast<std::uint16_t>(at - categories.begin() + 1);
    }
    Image<std::uint16_t> map(frame.ids.extent());
    std::ranges::transform(frame.ids, map.begin(),
                           [&](std::uint32_t id) { return category_of.at(id); });
    return map;
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
    if (asks_for(config, Channel::Depth))
        picture.files.push_back({"depth", "exr", encode_exr(frame.depth, "Z")});
    if (asks_for(config, Channel::Normals))
        picture.files.push_back({"normals", "exr", encode_exr(frame.normals)});
    if (asks_for(config, Channel::Instance)) {
        picture.files.push_back(
            {"instance", "png", encode_png(narrow(frame.ids, frame.objects.size()))});
    }
    if (asks_for(config, Channel::Semantic)) {
        picture.files.push_back(
            {"semantic", "png",
             encode_semantic(semantic_map(frame, config.categories), config.categories.size())});
    }
    std::ranges::move(encode_formats({.labeled = labeled,
                                      .image = config.color ? &picture.files.front() : nullptr,
                                      .subset = subset_of(config.split, frame.index),
                                      .categories = config.categories,
                                      .output = config.output}),
                      std::back_inserter(picture.files));
    return picture;
}

EncodedSample label_and_encode(std::vector<Frame> frames, const RunConfig& config) {
    EncodedSample sample;
    for (Frame& frame : frames) {
        sample.index = frame.index;
        sample.pictures.push_back(
            encode_picture(annotate(std::move(frame), config.labels), config));
    }
    return sample;
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
