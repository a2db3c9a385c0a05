#include "engine/dataset/formats/format.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <utility>

#include "engine/dataset/formats/bop.hpp"
#include "engine/dataset/formats/cityscapes.hpp"
#include "engine/dataset/formats/coco.hpp"
#include "engine/dataset/formats/coco_keypoints.hpp"
#include "engine/dataset/formats/coco_panoptic.hpp"
#include "engine/dataset/formats/coco_text.hpp"
#include "engine/dataset/formats/icdar.hpp"
#include "engine/dataset/formats/kitti.hpp"
#include "engine/dataset/formats/synthtext.hpp"
#include "engine/dataset/formats/text_crops.hpp"
#include "engine/dataset/formats/voc.hpp"
#include "engine/dataset/formats/webdataset.hpp"
#include "engine/dataset/formats/yolo.hpp"

namespace diorama {
namespace {

constexpr std::array kFormats{
    Format{OutputFormat::Coco, nullptr, open_coco, check_coco},
    Format{OutputFormat::CocoPanoptic, encode_coco_panoptic, open_coco_panoptic,
           check_coco_panoptic},
    Format{OutputFormat::Yolo, encode_yolo, open_yolo, check_yolo},
    Format{OutputFormat::Voc, encode_voc, open_voc, check_voc},
    Format{OutputFormat::Kitti, encode_kitti, open_kitti, check_kitti},
    Format{OutputFormat::Cityscapes, encode_cityscapes, nullptr, check_cityscapes},
    Format{OutputFormat::Bop, encode_bop, open_bop, check_bop},
    Format{OutputFormat::WebDataset, nullptr, open_webdataset, check_webdataset},
    Format{OutputFormat::CocoText, nullptr, open_coco_text, check_coco_text},
    Format{OutputFormat::Icdar, encode_icdar, nullptr, check_icdar},
    Format{OutputFormat::SynthText, nullptr, open_synthtext, check_synthtext},
    Format{OutputFormat::TextCrops, encode_text_crops, open_text_crops, check_text_crops},
    Format{OutputFormat::CocoKeypoints, nullptr, open_coco_keypoints, check_coco_keypoints},
};

}  // namespace

std::string FormatPicture::stem() const {
    return sample_name(labeled.frame.index) + labeled.frame.suffix;
}

std::size_t FormatPicture::category_id(const std::string& category) const {
    const auto at = std::ranges::find(categories, category);
    assert(at != categories.end());
    return static_cast<std::size_t>(at - categories.begin()) + 1;
}

FormatContext make_format_context(FileSystem& files, std::filesystem::path folder,
                                  const Plan& plan) {
    FormatContext context{files, std::move(folder), plan, plan_output(plan), {}};
    for (std::size_t i = 0; i < plan.categories.size(); ++i)
        context.category_ids[plan.categories[i]] = i + 1;
    return context;
}

bool fits_plan(const FormatContext& context, const Record& record) {
    if (record.subset != subset_of(context.plan, record.index)) return false;
    return std::ranges::all_of(record.pictures, [&](const PictureRecord& picture) {
        return std::ranges::all_of(picture.annotations, [&](const AnnotationRecord& a) {
            return context.category_ids.contains(a.annotation.category);
        });
    });
}

void FormatWriter::commit(const std::function<void(const FileEntry&)>& list) {
    for (const auto& file : opened_) list(file->commit());
}

StreamedFile& FormatWriter::open(const std::string& name) {
    context_.files.make_folders((context_.folder / name).parent_path());
    opened_.push_back(std::make_unique<StreamedFile>(context_.files, context_.folder, name));
    return *opened_.back();
}

std::map<std::string, StreamedFile*> FormatWriter::open_for_subsets(
    const std::function<std::string(const std::string&)>& name_of) {
    std::map<std::string, StreamedFile*> files;
    for (const SubsetShare& subset : context_.plan.split)
        files[subset.name] = &open(name_of(subset.name));
    return files;
}

void FormatWriter::finish_files(bool durable) {
    for (const auto& file : opened_) file->finish(durable);
}

std::span<const Format> all_formats() { return kFormats; }

std::vector<Format> chosen_formats(const OutputConfig& output) {
    std::vector<Format> chosen;
    std::ranges::copy_if(kFormats, std::back_inserter(chosen), [&](const Format& format) {
        return std::ranges::find(output.formats, format.id) != output.formats.end();
    });
    return chosen;
}

std::vector<EncodedFile> encode_formats(const FormatPicture& picture) {
    std::vector<EncodedFile> files;
    for (const Format& format : chosen_formats(picture.output)) {
        if (format.encode == nullptr) continue;
        std::ranges::move(format.encode(picture), std::back_inserter(files));
    }
    return files;
}

}  // namespace diorama
