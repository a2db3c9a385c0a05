#include "engine/dataset/coco_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "engine/dataset/json.hpp"
#include "engine/dataset/mask_decoding.hpp"

namespace diorama {
namespace {

constexpr std::int64_t kMaxSide = 1 << 16;
constexpr std::uint64_t kMaxId = std::uint64_t{1} << 62;

/// A list of numbers; nothing when something else is in it.
std::optional<std::vector<double>> numbers(const Json& value) {
    if (!value.is_array()) return std::nullopt;
    std::vector<double> result;
    for (const Json& item : value) {
        if (!item.is_number()) return std::nullopt;
        result.push_back(item.get<double>());
    }
    return result;
}

/// Fills the shape of an instance from `segmentation`; says what is wrong.
std::string read_shape(const Json& segmentation, CocoInstance& instance) {
    if (segmentation.is_array()) {
        for (const Json& item : segmentation) {
            auto polygon = numbers(item);
            if (!polygon || polygon->size() < 6 || polygon->size() % 2 != 0)
                return "expected polygons of at least three points";
            instance.polygons.push_back(std::move(*polygon));
        }
        return instance.polygons.empty() ? "no polygon" : "";
    }
    if (!segmentation.is_object() || !segmentation.contains("counts"))
        return "expected polygons or a run-length encoding";
    const Json& counts = segmentation["counts"];
    if (counts.is_string()) {
        auto runs = decode_counts(counts.get<std::string>());
        if (!runs) return "counts that are no compressed run-length encoding";
        instance.runs = std::move(*runs);
    } else if (const auto runs = numbers(counts)) {
        for (const double run : *runs) {
            if (!(run >= 0 && run <= static_cast<double>(kMaxSide) * kMaxSide))
                return "counts out of range";
            instance.runs.push_back(static_cast<std::int64_t>(run));
        }
    }
    return instance.runs.empty() ? "no counts" : "";
}

std::string member(const char* list, std::size_t i) { return fmt::format("{}[{}]", list, i); }

}  // namespace

Expected<std::vector<CocoPicture>> read_coco_instances(std::string_view text,
                                                       const std::string& file) {
    const auto root = parse_json(text);
    if (!root || !root->is_object())
        return Diagnostic{.fault = Fault::Data, .file = file, .message = "no JSON object"};
    std::string error;
    Fields fields(*root, "", error);

    std::map<std::uint64_t, std::string> categories;
    std::size_t i = 0;
    for (const Json& value : fields.array("categories")) {
        Fields category(value, member("categories", i++), error);
        const std::uint64_t id = category.integer("id", kMaxId);
        categories[id] = category.text("name");
    }
    std::map<std::uint64_t, CocoPicture> pictures;
    i = 0;
    for (const Json& value : fields.array("images")) {
        Fields image(value, member("images", i++), error);
        const std::uint64_t id = image.integer("id", kMaxId);
        CocoPicture& picture = pictures[id];
        picture.file_name = image.text("file_name");
        picture.extent = {static_cast<int>(image.signed_integer("width", 1, kMaxSide)),
                          static_cast<int>(image.signed_integer("height", 1, kMaxSide))};
    }
    i = 0;
    for (const Json& value : fields.array("annotations")) {
        Fields annotation(value, member("annotations", i++), error);
        if (annotation.has("iscrowd") && annotation.integer("iscrowd", 1) == 1) continue;
        CocoInstance instance{.id = annotation.integer("id", kMaxId)};
        const std::uint64_t category = annotation.integer("category_id", kMaxId);
        const auto picture = pictures.find(annotation.integer("image_id", kMaxId));
        if (annotation.failed()) break;
        if (!categories.contains(category))
            annotation.fail("category_id", fmt::format("there is no category {}", category));
        if (picture == pictures.end()) annotation.fail("image_id", "there is no such image");
        const std::string wrong = read_shape(annotation.value("segmentation"), instance);
        if (!wrong.empty()) annotation.fail("segmentation", wrong);
        if (annotation.failed()) break;
        instance.category = categories[category];
        picture->second.instances.push_back(std::move(instance));
    }
    if (!error.empty()) return data_fault(file, "", error);
    std::vector<CocoPicture> result;
    for (auto& [id, picture] : pictures)
        if (!picture.instances.empty()) result.push_back(std::move(picture));
    return result;
}

Expected<Image<std::uint8_t>> decode_instance(const CocoInstance& instance, Extent extent,
                                              const std::string& file) {
    Bitmap mask(extent);
    if (!instance.runs.empty()) {
        if (fill_runs(instance.runs, mask)) return mask;
        return data_fault(
            file, fmt::format("annotation {}", instance.id),
            fmt::format("its runs do not fit a picture of {} x {}", extent.width, extent.height));
    }
    const auto right = static_cast<double>(extent.width);
    const auto bottom = static_cast<double>(extent.height);
    for (const std::vector<double>& polygon : instance.polygons) {
        std::vector<double> inside = polygon;
        for (std::size_t k = 0; k < inside.size(); ++k)
            inside[k] = std::clamp(inside[k], 0.0, k % 2 == 0 ? right : bottom);
        fill_like_pycocotools(inside, mask);
    }
    return mask;
}

}  // namespace diorama
