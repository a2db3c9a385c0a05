// Method: "Simple Copy-Paste is a Strong Data Augmentation Method for Instance Segmentation", CVPR
// 2021. Changed: the frame itself is jittered by the operators before; any blend of outlines.
#include <utility>
#include <vector>

#include "augment/mix/mixes.hpp"
#include "augment/mix/object_boxes.hpp"
#include "augment/mix/other_frame.hpp"
#include "augment/mix/pasted.hpp"
#include "augment/transform/transforms.hpp"
#include "augment/transform/warp_frame.hpp"

namespace diorama {

Expected<Done> apply(const CopyPasteConfig& config, Chain& chain, Draws& draw,
                     const Surroundings& surroundings) {
    Frame& frame = chain.frame();
    Expected<Frame> other = draw_other_frame(surroundings, frame.index, draw, "sample");
    if (!other) return other.errors();
    // Objects without an amodal mask are as annotated, also where the jitter cuts them off.
    keep_masks(*other);
    Chain jittered(*std::move(other));
    apply(FlipConfig{.horizontal = config.flip}, jittered, draw);
    apply(
        ScaleJitterConfig{
            .scale = config.scale, .width = frame.ids.width(), .height = frame.ids.height()},
        jittered, draw);
    const Frame& from = jittered.frame();

    std::vector<Pasted> pasted;
    auto next = static_cast<std::uint32_t>(frame.objects.size() + 1);
    const Rng chances = draw.stream("object");
    for (const auto& [id, box] : labelled_boxes(from.ids, from.objects)) {
        Rng chance = chances.stream(id);
        if (!chance.chance(config.probability)) continue;
        Layer layer = cut_object(from, id, box);
        layer.id = next++;
        pasted.push_back({std::move(layer), moved_object(from.objects[id - 1])});
    }
    draw.note("objects", static_cast<double>(pasted.size()));
    paste_objects(frame, std::move(pasted), config.blend, draw);
    return Done{};
}

}  // namespace diorama
