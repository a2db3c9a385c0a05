/// Objects of annotated pictures on their way into others: the part that all such operators share.
#pragma once

#include <vector>

#include "augment/blend/layer.hpp"
#include "augment/draw.hpp"
#include "engine/config/blend_mode.hpp"
#include "engine/core/frame.hpp"

namespace diorama {

/// A cut-out and what is known about it.
struct Pasted {
    Layer layer;  // its id is that of the object that it becomes: one of the frame's, or the next
    Object object;
};

/// The visible pixels of an object as a layer, at their place in the picture; empty where it has
/// none. The picture around it is the layer's surroundings. Without colors where the frame has
/// none.
/// @param box  of the object's pixels.
Layer cut_object(const Frame& frame, std::uint32_t id, const Rect& box);

/// An object in a picture that it was not made for: it has no pose there.
Object moved_object(Object object);

/// Gives labelled objects without an amodal mask the pixels that they have now, so that what covers
/// them counts as hidden.
void keep_masks(Frame& frame);

/// Pastes layers over the frame, the first one lowest, with one blend that is drawn for all.
///
/// Labels follow the hard masks whatever the blend. Objects that are covered lose those pixels;
/// all objects stay in the list, so one that is covered wholly has no pixel and gets no label. An
/// object without an amodal mask takes its layer's. Names become unique. There is no depth where
/// something was pasted, and no normals anywhere.
void paste_objects(Frame& frame, std::vector<Pasted> pasted, const Choice<BlendMode>& blend,
                   Draws& draw);

}  // namespace diorama
