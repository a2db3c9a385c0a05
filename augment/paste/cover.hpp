/// Who owns each pixel of a layout while it grows.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/config/run_config.hpp"
#include "engine/core/frame.hpp"

namespace diorama {

/// How much of an object must stay visible.
struct VisibilityLimits {
    double max_occlusion = 0.75;  // hidden share of what lies inside the picture
    MinVisible min_visible;
};

/// The id map of a plate and the layers over it, with the pixels of everything in it.
///
/// Masks are binary; where several cover a pixel, the nearest owns it, of equally near ones the
/// last. So "the nearest" is simply the last where nothing has a depth.
class Cover {
 public:
    struct Shape {
        std::uint64_t visible = 0;  // pixels it owns
        std::uint64_t inframe = 0;  // pixels it would own alone
        std::uint64_t total = 0;    // those beyond the frame included
        bool labelled = false;
        float depth_m = 0.0f;
    };

    /// @param ids      of the plate: 0, or 1 + an index into `objects`; all of them are behind any
    ///                 layer.
    /// @param objects  of the plate, with amodal masks where they are labelled.
    /// @param depth    of the plate, for layers that have one: they are hidden where it is nearer.
    ///                 Empty: the plate hides nothing. It outlives the Cover.
    Cover(Image<std::uint32_t> ids, const std::vector<Object>& objects, const Image<float>& depth);

    /// Whether a layer can be added: it and every labelled object that it covers keep to the
    /// limits. What does not touch it may be below them.
    bool allows(const Amodal& mask, bool labelled, float depth_m,
                const VisibilityLimits& limits) const;

    /// Adds a layer with the next id, which is shapes().size() afterwards.
    void add(const Amodal& mask, bool labelled, float depth_m);

    const Image<std::uint32_t>& ids() const { return ids_; }
    /// Element i belongs to id i + 1.
    const std::vector<Shape>& shapes() const { return shapes_; }

 private:
    template <class Visit>
    Shape lay(const Amodal& mask, bool labelled, float depth_m, Visit visit) const;

    Image<std::uint32_t> ids_;
    std::vector<Shape> shapes_;
    const Image<float>& depth_;
};

}  // namespace diorama
