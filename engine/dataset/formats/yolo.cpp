#include "engine/dataset/formats/yolo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/annotate/outline.hpp"
#include "engine/core/mirrored_name.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/layout.hpp"

namespace diorama {
namespace {

/// Twelve digits: a box of the widest picture comes back within 1e-6 pixels.
std::string share(double value, int whole) { return fmt::format(" {:.12g}", value / whole); }

std::string corners(const auto& points, Extent extent) {
    std::string text;
    for (std::size_t i = 0; i < points.size(); ++i)
        text += share(static_cast<double>(points[i]), i % 2 == 0 ? extent.width : extent.height);
    return text;
}

std::string box_text(const Rect& box, Extent extent) {
    return share(box.x + 0.5 * box.width, extent.width) +
           share(box.y + 0.5 * box.height, extent.height) + share(box.width, extent.width) +
           share(box.height, extent.height);
}

/// The names of all points, each once, in the order in which the configuration has them.
std::vector<std::string> point_names(const OutputConfig& output) {
    std::vector<std::string> names;
    for (const CategoryKeypoints& category : output.keypoints)
        for (const std::string& name : category.names)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    return names;
}

/// For each of point_names() the object's point that is written in its place; null where there is
/// none or it is outside.
std::vector<const Keypoint*> placed_points(const std::vector<Keypoint>& points,
                                           const std::string& category,
                                           const OutputConfig& output) {
    const CategoryKeypoints* own = points_of(output, category);
    std::vector<const Keypoint*> placed;
    for (const std::string& name : point_names(output)) {
        const auto found = std::ranges::find(points, name, &Keypoint::name);
        const bool written = own && std::ranges::find(own->names, name) != own->names.end() &&
                             found != points.end() && found->visibility > 0;
        placed.push_back(written ? &*found : nullptr);
    }
    return placed;
}

std::string points_text(const std::vector<const Keypoint*>& points, Extent extent) {
    std::string text;
    for (const Keypoint* point : points)
        text += point ? share(static_cast<double>(point->pixel.x), extent.width) +
                            share(static_cast<double>(point->pixel.y), extent.height) +
                            fmt::format(" {}", point->visibility)
                      : " 0 0 0";
    return text;
}

/// For each point the place of its mirror image: flipping twice is flipping not at all.
std::vector<std::size_t> flipped_places(const std::vector<std::string>& names) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string mirrored = mirrored_name(names[i]);
        const auto at = std::ranges::find(names, mirrored);
        const bool pair = at != names.end() && mirrored_name(mirrored) == names[i];
        places.push_back(pair ? static_cast<std::size_t>(at - names.begin()) : i);
    }
    return places;
}

std::string line_of(const Annotation& annotation, const std::vector<Keypoint>& points,
                    const OutputConfig& output, Extent extent) {
    switch (output.yolo_task) {
        case YoloTask::Segment:
            return corners(join_parts(outlines(annotation, extent)), extent);
        case YoloTask::Obb:
            return corners(oriented_box(outlines(annotation, extent)), extent);
        case YoloTask::Pose:
            return box_text(annotation.box, extent) +
                   points_text(placed_points(points, annotation.category, output), extent);
        case YoloTask::Detect:
            break;
    }
    return box_text(annotation.box, extent);
}

class YoloWriter final : public FormatWriter {
 public:
    explicit YoloWriter(const FormatContext& context) : FormatWriter(context) {
        StreamedFile& file = open("data.yaml");
        const auto& split = context.plan.split;
        const auto has = [&](const char* name) {
            return std::ranges::find(split, name, &SubsetShare::name) != split.end();
        };
        // Names are JSON texts, which YAML reads as they are. Trainers insist on both keys.
        for (const SubsetShare& subset : split)
            file.write(fmt::format("{}: images/{}\n", subset.name, subset.name));
        for (const char* key : {"train", "val"})
            if (!has(key)) file.write(fmt::format("{}: images/{}\n", key, split.front().name));
        file.write(fmt::format("nc: {}\nnames:\n", context.plan.categories.size()));
        for (std::size_t i = 0; i < context.plan.categories.size(); ++i)
            file.write(fmt::format("  {}: {}\n", i, json_text(Json(context.plan.categories[i]))));
        if (context.output.yolo_task == YoloTask::Pose) write_points(file);
    }

    void add(const LabelledPicture&) override {}
    void finish(bool durable) override { finish_files(durable); }

 private:
    void write_points(StreamedFile& file) const {
        const std::vector<std::string> names = point_names(context().output);
        file.write(fmt::format("kpt_shape: [{}, 3]\nflip_idx: [{}]\nkpt_names:\n", names.size(),
                               fmt::join(flipped_places(names), ", ")));
        for (std::size_t i = 0; i < context().plan.categories.size(); ++i)
            file.write(fmt::format("  {}: {}\n", i, json_text(Json(names))));
    }
};

constexpr double kLimit = 1e-6;  // pixels

/// How many numbers follow the class, where that is the same for all lines.
std::optional<std::size_t> number_count(const OutputConfig& output) {
    switch (output.yolo_task) {
        case YoloTask::Detect:
            return 4;
        case YoloTask::Obb:
            return 8;
        case YoloTask::Pose:
            return 4 + 3 * point_names(output).size();
        case YoloTask::Segment:
            break;
    }
    return std::nullopt;
}

