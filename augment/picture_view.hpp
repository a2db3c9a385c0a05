/// A picture as OpenCV sees it, without a copy.
#pragma once

#include <opencv2/core/mat.hpp>

#include "engine/core/image.hpp"

namespace diorama {

inline cv::Mat picture_view(Image<Rgb8>& picture) {
    return {picture.height(), picture.width(), CV_8UC3, picture.data()};
}

inline cv::Mat picture_view(Image<std::uint8_t>& mask) {
    return {mask.height(), mask.width(), CV_8UC1, mask.data()};
}

}  // namespace diorama
