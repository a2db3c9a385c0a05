#include "engine/config/output_config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/config/cityscapes_labels.hpp"
#include "engine/config/output_reader.hpp"
#include "engine/config/words.hpp"

namespace diorama {

const std::vector<std::pair<std::string, OutputFormat>>& output_format_names() {
    static const std::vector<std::pair<std::string, OutputFormat>> names{
        {"coco", OutputFormat::Coco},
        {"coco-panoptic", OutputFormat::CocoPanoptic},
        {"yolo", OutputFormat::Yolo},
        {"voc", OutputFormat::Voc},
        {"kitti", OutputFormat::Kitti},
        {"cityscapes", OutputFormat::Cityscapes},
        {"bop", OutputFormat::Bop},
        {"webdataset", OutputFormat::WebDataset},
        {"coco-text", OutputFormat::CocoText},
        {"icdar", OutputFormat::Icdar},
        {"synthtext", OutputFormat::SynthText},
        {"text-crops", OutputFormat::TextCrops},
        {"coco-keypoints", OutputFormat::CocoKeypoints}};
    return names;
}

const std::vector<std::pair<std::string, YoloTask>>& yolo_task_names() {
    static const std::vector<std::pair<std::string, YoloTask>> names{{"detect", YoloTask::Detect},
                                                                     {"segment", YoloTask::Segment},
                                                                     {"obb", YoloTask::Obb},
                                                                     {"pose", YoloTask::Pose}};
    return names;
}

const CategoryKeypoints* points_of(const OutputConfig& output, const std::string& category) {
    const auto found = std::ranges::find(output.keypoints, category, &CategoryKeypoints::category);
    return found == output.keypoints.end() ? nullptr : &*found;
}

namespace config {
namespace {

DatasetInfo read_info(Reader& r) {
    const auto line = [&](const char* key, const char* help) {
        return r.text(key, "", TextRule::Label, help);
    };
    return {.description = line("description", "What the dataset is."),
            .version = line("version", "Of the dataset."),
            .url = line("url", "Where it is found."),
            .contributor = line("contributor", "Who made it."),
            .year = line("year", "A text such as \"2024\"."),
            .date_created = line("date_created", "A text such as 2024-05-01.")};
}

License read_license(Reader& r) {
    return {.name = r.text("name", std::nullopt, TextRule::Label, "Such as CC BY 4.0."),
            .url = r.text("url", "", TextRule::Label, "Of its text.")};
}

CityscapesConfig read_cityscapes(Reader& r) {
    Names<std::string> names;
    for (const CityscapesLabel& label : kCityscapesLabels)
        names.now.emplace_back(label.name, label.name);
    CityscapesConfig config;
    config.labels = r.name_map("labels", names, "Its label for each category of ours.");
    config.background = r.name<std::string>("background", config.background, names,
                                            "Its label where no annotated category is.");
    return config;
}

CategoryKeypoints read_category_keypoints(Reader& r) {
    CategoryKeypoints points;
    points.category = r.text("category", std::nullopt, TextRule::Label, "Whose points they are.");
    points.names =
        r.texts("names", TextRule::Label, "Names of points of its objects, in this order.");
    struct Bone {
        std::string from, to;
    };
    const auto bones = r.list(
        "skeleton", 1000,
        [](Reader& item) {
            return Bone{item.text("from", std::nullopt, TextRule::Label, "A name of the list."),
                        item.text("to", std::nullopt, TextRule::Label, "A name of the list.")};
        },
        "Which points are joined.");
    for (std::size_t i = 0; i < bones.size(); ++i) {
        const auto find = [&](const char* key, const std::string& name) {
            const auto at = std::ranges::find(points.names, name);
            if (at == points.names.end() && !name.empty())
                r.complain(fmt::format("skeleton[{}].{}", i, key),
                           fmt::format("'{}' is none of the names: {}", excerpt(name),
                                       join(points.names)));
            return static_cast<std::size_t>(at - points.names.begin());
        };
        points.skeleton.emplace_back(find("from", bones[i].from), find("to", bones[i].to));
    }
    return points;
}

}  // namespace

OutputConfig read_output(Reader& r) {
    const OutputConfig d;
    OutputConfig output;
    output.formats = r.names<OutputFormat>("formats", d.formats, {.now = output_format_names()},
                                           "Forms in which the labels are written.");
    output.info = r.map("info", read_info, "The info of COCO files, as the user gives it.");
    output.licenses = r.list("licenses", 100, read_license,
                             "Licenses of the data; pictures refer to the first one.");
    output.yolo_task = r.map(
        "yolo",
        [&](Reader& inner) {
            return inner.name<YoloTask>("task", d.yolo_task, {.now = yolo_task_names()},
                                        "Boxes, outlines, oriented boxes, or boxes with points.");
        },
        "Choices of the format yolo.");
    output.cityscapes = r.map("cityscapes", read_cityscapes, "Choices of the format cityscapes.");
    output.samples_per_shard = r.map(
        "webdataset",
        [&](Reader& inner) {
            return inner.natural("samples_per_shard", d.samples_per_shard, 1, 1'000'000,
                                 "Samples in one archive.");
        },
        "Choices of the format webdataset.");
    output.keypoints =
        r.list("keypoints", 1000, read_category_keypoints,
               "The points that coco-keypoints and yolo's task pose write, by category.");
    const auto chosen = [&](OutputFormat format) {
        return std::ranges::find(output.formats, format) != output.formats.end();
    };
    if (output.keypoints.empty() && chosen(OutputFormat::CocoKeypoints))
        r.complain("formats", "coco-keypoints needs 'keypoints': the names of a category's points");
    if (output.keypoints.empty() && chosen(OutputFormat::Yolo) &&
        output.yolo_task == YoloTask::Pose)
        r.complain("yolo.task", "pose needs 'keypoints': the names of a category's points");
    return output;
}

}  // namespace config
}  // namespace diorama
