/// How the dataset is written: its formats and what they let the user choose.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diorama {

enum class OutputFormat {
    Coco,
    CocoPanoptic,
    Yolo,
    Voc,
    Kitti,
    Cityscapes,
    Bop,
    WebDataset,
    CocoText,
    Icdar,
    SynthText,
    TextCrops,
    CocoKeypoints,
};

/// What a line of a YOLO text file is.
enum class YoloTask { Detect, Segment, Obb, Pose };

/// Who made the data and where it is; written as given, nothing where nothing was given.
struct DatasetInfo {
    std::string description, version, url, contributor, year, date_created;
};

struct License {
    std::string name, url;
};

/// Labels of Cityscapes (cityscapes_labels.hpp) by our categories.
struct CityscapesConfig {
    std::vector<std::pair<std::string, std::string>> labels;  // by category
    std::string background = "unlabeled";
};

/// The named points of a category, in the order in which they are written, and which of them are
/// joined: positions in `names`, from 0.
struct CategoryKeypoints {
    std::string category;
    std::vector<std::string> names;
    std::vector<std::pair<std::size_t, std::size_t>> skeleton;
};

struct OutputConfig {
    std::vector<OutputFormat> formats{OutputFormat::Coco};
    DatasetInfo info;
    std::vector<License> licenses;
    YoloTask yolo_task = YoloTask::Detect;
    CityscapesConfig cityscapes;
    std::uint64_t samples_per_shard = 1000;  // of WebDataset
    std::vector<CategoryKeypoints> keypoints;
};

/// The points that are written for a category; null for one without.
const CategoryKeypoints* points_of(const OutputConfig& output, const std::string& category);

/// The names of all formats in configurations.
const std::vector<std::pair<std::string, OutputFormat>>& output_format_names();
/// The names of YOLO's tasks.
const std::vector<std::pair<std::string, YoloTask>>& yolo_task_names();

}  // namespace diorama
