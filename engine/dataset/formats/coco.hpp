/// COCO instances: annotations/instances_<subset>.json. Private to dataset.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"
#include "engine/dataset/json.hpp"

namespace diorama {

/// Image and annotation ids count from 1 over the whole dataset, in the order of the samples.
std::unique_ptr<FormatWriter> open_coco(const FormatContext& context);

/// A picture's entry in `images`. The camera is exported in OpenCV's conventions: x right, y down,
/// z forward, and pixel centers at integers, so cx and cy are half a pixel less than inside.
Json coco_image(const FormatContext& context, const LabelledPicture& picture);

/// A file of COCO's family per subset. Annotations wait in files of their own, because COCO lists
/// all images first.
class CocoFilesWriter : public FormatWriter {
 public:
    void finish(bool durable) override;

 protected:
    /// @param name_of     the file of a subset.
    /// @param categories  the list of categories.
    CocoFilesWriter(const FormatContext& context, std::string (*name_of)(const std::string& subset),
                    const Json& categories);
    void add_image(const LabelledPicture& picture);
    void add_annotation(const LabelledPicture& picture, const Json& annotation);

 private:
    struct File {
        StreamedFile* file = nullptr;
        std::unique_ptr<StreamedFile> annotations;
        std::uint64_t image_count = 0;
        std::uint64_t annotation_count = 0;
    };
    std::map<std::string, File> subsets_;
};

/// The first keys of a category: id, name, supercategory.
Json category_json(std::size_t id, const std::string& name);

/// The elements of `annotations` of a picture.
std::vector<Json> coco_annotations(const LabelledPicture& picture, const FormatContext& context);

/// What gives those elements.
using CocoAnnotations =
    std::function<std::vector<Json>(const LabelledPicture& picture, const FormatContext& context)>;

/// Compares the images and annotations of a file of COCO's family with those that the records of
/// its subset give, one to one.
void check_coco_file(FormatCheck& check, const std::string& subset, const std::string& file,
                     const CocoAnnotations& annotations_of);

/// Every image and annotation is what its record gives.
void check_coco(FormatCheck& check);

}  // namespace diorama