/// The object of a line, or nothing when it is not one.
std::optional<ReadObject> read_line(const std::vector<std::string_view>& words,
                                    const OutputConfig& output, Extent extent) {
    const auto numbers = numbers_of(words);
    if (!numbers || numbers->size() < 5) return std::nullopt;
    if (!(numbers->front() >= 0 && numbers->front() < 1e9)) return std::nullopt;
    const auto count = number_count(output);
    if (count ? numbers->size() != *count + 1 : numbers->size() % 2 != 1) return std::nullopt;
    ReadObject object{.category_id = static_cast<std::size_t>(numbers->front()) + 1};
    const auto length = [&](std::size_t i) {  // in pixels
        return (*numbers)[i + 1] * (i % 2 == 0 ? extent.width : extent.height);
    };
    if (output.yolo_task == YoloTask::Detect || output.yolo_task == YoloTask::Pose) {
        const double x = length(0) - length(2) / 2, y = length(1) - length(3) / 2;
        object.box = {x, y, x + length(2), y + length(3)};
    }
    if (output.yolo_task == YoloTask::Segment) {
        std::vector<double> values;
        for (std::size_t i = 0; i + 1 < numbers->size(); ++i) {
            const double value = length(i);  // the corners are pixel edges
            if (std::abs(value - std::round(value)) > kLimit) return std::nullopt;
            values.push_back(std::round(value));
            if (values[i] < 0 || values[i] > (i % 2 == 0 ? extent.width : extent.height))
                return std::nullopt;
        }
        object.mask = Bitmap(extent);
        fill_even_odd(values, *object.mask);
    }
    return object;
}

/// The points of a picture's lines against those of its records.
void check_points(const FormatCheck& check, const std::string& file,
                  const std::vector<std::vector<std::string_view>>& lines) {
    const auto annotations = check.annotations(false);
    const Extent extent = check.extent();
    for (std::size_t i = 0; i < std::min(lines.size(), annotations.size()); ++i) {
        const auto numbers = numbers_of(lines[i], 5);
        const auto points = placed_points(
            annotations[i]->keypoints, annotations[i]->annotation.category, check.context().output);
        for (std::size_t k = 0; numbers && k < points.size() && 3 * k + 2 < numbers->size(); ++k) {
            const Keypoint none, &point = points[k] ? *points[k] : none;
            const double x = (*numbers)[3 * k] * extent.width - static_cast<double>(point.pixel.x);
            const double y =
                (*numbers)[3 * k + 1] * extent.height - static_cast<double>(point.pixel.y);
            if (std::max(std::abs(x), std::abs(y)) > kLimit ||
                (*numbers)[3 * k + 2] != point.visibility)
                check.find(file, fmt::format("line {}: point {} is another one", i + 1, k + 1));
        }
    }
}

/// Oriented boxes against those of the records.
void check_corners(const FormatCheck& check, const std::string& file,
                   const std::vector<std::vector<std::string_view>>& lines) {
    const auto annotations = check.annotations(false);
    const Extent extent = check.extent();
    for (std::size_t i = 0; i < std::min(lines.size(), annotations.size()); ++i) {
        const auto corners = oriented_box(outlines(annotations[i]->annotation, extent));
        const auto numbers = numbers_of(lines[i], 1);
        double off = numbers && numbers->size() == corners.size() ? 0 : extent.width;
        for (std::size_t k = 0; off == 0 && k < corners.size(); ++k) {
            const double value =
                (*numbers)[k] * (k % 2 == 0 ? extent.width : extent.height) - corners[k];
            if (std::abs(value) > kLimit) off = std::abs(value);
        }
        if (off > 0)
            check.find(file, fmt::format("line {}: a corner is {:.6g} pixels off", i + 1, off));
    }
}

}  // namespace

std::vector<EncodedFile> encode_yolo(const FormatPicture& picture) {
    const Extent extent = picture.labeled.frame.ids.extent();
    EncodedFile file{.channel = "labels", .extension = "txt"};
    for (const Annotation& annotation : picture.labeled.annotations) {
        if (annotation.crowd) continue;
        const Object& object = picture.labeled.frame.objects[annotation.instance_id - 1];
        const std::string line =
            fmt::format("{}{}\n", picture.category_id(annotation.category) - 1,
                        line_of(annotation, object.keypoints, picture.output, extent));
        file.bytes.insert(file.bytes.end(), line.begin(), line.end());
    }
    return {std::move(file)};
}

std::unique_ptr<FormatWriter> open_yolo(const FormatContext& context) {
    return std::make_unique<YoloWriter>(context);
}

void check_yolo(FormatCheck& check) {
    const OutputConfig& output = check.context().output;
    while (check.next()) {
        const std::string file = data_name("labels", check.record().subset, check.record().index,
                                           check.picture().suffix, "txt");
        const auto text = check.read(file);
        if (!text) continue;
        const auto lines = columns_of(*text);
        std::vector<ReadObject> objects;
        for (const auto& words : lines) {
            const auto object = read_line(words, output, check.extent());
            if (!object) {
                check.find(file, fmt::format("line {} is not one of the task", objects.size() + 1));
                break;
            }
            objects.push_back(*object);
        }
        check.compare(file, objects, kLimit, false);
        if (output.yolo_task == YoloTask::Obb) check_corners(check, file, lines);
        if (output.yolo_task == YoloTask::Pose) check_points(check, file, lines);
    }
}

}  // namespace diorama
