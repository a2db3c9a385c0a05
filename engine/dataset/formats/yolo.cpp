#include "engine/dataset/formats/yolo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/annotate/outline.hpp"
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

std::string line_of(const Annotation& annotation, YoloTask task, Extent extent) {
    const Rect& box = annotation.box;
    switch (task) {
        case YoloTask::Segment:
            return corners(join_parts(outlines(annotation, extent)), extent);
        case YoloTask::Obb:
            return corners(oriented_box(outlines(annotation, extent)), extent);
        case YoloTask::Detect:
            break;
    }
    return share(box.x + 0.5 * box.width, extent.width) +
           share(box.y + 0.5 * box.height, extent.height) + share(box.width, extent.width) +
           share(box.height, extent.height);
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
    }

    void add(const LabelledPicture&) override {}
    void finish(bool durable) override { finish_files(durable); }
};

constexpr double kLimit = 1e-6;  // pixels

/// The object of a line, or nothing when it is not one.
std::optional<ReadObject> read_line(const std::vector<std::string_view>& words, YoloTask task,
                                    Extent extent) {
    auto numbers = numbers_of(words);
    if (!numbers || numbers->size() < 5 || numbers->size() % 2 != 1) return std::nullopt;
    if (!(numbers->front() >= 0 && numbers->front() < 1e9)) return std::nullopt;
    ReadObject object{.category_id = static_cast<std::size_t>(numbers->front()) + 1};
    std::vector<double> values(numbers->begin() + 1, numbers->end());
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] *= i % 2 == 0 ? extent.width : extent.height;
    if (task == YoloTask::Detect) {
        if (values.size() != 4) return std::nullopt;
        const double x = values[0] - values[2] / 2, y = values[1] - values[3] / 2;
        object.box = {x, y, x + values[2], y + values[3]};
    }
    if (task == YoloTask::Segment) {
        for (double& value : values) {  // the corners are pixel edges
            if (std::abs(value - std::round(value)) > kLimit) return std::nullopt;
            value = std::round(value);
        }
        for (std::size_t i = 0; i < values.size(); ++i)
            if (values[i] < 0 || values[i] > (i % 2 == 0 ? extent.width : extent.height))
                return std::nullopt;
        object.mask = Bitmap(extent);
        fill_even_odd(values, *object.mask);
    }
    return object;
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
        const std::string line = fmt::format("{}{}\n", picture.category_id(annotation.category) - 1,
                                             line_of(annotation, picture.output.yolo_task, extent));
        file.bytes.insert(file.bytes.end(), line.begin(), line.end());
    }
    return {std::move(file)};
}

std::unique_ptr<FormatWriter> open_yolo(const FormatContext& context) {
    return std::make_unique<YoloWriter>(context);
}

void check_yolo(FormatCheck& check) {
    const YoloTask task = check.context().output.yolo_task;
    while (check.next()) {
        const std::string file = data_name("labels", check.record().subset, check.record().index,
                                           check.picture().suffix, "txt");
        const auto text = check.read(file);
        if (!text) continue;
        const auto lines = columns_of(*text);
        std::vector<ReadObject> objects;
        for (const auto& words : lines) {
            const auto object = read_line(words, task, check.extent());
            if (!object) {
                check.find(file, fmt::format("line {} is not one of the task", objects.size() + 1));
                break;
            }
            objects.push_back(*object);
        }
        check.compare(file, objects, kLimit, false);
        if (task == YoloTask::Obb) check_corners(check, file, lines);
    }
}

}  // namespace diorama
