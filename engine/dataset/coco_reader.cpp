#include "engine/dataset/coco_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "engine/dataset/json.hpp"
#include "engine/dataset/mask_decoding.hpp"

namespace diorama {
namespace {

constexpr std::int64_t kMaxSide = 65535;
constexpr std::uint64_t kMaxId = std::uint64_t{1} << 53;

std::vector<std::vector<double>> read_polygons(const Json& list, Fields& fields) {
    std::vector<std::vector<double>> polygons;
    for (const Json& flat : list) {
        bool good = flat.is_array() && flat.size() >= 6 && flat.size() % 2 == 0;
        std::vector<double> polygon;
        for (std::size_t i = 0; good && i < flat.size(); ++i) {
            good = flat[i].is_number() && std::abs(flat[i].get<double>()) < 1e6;
            if (good) polygon.push_back(flat[i].get<double>());
        }
        if (!good) {
            fields.fail("segmentation", "holds a polygon that is no list of at least 3 points");
            return {};
        }
        polygons.push_back(std::move(polygon));
    }
    return polygons;
}

std::vector<std::int64_t> read_counts(const Json& rle, Fields& fields) {
    if (rle.contains("counts") && rle["counts"].is_string()) {
        if (auto counts = decode_counts(rle["counts"].get<std::string>())) return *counts;
    } else if (rle.contains("counts") && rle["counts"].is_array()) {
        std::vector<std::int64_t> counts;
        for (const Json& count : rle["counts"])
            if (count.is_number_unsigned()) counts.push_back(count.get<std::int64_t>());
        if (counts.size() == rle["counts"].size()) return counts;
    }
    fields.fail("segmentation", "is neither polygons nor run lengths");
    return {};
}

SourceInstance read_instance(Fields& fields,
                             const std::map<std::uint64_t, std::string>& categories) {
    SourceInstance instance;
    instance.id = fields.integer("id", kMaxId);
    const auto category = categories.find(fields.integer("category_id", kMaxId));
    if (category == categories.end()) {
        fields.fail("category_id", "is not in 'categories'");
        return instance;
    }
    instance.category = category->second;
    instance.crowd = fields.has("iscrowd") && fields.integer("iscrowd", 1) == 1;
    const Json& segmentation = fields.value("segmentation");
    if (segmentation.is_array())
        instance.polygons = read_polygons(segmentation, fields);
    else
        instance.counts = read_counts(segmentation, fields);
    return instance;
}

/// The part of a mask that one instance covers.
bool paint(const SourceInstance& instance, Bitmap& mask) {
    if (!instance.counts.empty()) return fill_runs(instance.counts, mask);
    for (const auto& polygon : instance.polygons) fill_even_odd(polygon, mask);
    return true;
}

}  // namespace

Expected<std::vector<SourcePicture>> read_coco_pictures(std::string_view text,
                                                        const std::string& file) {
    const auto json = parse_json(text);
    if (!json) return data_fault(file, "", "is not JSON");
    std::string error;
    Fields root(*json, "", error);
    std::map<std::uint64_t, std::string> categories;
    for (const Json& item : root.array("categories")) {
        Fields category(item, root.path("categories"), error);
        categories[category.integer("id", kMaxId)] = category.text("name");
    }
    std::vector<SourcePicture> pictures;
    std::map<std::uint64_t, std::size_t> position;
    for (const Json& item : root.array("images")) {
        Fields image(item, fmt::format("images[{}]", pictures.size()), error);
        position[image.integer("id", kMaxId)] = pictures.size();
        pictures.push_back(
            {.file_name = image.text("file_name"),
             .extent = {static_cast<int>(image.signed_integer("width", 1, kMaxSide)),
                        static_cast<int>(image.signed_integer("height", 1, kMaxSide))}});
    }
    std::size_t count = 0;
    for (const Json& item : root.array("annotations")) {
        if (!error.empty()) break;
        Fields annotation(item, fmt::format("annotations[{}]", count++), error);
        const auto at = position.find(annotation.integer("image_id", kMaxId));
        if (at == position.end())
            annotation.fail("image_id", "is not in 'images'");
        else
            pictures[at->second].instances.push_back(read_instance(annotation, categories));
    }
    if (error.empty() && pictures.empty()) error = "images: are empty";
    if (!error.empty()) return data_fault(file, "", error);
    return pictures;
}

Expected<Frame> frame_of(const SourcePicture& picture, const std::vector<std::string>& categories) {
    struct Painted {
        const SourceInstance* instance;
        Bitmap mask;
        std::uint64_t area;
    };
    std::vector<Painted> masks;
    for (const SourceInstance& instance : picture.instances) {
        Painted painted{&instance, Bitmap(picture.extent), 0};
        if (!paint(instance, painted.mask))
            return data_fault(
                picture.file_name, "",
                fmt::format("run lengths of annotation {} do not fit {} x {}", instance.id,
                            picture.extent.width, picture.extent.height));
        painted.area = pixel_count(painted.mask);
        masks.push_back(std::move(painted));
    }
    std::ranges::stable_sort(masks, [](const Painted& a, const Painted& b) {
        if (a.instance->crowd != b.instance->crowd) return a.instance->crowd;
        return a.area > b.area;
    });
    Frame frame;
    frame.ids = Image<std::uint32_t>(picture.extent);
    frame.camera.extent = picture.extent;
    frame.camera.known = false;
    for (const Painted& painted : masks) {
        const SourceInstance& instance = *painted.instance;
        Object object{.name = fmt::format("{}#{}", instance.category, instance.id),
                      .category = instance.category,
                      .asset = picture.file_name};
        const bool wanted = std::ranges::find(categories, instance.category) != categories.end();
        if (instance.crowd || !wanted) {
            object.category.clear();
            if (instance.crowd) frame.rejects.push_back(object.name + ": a crowd");
        }
        frame.objects.push_back(std::move(object));
        const auto id = static_cast<std::uint32_t>(frame.objects.size());
        for (std::size_t i = 0; i < frame.ids.pixels().size(); ++i)
            if (painted.mask.pixels()[i] != 0) frame.ids.pixels()[i] = id;
    }
    return frame;
}

}  // namespace diorama
