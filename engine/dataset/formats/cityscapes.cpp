#include "engine/dataset/formats/cityscapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "engine/annotate/outline.hpp"
#include "engine/config/cityscapes_labels.hpp"
#include "engine/dataset/json.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama {
namespace {

/// The label of a name; "unlabeled" for none.
const CityscapesLabel& label_named(const std::string& name) {
    const auto at = std::ranges::find(kCityscapesLabels, name, &CityscapesLabel::name);
    return at == kCityscapesLabels.end() ? kCityscapesLabels.front() : *at;
}

const CityscapesLabel& label_of(const CityscapesConfig& config, const std::string& category) {
    const auto at =
        std::ranges::find(config.labels, category, &std::pair<std::string, std::string>::first);
    return label_named(at == config.labels.end() ? "" : at->second);
}

/// "diorama_000000_000042": city, sequence and frame. A suffix of the picture is part of the city.
struct Name {
    std::string city, stem;
};

Name name_of(std::uint64_t index, const std::string& suffix) {
    std::string city = "diorama";
    std::ranges::copy_if(suffix, std::back_inserter(city), [](char c) { return c != '_'; });
    return {city, fmt::format("{}_{:06}_{:06}", city, index / 1'000'000, index % 1'000'000)};
}

Json polygons_json(const FormatPicture& picture) {
    const Extent extent = picture.labeled.frame.ids.extent();
    Json objects = Json::array();
    for (const Annotation& annotation : picture.labeled.annotations) {
        const CityscapesLabel& label = label_of(picture.output.cityscapes, annotation.category);
        const Polygon loop = join_parts(outlines(annotation, extent));
        Json points = Json::array();
        for (std::size_t i = 0; i < loop.size(); i += 2)
            points.push_back(Json::array({loop[i], loop[i + 1]}));
        const bool group = annotation.crowd && label.instances;
        objects.push_back({{"label", std::string(label.name) + (group ? "group" : "")},
                           {"polygon", std::move(points)}});
    }
    return {{"imgHeight", extent.height}, {"imgWidth", extent.width}, {"objects", objects}};
}

/// What each id of the picture becomes.
struct Tables {
    std::vector<std::uint8_t> labels, train;
    std::vector<std::uint16_t> instances;
};

Tables tables_of(const FormatPicture& picture) {
    const Frame& frame = picture.labeled.frame;
    const CityscapesConfig& config = picture.output.cityscapes;
    Tables tables;
    const auto set = [&](std::size_t id, const CityscapesLabel& label, int number) {
        tables.labels.at(id) = label.id;
        tables.train.at(id) = label.train_id;
        tables.instances.at(id) = static_cast<std::uint16_t>(
            number >= 0 ? 1000 * label.id + number : static_cast<int>(label.id));
    };
    const std::size_t count = frame.objects.size() + 1;
    tables.labels.resize(count);
    tables.train.resize(count);
    tables.instances.resize(count);
    const CityscapesLabel& background = label_named(config.background);
    for (std::size_t id = 0; id < count; ++id) {
        const bool labelled = id > 0 && frame.objects[id - 1].labelled();
        set(id, labelled ? kCityscapesLabels.front() : background, -1);
    }
    std::array<int, kCityscapesLabels.size()> next{};
    for (const Annotation& annotation : picture.labeled.annotations) {
        const CityscapesLabel& label = label_of(config, annotation.category);
        const bool numbered = label.instances && !annotation.crowd;
        if (numbered && next[label.id] == 1000)
            throw std::length_error("more than 1000 instances of a label do not fit Cityscapes");
        set(annotation.instance_id, label, numbered ? next[label.id]++ : -1);
    }
    return tables;
}

template <class T>
std::vector<std::uint8_t> encode_map(const Image<std::uint32_t>& ids, const std::vector<T>& table) {
    Image<T> map(ids.extent());
    std::ranges::transform(ids, map.begin(), [&](std::uint32_t id) { return table.at(id); });
    return encode_png(map);
}

/// The objects of a polygons file; none when it is something else.
std::vector<ReadObject> read_polygons(std::string_view text, Extent extent) {
    std::vector<ReadObject> objects;
    const auto json = parse_json(text);
    std::string error;
    if (!json) return {};
    Fields fields(*json, "", error);
    for (const Json& item : fields.array("objects")) {
        Bitmap mask(extent);
        std::vector<double> loop;
        for (const Json& point : Fields(item, "objects", error).array("polygon")) {
            if (!point.is_array() || point.size() != 2 || !is_integer(point[0], 0, extent.width) ||
                !is_integer(point[1], 0, extent.height))
                return {};
            loop.push_back(point[0].get<int>());
            loop.push_back(point[1].get<int>());
        }
        fill_even_odd(loop, mask);
        objects.push_back({.mask = std::move(mask)});
    }
    return objects;
}

}  // namespace

std::vector<EncodedFile> encode_cityscapes(const FormatPicture& picture) {
    const Frame& frame = picture.labeled.frame;
    const Tables tables = tables_of(picture);
    const Name name = name_of(frame.index, frame.suffix);
    const auto path = [&](const char* kind, const std::string& ending) {
        return fmt::format("cityscapes/{}/{}/{}/{}_{}", kind, picture.subset, name.city, name.stem,
                           ending);
    };
    const std::string polygons = json_text(polygons_json(picture)) + "\n";
    std::vector<EncodedFile> files{{.bytes = encode_map(frame.ids, tables.labels),
                                    .path = path("gtFine", "gtFine_labelIds.png")},
                                   {.bytes = encode_map(frame.ids, tables.train),
                                    .path = path("gtFine", "gtFine_labelTrainIds.png")},
                                   {.bytes = encode_map(frame.ids, tables.instances),
                                    .path = path("gtFine", "gtFine_instanceIds.png")},
                                   {.bytes = {polygons.begin(), polygons.end()},
                                    .path = path("gtFine", "gtFine_polygons.json")}};
    if (picture.image)
        files.push_back({.bytes = picture.image->bytes,
                         .path = path("leftImg8bit", "leftImg8bit." + picture.image->extension),
                         .linked = true});
    return files;
}

void check_cityscapes(FormatCheck& check) {
    const CityscapesConfig& config = check.context().output.cityscapes;
    while (check.next()) {
        const Name name = name_of(check.record().index, check.picture().suffix);
        const std::string stem = fmt::format("cityscapes/gtFine/{}/{}/{}_gtFine_",
                                             check.record().subset, name.city, name.stem);
        const auto text = check.read(stem + "polygons.json");
        const auto labels = check.read_indices(stem + "labelIds.png");
        if (!text || !labels) continue;
        const std::vector<ReadObject> objects = read_polygons(*text, check.extent());
        check.compare(stem + "polygons.json", objects, 0, true);
        for (const AnnotationRecord& a : check.picture().annotations) {
            const Bitmap mask = mask_of(a.annotation, check.extent());
            const CityscapesLabel& label = label_of(config, a.annotation.category);
            bool good = true;
            for (std::size_t i = 0; i < mask.pixels().size(); ++i)
                good = good && (mask.pixels()[i] == 0 || labels->pixels()[i] == label.id);
            if (!good)
                check.find(stem + "labelIds.png", fmt::format("pixels of '{}' are not '{}'",
                                                              a.annotation.name, label.name));
        }
    }
}

}  // namespace diorama
