#include "augment/mix/pasted.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "augment/blend/compose.hpp"
#include "augment/blend/draw_blend.hpp"
#include "augment/mix/object_boxes.hpp"

namespace diorama {
namespace {

Amodal mask_of(const Image<std::uint32_t>& ids, std::uint32_t id, const Rect& box) {
    Amodal amodal{.mask = {box.x, box.y, Image<std::uint8_t>({box.width, box.height})},
                  .total_box = box};
    for (int y = 0; y < box.height; ++y) {
        for (int x = 0; x < box.width; ++x) {
            if (ids.at(box.x + x, box.y + y) != id) continue;
            amodal.mask.pixels.at(x, y) = 1;
            ++amodal.total_area;
        }
    }
    return amodal;
}

/// Marks a name until no other object but the one at `own` has it.
void make_unique(std::string& name, const std::vector<Object>& objects, std::size_t own) {
    const auto taken = [&] {
        for (std::size_t i = 0; i < objects.size(); ++i)
            if (i != own && objects[i].name == name) return true;
        return false;
    };
    const std::string base = name;
    for (int k = 2; taken(); ++k) name = base + "@" + std::to_string(k);
}

}  // namespace

Layer cut_object(const Frame& frame, std::uint32_t id, const Rect& box) {
    const Rect part = intersection({box.x - kLayerMargin, box.y - kLayerMargin,
                                    box.width + 2 * kLayerMargin, box.height + 2 * kLayerMargin},
                                   {0, 0, frame.ids.width(), frame.ids.height()});
    if (part.empty()) return {};
    Image<Rgba8> cutout({part.width, part.height});
    Image<Rgb8> around = frame.color.empty() ? Image<Rgb8>() : Image<Rgb8>(cutout.extent());
    for (int y = 0; y < part.height; ++y) {
        for (int x = 0; x < part.width; ++x) {
            const int px = part.x + x, py = part.y + y;
            const auto alpha = static_cast<std::uint8_t>(frame.ids.at(px, py) == id ? 255 : 0);
            const Rgb8 color = frame.color.empty() ? Rgb8{} : frame.color.at(px, py);
            cutout.at(x, y) = {color.r, color.g, color.b, alpha};
            if (!around.empty()) around.at(x, y) = color;
        }
    }
    return make_layer(id, part.x, part.y, cutout, around);
}

Object moved_object(Object object) {
    object.world_from_object = glm::mat4(1.0f);
    object.box = {};
    return object;
}

void keep_masks(Frame& frame) {
    for (const auto& [id, box] : labelled_boxes(frame.ids, frame.objects)) {
        Object& object = frame.objects[id - 1];
        if (!object.amodal) object.amodal = mask_of(frame.ids, id, box);
    }
}

void paste_objects(Frame& frame, std::vector<Pasted> pasted, const Choice<BlendMode>& blend,
                   Draws& draw) {
    keep_masks(frame);
    std::vector<Layer> layers;
    for (Pasted& one : pasted) {
        if (one.layer.alpha.empty()) continue;
        if (!one.object.amodal) one.object.amodal = amodal_of(one.layer);
        if (one.layer.id > frame.objects.size()) frame.objects.emplace_back();
        const std::size_t own = one.layer.id - 1;
        make_unique(one.object.name, frame.objects, own);
        frame.objects.at(own) = std::move(one.object);
        layers.push_back(std::move(one.layer));
    }
    label_layers(frame.ids, layers);
    if (!frame.color.empty()) {
        Rng mode = draw.stream("blend");
        frame.color = compose(frame.color, layers, draw_blend(blend.draw(mode), mode));
    }
    if (!frame.depth.empty()) {
        Image<std::uint32_t> touched(frame.ids.extent());
        label_layers(touched, layers);
        for (std::size_t i = 0; i < touched.pixels().size(); ++i)
            if (touched.pixels()[i] != kBackgroundId)
                frame.depth.pixels()[i] = std::numeric_limits<float>::infinity();
    }
    frame.normals = {};
}

}  // namespace diorama
