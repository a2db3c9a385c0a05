/// Depth of a photograph by a network in an ONNX file.
#pragma once

#include <memory>

#include "engine/config/text_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// An open network. Any thread may ask; one at a time is answered.
class DepthModel {
 public:
    /// @return Data with the file; Config where this build has no OpenCV dnn.
    static Expected<std::shared_ptr<DepthModel>> open(const ModelDepth& model);

    virtual ~DepthModel() = default;

    /// [height, width] of the picture, meters along the view axis; +inf where the network's value
    /// is no positive depth.
    /// @return Data when the network does not take such a picture or gives no map of its size.
    virtual Expected<Image<float>> estimate(const Image<Rgb8>& picture) = 0;
};

}  // namespace diorama
