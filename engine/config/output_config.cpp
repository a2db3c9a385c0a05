#include "engine/config/output_config.hpp"

#include "engine/config/cityscapes_labels.hpp"
#include "engine/config/output_reader.hpp"

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
        {"text-crops", OutputFormat::TextCrops}};
    return names;
}

const std::vector<std::pair<std::string, YoloTask>>& yolo_task_names() {
    static const std::vector<std::pair<std::string, YoloTask>> names{
        {"detect", YoloTask::Detect}, {"segment", YoloTask::Segment}, {"obb", YoloTask::Obb}};
    return names;
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

}  // namespace

OutputConfig read_output(Reader& r) {
    const OutputConfig d;
    OutputConfig output;
    output.formats = r.names<OutputFormat>(
        "formats", d.formats, {.now = output_format_names(), .later = {"coco-keypoints"}},
        "Forms in which the labels are written.");
    output.info = r.map("info", read_info, "The info of COCO files, as the user gives it.");
    output.licenses = r.list("licenses", 100, read_license,
                             "Licenses of the data; pictures refer to the first one.");
    output.yolo_task = r.map(
        "yolo",
        [&](Reader& inner) {
            return inner.name<YoloTask>("task", d.yolo_task,
                                        {.now = yolo_task_names(), .later = {"pose"}},
                                        "Boxes, outlines or oriented boxes.");
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
    return output;
}

}  // namespace config
}  // namespace diorama
