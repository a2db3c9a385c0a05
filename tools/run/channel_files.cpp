#include "tools/run/channel_files.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <string_view>

#include "engine/io/image_encode.hpp"
#include "tools/run/stages.hpp"

namespace diorama {
namespace {

Image<std::uint16_t> narrow(const Image<std::uint32_t>& ids) {
    Image<std::uint16_t> out(ids.extent());
    std::ranges::transform(ids, out.begin(), [](std::uint32_t id) {
        if (id > std::numeric_limits<std::uint16_t>::max())
            throw std::length_error("more than 65535 ids in one picture do not fit a PNG");
        return static_cast<std::uint16_t>(id);
    });
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

Bytes as_bytes(const nlohmann::ordered_json& json) {
    const std::string text = json.dump(1) + "\n";
    return {text.begin(), text.end()};
}

Bytes part_table(const Frame& frame) {
    auto table = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < frame.surface.part_names.size(); ++i) {
        const PartName& name = frame.surface.part_names[i];
        table.push_back({{"id", i + 1},
                         {"object", frame.objects.at(name.instance_id - 1).name},
                         {"part", name.part},
                         {"material", frame.surface.material_names.at(name.material - 1)}});
    }
    return as_bytes(table);
}

Bytes material_table(const Frame& frame) {
    auto table = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < frame.surface.material_names.size(); ++i)
        table.push_back({{"id", i + 1}, {"material", frame.surface.material_names[i]}});
    return as_bytes(table);
}

Bytes encode_coverage(const PixelCoverage& coverage) {
    constexpr std::array kNames{"id0", "share0", "id1", "share1", "id2", "share2", "id3", "share3"};
    static_assert(kNames.size() == 2 * PixelCoverage::kRanks);
    const Extent extent = coverage.ranks.front().extent();
    std::vector<float> values(kNames.size() * extent.area());
    for (std::size_t rank = 0; rank < PixelCoverage::kRanks; ++rank) {
        float* value = values.data() + 2 * rank;
        for (const CoverageEntry& entry : coverage.ranks[rank]) {
            value[0] = static_cast<float>(entry.id);
            value[1] = entry.share;
            value += kNames.size();
        }
    }
    return encode_exr(extent, values, kNames);
}

Bytes encode_flow(const Flow& flow) {
    constexpr std::array kNames{"dx", "dy", "faults"};
    const Extent extent = flow.motion.extent();
    std::vector<float> values;
    values.reserve(kNames.size() * extent.area());
    for (std::size_t i = 0; i < extent.area(); ++i) {
        const glm::vec2 motion = flow.motion.data()[i];
        values.insert(values.end(),
                      {motion.x, motion.y, static_cast<float>(flow.faults.data()[i])});
    }
    return encode_exr(extent, values, kNames);
}

}  // namespace

bool asks_for(const RunConfig& config, Channel channel) {
    const auto listed = [&](Channel wanted) {
        return std::ranges::find(config.channels, wanted) != config.channels.end();
    };
    const bool flow = channel == Channel::FlowForward || channel == Channel::FlowBackward;
    return listed(channel) || (flow && listed(Channel::Flow));
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

std::vector<EncodedFile> channel_files(const Frame& frame, const RunConfig& config) {
    std::vector<EncodedFile> files;
    const auto add = [&](Channel channel, const char* folder, const auto& image,
                         const auto& encode) {
        if (asks_for(config, channel) && !image.empty())
            files.push_back({folder, "exr", encode(image)});
    };
    const auto colors = [](const Image<glm::vec3>& image) { return encode_exr(image); };
    add(Channel::Depth, "depth", frame.depth,
        [](const Image<float>& depth) { return encode_exr(depth, "Z"); });
    add(Channel::Distance, "distance", frame.surface.distance,
        [](const Image<float>& distance) { return encode_exr(distance, "Y"); });
    add(Channel::Normals, "normals", frame.normals, colors);
    if (asks_for(config, Channel::Instance))
        files.push_back({"instance", "png", encode_png(narrow(frame.ids))});
    if (asks_for(config, Channel::Semantic))
        files.push_back(
            {"semantic", "png",
             encode_semantic(semantic_map(frame, config.categories), config.categories.size())});
    if (asks_for(config, Channel::Part) && !frame.surface.part.empty()) {
        files.push_back({"part", "png", encode_png(narrow(frame.surface.part))});
        files.push_back({"part", "json", part_table(frame)});
    }
    if (asks_for(config, Channel::Material) && !frame.surface.material.empty()) {
        files.push_back({"material", "png", encode_png(narrow(frame.surface.material))});
        files.push_back({"material", "json", material_table(frame)});
    }
    add(Channel::Nocs, "nocs", frame.surface.nocs, colors);
    add(Channel::Albedo, "albedo", frame.intrinsic.albedo, colors);
    add(Channel::Shading, "shading", frame.intrinsic.shading, colors);
    add(Channel::Rest, "rest", frame.intrinsic.rest, colors);
    if (asks_for(config, Channel::Coverage) && !frame.coverage.ranks.empty())
        files.push_back({"coverage", "exr", encode_coverage(frame.coverage)});
    if (asks_for(config, Channel::FlowForward) && frame.flow_forward)
        files.push_back({"flow_forward", "exr", encode_flow(*frame.flow_forward)});
    if (asks_for(config, Channel::FlowBackward) && frame.flow_backward)
        files.push_back({"flow_backward", "exr", encode_flow(*frame.flow_backward)});
    return files;
}

}  // namespace diorama
