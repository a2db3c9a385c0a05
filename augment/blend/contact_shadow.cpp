#include "augment/blend/contact_shadow.hpp"

#include <algorithm>
#include <cmath>

#include "augment/blend/float4.hpp"

namespace diorama {

void cast_contact_shadow(Image<Rgb8>& picture, const Layer& layer, const ContactShadow& shadow) {
    const Mask mask = amodal_of(layer).mask;
    const int foot_height = std::max(1, mask.pixels.height() / 10);
    int left = mask.pixels.width(), right = 0;
    for (int y = mask.pixels.height() - foot_height; y < mask.pixels.height() && y >= 0; ++y) {
        for (int x = 0; x < mask.pixels.width(); ++x) {
            if (mask.pixels.at(x, y) == 0) continue;
            left = std::min(left, x);
            right = std::max(right, x + 1);
        }
    }
    if (right <= left) return;
    const float center_x = static_cast<float>(mask.x) + 0.5f * static_cast<float>(left + right);
    const float half_width = 0.5f * shadow.width * static_cast<float>(right - left);
    const float half_height = shadow.flatness * half_width;
    // Half of the ellipse lies under the foot, so it shows in front and to the sides.
    const float center_y = static_cast<float>(mask.rect().bottom()) - 0.25f * half_height;
    const auto from = [](float center, float half) {
        return static_cast<int>(std::floor(center - half));
    };
    const int x0 = from(center_x, half_width), y0 = from(center_y, half_height);
    const Rect part = intersection(
        {x0, y0, static_cast<int>(2 * half_width) + 2, static_cast<int>(2 * half_height) + 2},
        {0, 0, picture.width(), picture.height()});
    for (int y = part.y; y < part.bottom(); ++y) {
        for (int x = part.x; x < part.right(); ++x) {
            const float u = (static_cast<float>(x) + 0.5f - center_x) / half_width;
            const float v = (static_cast<float>(y) + 0.5f - center_y) / half_height;
            const float inside = 1.0f - u * u - v * v;
            if (inside <= 0) continue;
            Rgb8& pixel = picture.at(x, y);
            pixel = to_rgb8((1.0f - shadow.opacity * inside * inside) * Float4(pixel));
        }
    }
}

}  // namespace diorama
