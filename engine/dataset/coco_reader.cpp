#include "engine/dataset/coco_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "engine/dataset/json.hpp"
#include "engine/dataset/mask_decoding.hpp"
#include "engine/io/file.hpp"

namespace diorama {
namespace {

constexpr std::int64_t kMaxSide = 1 << 16;
constexpr std::uint64_t kMaxId = std::uint64_t{1} << 62;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{2} << 30;

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
    if (!root || !root->is_object()) return data_fault(file, "", "no JSON object");
    std::string error;
    Fields fields(*root, "", error);

    std::map<std::uint64_t, std::string> categories;
    std::size_t i = 0;
    for (const Json& value : fields.array("categories")) {
        Fields category(value, member("categories", i++), error);
        const std::uint64_t id = category.integer("id", kMaxId);
        categories[id] = category.text("name");
    }
    std::vector<CocoPicture> pictures;
    std::map<std::uint64_t, std::size_t> position;  // of an image id in `pictures`
    for (const Json& value : fields.array("images")) {
        Fields image(value, member("images", pictures.size()), error);
        const std::uint64_t id = image.integer("id", kMaxId);
        if (!position.emplace(id, pictures.size()).second && !image.failed())
            image.fail("id", fmt::format("{} is there twice", id));
        pictures.push_back(
            {.id = id,
             .file_name = image.text("file_name"),
             .extent = {static_cast<int>(image.signed_integer("width", 1, kMaxSide)),
                        static_cast<int>(image.signed_integer("height", 1, kMaxSide))},
             .instances = {}});
    }
    if (pictures.empty()) fields.fail("images", "there are none");
    i = 0;
    for (const Json& value : fields.array("annotations")) {
        Fields annotation(value, member("annotations", i++), error);
        CocoInstance instance{.id = annotation.integer("id", kMaxId)};
        instance.crowd = annotation.has("iscrowd") && annotation.integer("iscrowd", 1) == 1;
        const std::uint64_t category = annotation.integer("category_id", kMaxId);
        const auto picture = position.find(annotation.integer("image_id", kMaxId));
        if (annotation.failed()) break;
        if (!categories.contains(category))
            annotation.fail("category_id", fmt::format("there is no category {}", category));
        if (picture == position.end()) annotation.fail("image_id", "there is no such image");
        const std::string wrong = read_shape(annotation.value("segmentation"), instance);
        if (!wrong.empty()) annotation.fail("segmentation", wrong);
        if (annotation.failed()) break;
        instance.category = categories[category];
        pictures[picture->second].instances.push_back(std::move(instance));
    }
    if (!error.empty()) return data_fault(file, "", error);
    return pictures;
}

Expected<std::vector<CocoPicture>> load_coco_instances(const std::filesystem::path& file) {
    const auto bytes = read_file(file, kMaxFileBytes);
    if (!bytes) return bytes.errors();
    return read_coco_instances({reinterpret_cast<const char*>(bytes->data()), bytes->size()},
                               file.string());
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
    for (const std::vector<double>& polygon : instance.polygons) {
        // Points may lie beyond the picture, but not so far that walking there takes long.
        std::vector<double> near = polygon;
        for (std::size_t k = 0; k < near.size(); ++k) {
            const double side = k % 2 == 0 ? extent.width : extent.height;
            near[k] = std::clamp(near[k], -side, 2 * side);
        }
        fill_like_pycocotools(near, mask);
    }
    return mask;
}

}  // namespace diorama
