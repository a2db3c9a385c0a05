/// Channels and labels as pictures that a person can look at.
#pragma once

#include <string>
#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/core/frame.hpp"
#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// A perceptually even map from black over purple and orange to light yellow, t in [0, 1].
Rgb8 heat_color(double t);

/// The smallest and the largest finite depth, meters; never equal.
struct DepthRange {
    double near_m = 0, far_m = 1;
};
DepthRange depth_range(const Image<float>& depth);

/// Depth as color, near bright and far dark; grey where nothing was hit.
Image<Rgb8> color_depth(const Image<float>& depth, const DepthRange& range);

/// Depth as color, near bright and far dark, with a legend in meters to the right; grey where
/// nothing was hit. The range is that of the picture's finite depths.
Image<Rgb8> view_depth(const Image<float>& depth);

/// Camera-space normals: x right red, y up green, z toward the camera blue, each from -1 to 1.
Image<Rgb8> view_normals(const Image<glm::vec3>& normals);

/// Every id in a color of its own; background black.
Image<Rgb8> color_ids(const Image<std::uint32_t>& ids);

/// Every instance in a color of its own, with its name at its middle; background black.
Image<Rgb8> view_instances(const Frame& frame);

/// The picture with two outlines per annotation: its whole shape, hidden parts included, in white,
/// and over it the visible mask in the instance's color.
Image<Rgb8> view_amodal(const Labeled& labeled);

/// The picture with boxes, names, visible fractions and keypoints: filled where seen, a ring where
/// covered.
Image<Rgb8> view_boxes(const Labeled& labeled);

/// A picture to look at and what it shows: "view_depth".
struct View {
    std::string name;
    Image<Rgb8> picture;
};

/// All views of a labelled frame, as far as it has what they show.
std::vector<View> views_of(const Labeled& labeled);

}  // namespace diorama
