/// Where a sprite may lie, and in which pose.
#pragma once

#include <optional>
#include <string>

#include "augment/blend/layer.hpp"
#include "augment/paste/context.hpp"
#include "augment/paste/plate.hpp"
#include "augment/paste/sprite.hpp"
#include "engine/config/paste_config.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// A posed sprite in a place that has not been judged yet.
struct Candidate {
    Layer layer;            // without an id
    Amodal amodal;          // of its whole mask
    float depth_m = 0.0f;   // 0: none
    float flatness = 0.0f;  // of the ground it stands on: height over width of a circle; 0: none
};

/// Draws places for one sprite, as the configuration says.
///
/// `anywhere` and `scanline` pose it once and then draw positions; `on_planes` and `context` draw a
/// pose for each place.
class Placer {
 public:
    /// @param rng         streams: "pose".<try>, "position".<i>, "boxes".<i>.
    /// @param statistics  not null where `context` wants them.
    Placer(const PasteConfig& config, const Sprite& sprite, const Plate& plate, const Rng& rng,
           const PlaceStatistics* statistics = nullptr);

    /// Why no place can be drawn at all; empty when some can.
    const std::string& hopeless() const { return hopeless_; }

    /// Place number `i`; nothing when this one is none.
    std::optional<Candidate> draw(std::uint64_t i) const;

 private:
    void pose_once();
    void keep_scale();
    std::optional<Candidate> stand(const PlanesPlace& place, const Rng& rng) const;
    std::optional<Candidate> put_into_box(const ContextPlace& place, const Rng& rng) const;

    const PasteConfig& config_;
    const Sprite& sprite_;
    const Plate& plate_;
    const Rng rng_;
    const Extent picture_;
    std::string hopeless_;
    Candidate posed_;    // where it is posed once
    ScoredBoxes boxes_;  // of `context`
};

}  // namespace diorama
