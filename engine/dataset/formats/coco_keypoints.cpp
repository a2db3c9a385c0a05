#include "engine/dataset/formats/coco_keypoints.hpp"

#include <algorithm>

#include "engine/dataset/formats/coco.hpp"
#include "engine/dataset/layout.hpp"

namespace diorama {
namespace {

std::string keypoints_name(const std::string& subset) {
    return "annotations/person_keypoints_" + subset + ".json";
}

Json categories_json(const FormatContext& context) {
    Json categories = Json::array();
    for (std::size_t i = 0; i < context.plan.categories.size(); ++i) {
        const CategoryKeypoints* points = points_of(context.output, context.plan.categories[i]);
        if (!points) continue;
        Json category = category_json(i + 1, points->category);
        category["keypoints"] = points->names;
        Json skeleton = Json::array();
        for (const auto& [from, to] : points->skeleton)
            skeleton.push_back(Json::array({from + 1, to + 1}));
        category["skeleton"] = std::move(skeleton);
        categories.push_back(std::move(category));
    }
    return categories;
}

std::vector<Json> annotations_of(const LabelledPicture& picture, const FormatContext& context) {
    const std::vector<Json> all = coco_annotations(picture, context);
    std::vector<Json> annotations;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const AnnotationRecord& record = picture.picture.annotations[i];
        const CategoryKeypoints* points = points_of(context.output, record.annotation.category);
        if (!points) continue;
        Json values = Json::array();
        int labelled = 0;
        for (const std::string& name : points->names) {
            const auto found = std::ranges::find(record.keypoints, name, &Keypoint::name);
            if (found == record.keypoints.end() || found->visibility == 0) {
                values.insert(values.end(), {0, 0, 0});
                continue;
            }
            ++labelled;
            values.push_back(shortest(found->pixel.x - 0.5f));
            values.push_back(shortest(found->pixel.y - 0.5f));
            values.push_back(found->visibility);
        }
        Json annotation = all[i];
        annotation["keypoints"] = std::move(values);
        annotation["num_keypoints"] = labelled;
        annotations.push_back(std::move(annotation));
    }
    return annotations;
}

class KeypointsWriter final : public CocoFilesWriter {
 public:
    explicit KeypointsWriter(const FormatContext& context)
        : CocoFilesWriter(context, keypoints_name, categories_json(context)) {}

    void add(const LabelledPicture& picture) override {
        add_image(picture);
        for (const Json& annotation : annotations_of(picture, context()))
            add_annotation(picture, annotation);
    }
};

}  // namespace

std::unique_ptr<FormatWriter> open_coco_keypoints(const FormatContext& context) {
    return std::make_unique<KeypointsWriter>(context);
}

void check_coco_keypoints(FormatCheck& check) {
    for (const SubsetShare& subset : check.context().plan.split)
        check_coco_file(check, subset.name, keypoints_name(subset.name), annotations_of);
}

}  // namespace diorama
