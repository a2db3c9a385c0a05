#include "engine/annotate/annotate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/annotate/keypoint_labels.hpp"
#include "engine/annotate/polygon.hpp"
#include "engine/annotate/regions.hpp"
#include "engine/annotate/rle.hpp"
#include "engine/annotate/text_labels.hpp"

namespace diorama {
namespace {

/// Other instances on the pixels that `mask` covers inside the picture, most pixels first.
/// @param counts  zeros, one per id; zeros again on return.
std::vector<Occluder> find_occluders(const Image<std::uint32_t>& ids, const Mask& mask,
                                     std::uint32_t id, std::vector<std::uint64_t>& counts) {
    std::vector<Occluder> occluders;
    const Rect part = intersection(mask.rect(), {0, 0, ids.width(), ids.height()});
    for (int y = part.y; y < part.bottom(); ++y) {
        const std::uint32_t* id_row = ids.row(y);
        const std::uint8_t* mask_row = mask.pixels.row(y - mask.y);
        for (int x = part.x; x < part.right(); ++x) {
            const std::uint32_t other = id_row[x];
            if (mask_row[x - mask.x] == 0 || other == id || other == kBackgroundId) continue;
            if (counts[other]++ == 0) occluders.push_back({other, 0});
        }
    }
    for (Occluder& occluder : occluders) occluder.pixels = std::exchange(counts[occluder.id], 0);
    std::ranges::sort(occluders, [](const Occluder& a, const Occluder& b) {
        return a.pixels != b.pixels ? a.pixels > b.pixels : a.id < b.id;
    });
    return occluders;
}

double ratio(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Why an instance is below the minimum; empty when it is not.
std::string too_little(const Annotation& annotation, const MinVisible& minimum) {
    if (annotation.area < static_cast<std::uint64_t>(std::max(minimum.pixels, 0)))
        return fmt::format("{} of {} pixels", annotation.area, minimum.pixels);
    if (annotation.visible_fraction < minimum.fraction) {
        return fmt::format("{:.4f} of its area is visible, less than {}",
                           annotation.visible_fraction, minimum.fraction);
    }
    return {};
}

}  // namespace

Labeled annotate(Frame frame, const LabelConfig& config) {
    Labeled labeled;
    const Extent extent = frame.ids.extent();
    std::vector<Region> regions = find_regions(frame.ids, frame.objects.size());
    std::vector<std::uint64_t> counts(frame.objects.size() + 1, 0);

    for (std::size_t i = 0; i < frame.objects.size(); ++i) {
        const Object& object = frame.objects[i];
        if (!object.labelled()) continue;
        Region& region = regions[i];

        Annotation annotation;
        annotation.instance_id = static_cast<std::uint32_t>(i + 1);
        annotation.name = object.name;
        annotation.category = object.category;
        annotation.box = region.box;
        annotation.area = region.area;
        bool in_frame = true;
        if (object.amodal) {
            AmodalLabel amodal;
            amodal.inframe = encode_rle(object.amodal->mask, extent);
            amodal.inframe_area = rle_area(amodal.inframe);
            amodal.total_area = object.amodal->total_area;
            amodal.total_box = object.amodal->total_box;
            amodal.exact = object.amodal->exact;
            assert(annotation.area <= amodal.inframe_area);
            assert(amodal.inframe_area <= amodal.total_area);
            in_frame = amodal.inframe_area > 0;
            annotation.visible_fraction = ratio(annotation.area, amodal.total_area);
            annotation.occlusion =
                ratio(amodal.inframe_area - annotation.area, amodal.inframe_area);
            annotation.truncation =
                ratio(amodal.total_area - amodal.inframe_area, amodal.total_area);
            if (annotation.area > 0 && annotation.area < amodal.inframe_area) {
                annotation.occluders =
                    find_occluders(frame.ids, object.amodal->mask, annotation.instance_id, counts);
            }
            if (config.amodal) annotation.amodal = std::move(amodal);
        }

        if (annotation.area == 0) {
            labeled.dropped.push_back(
                {object.name, object.category, in_frame ? "hidden" : "outside the picture"});
            continue;
        }
        const std::string reason = too_little(annotation, config.min_visible);
        if (!reason.empty() && config.min_visible.below == BelowMinimum::Drop) {
            labeled.dropped.push_back({object.name, object.category, reason});
            continue;
        }
        annotation.crowd = !reason.empty();
        if (annotation.crowd || config.segmentation == Segmentation::AsRle) {
            annotation.rle = std::move(region.rle);
        } else {
            annotation.polygons = trace_polygons(region.rle, extent);
        }
        labeled.annotations.push_back(std::move(annotation));
    }
    labeled.frame = std::move(frame);
    settle_keypoints(labeled.frame);
    settle_texts(labeled);
    return labeled;
}

}  // namespace diorama
