#include "engine/dataset/coco_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace diorama {

Expected<Frame> frame_of(const CocoPicture& picture, const std::vector<std::string>& categories,
                         const std::string& file) {
    struct Painted {
        const CocoInstance* instance;
        Image<std::uint8_t> mask;
        std::ptrdiff_t area;
    };
    std::vector<Painted> masks;
    for (const CocoInstance& instance : picture.instances) {
        auto mask = decode_instance(instance, picture.extent, file);
        if (!mask) return mask.errors();
        const auto area = std::ranges::count(*mask, 1);
        masks.push_back({&instance, *std::move(mask), area});
    }
    std::ranges::stable_sort(masks, [](const Painted& a, const Painted& b) {
        if (a.instance->crowd != b.instance->crowd) return a.instance->crowd;
        return a.area > b.area;
    });
    Frame frame;
    frame.ids = Image<std::uint32_t>(picture.extent);
    frame.camera.extent = picture.extent;
    frame.camera.known = false;
    for (const Painted& painted : masks) {
        const CocoInstance& instance = *painted.instance;
        Object object{.name = fmt::format("{}#{}", instance.category, instance.id),
                      .category = instance.category,
                      .asset = picture.file_name};
        const bool wanted = std::ranges::find(categories, instance.category) != categories.end();
        if (instance.crowd || !wanted) {
            object.category.clear();
            if (instance.crowd) frame.rejects.push_back(object.name + ": a crowd");
        }
        frame.objects.push_back(std::move(object));
        const auto id = static_cast<std::uint32_t>(frame.objects.size());
        for (std::size_t i = 0; i < frame.ids.pixels().size(); ++i)
            if (painted.mask.pixels()[i] != 0) frame.ids.pixels()[i] = id;
    }
    return frame;
}

}  // namespace diorama
