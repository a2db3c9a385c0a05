#include <algorithm>
#include <cmath>

#include "augment/filter/filters.hpp"
#include "augment/transform/area.hpp"
#include "augment/transform/resample.hpp"
#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama {

void apply(const JpegConfig& config, Chain& chain, Draws& draw) {
    const int quality = draw.whole("quality", config.quality);
    Image<Rgb8>& picture = chain.color();
    const auto decoded = decode_image(encode_jpeg(picture, quality), "the JPEG just made");
    if (!decoded) throw std::logic_error(decoded.errors().front().to_string());
    picture = without_alpha(*decoded);
}

void apply(const DownscaleConfig& config, Chain& chain, Draws& draw) {
    const double factor = draw("factor", config.factor);
    Image<Rgb8>& picture = chain.color();
    const Extent extent = picture.extent();
    const auto side = [&](int size) {
        return std::max(1, static_cast<int>(std::lround(size / factor)));
    };
    const Extent small{side(extent.width), side(extent.height)};
    if (small == extent) return;
    const Image<Rgb8> reduced = area_reduced(picture, {0, 0, extent.width, extent.height}, small);
    if (!config.blocks) {
        Warp enlarge(small);
        enlarge.append({extent, scaling(static_cast<double>(small.width) / extent.width,
                                        static_cast<double>(small.height) / extent.height)});
        picture = warp_color(reduced, enlarge);
        return;
    }
    for (int y = 0; y < extent.height; ++y) {
        const Rgb8* from = reduced.row(y * small.height / extent.height);
        Rgb8* to = picture.row(y);
        for (int x = 0; x < extent.width; ++x) to[x] = from[x * small.width / extent.width];
    }
}

}  // namespace diorama
