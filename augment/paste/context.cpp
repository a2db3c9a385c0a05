#include "augment/paste/context.hpp"

#include <algorithm>
#include <cmath>

#include "augment/blend/tight_box.hpp"

namespace diorama {
namespace {

constexpr int kCells = 8;            // to a side of the picture
constexpr int kSizes = 6;            // each twice as large as the one before
constexpr double kLargestShape = 3;  // ratio of two widths over heights

double shape_of(Extent extent) {
    return static_cast<double>(extent.width) / static_cast<double>(extent.height);
}

double area_of(const Rect& box) { return static_cast<double>(box.width) * box.height; }

struct Cell {
    int size = 0, row = 0, column = 0;

    std::size_t index() const {
        return static_cast<std::size_t>((size * kCells + row) * kCells + column);
    }
};

Cell cell_of(Extent picture, const Rect& box) {
    const auto part = [](double middle, int length) {
        return std::clamp(static_cast<int>(std::floor(middle / length * kCells)), 0, kCells - 1);
    };
    const double side = std::sqrt(area_of(box) / static_cast<double>(picture.area()));
    const int halvings = static_cast<int>(std::floor(-std::log2(std::clamp(side, 1e-6, 0.999))));
    return {std::clamp(kSizes - 1 - halvings, 0, kSizes - 1),
            part(box.y + 0.5 * box.height, picture.height),
            part(box.x + 0.5 * box.width, picture.width)};
}

/// The share of a box's lower edge that lies on a surface, of what the picture shows of it.
double standing_share(const Plate& plate, const Rect& box) {
    const int y = box.bottom() - 1;
    if (y < 0 || y >= plate.frame.ids.height()) return 0;
    int seen = 0, carried = 0;
    for (int x = std::max(0, box.x); x < std::min(plate.frame.ids.width(), box.right()); ++x) {
        ++seen;
        carried += std::ranges::any_of(plate.surfaces, [&](const PlaneRegion& surface) {
            const Rect r = surface.mask.rect();
            return x >= r.x && y >= r.y && x < r.right() && y < r.bottom() &&
                   surface.mask.pixels.at(x - r.x, y - r.y) != 0;
        });
    }
    return seen == 0 ? 0 : static_cast<double>(carried) / seen;
}

}  // namespace

void PlaceStatistics::add(const std::string& category, Extent picture, const Rect& box) {
    constexpr std::size_t kCount = std::size_t{kSizes} * kCells * kCells;
    Counts& own = of_category_[category];
    own.resize(kCount);
    all_.resize(kCount);
    // A half of it where it is, the rest around: annotated pictures are few.
    const Cell at = cell_of(picture, box);
    for (int size = -1; size <= 1; ++size) {
        for (int row = -1; row <= 1; ++row) {
            for (int column = -1; column <= 1; ++column) {
                const Cell near{at.size + size, at.row + row, at.column + column};
                if (std::clamp(near.size, 0, kSizes - 1) != near.size ||
                    std::clamp(near.row, 0, kCells - 1) != near.row ||
                    std::clamp(near.column, 0, kCells - 1) != near.column)
                    continue;
                const int steps = std::abs(size) + std::abs(row) + std::abs(column);
                const double weight = std::ldexp(1.0, -2 * steps);
                own[near.index()] += weight;
                all_[near.index()] += weight;
            }
        }
    }
}

double PlaceStatistics::density(const std::string& category, Extent picture,
                                const Rect& box) const {
    const auto own = of_category_.find(category);
    const Counts& counts = own == of_category_.end() ? all_ : own->second;
    return counts.empty() ? 0 : counts[cell_of(picture, box).index()];
}

std::size_t PlaceStatistics::size_bytes() const {
    return (of_category_.size() + 1) * (all_.size() * sizeof(double) + 100);
}

Expected<PlaceStatistics> count_places(const std::vector<CocoPicture>& pictures,
                                       const std::string& file) {
    PlaceStatistics statistics;
    for (const CocoPicture& picture : pictures) {
        for (const CocoInstance& instance : picture.instances) {
            if (instance.crowd) continue;
            const auto mask = decode_instance(instance, picture.extent, file);
            if (!mask) return mask.errors();
            const Rect box = tight_box(*mask, [](std::uint8_t m) { return m != 0; });
            if (!box.empty()) statistics.add(instance.category, picture.extent, box);
        }
    }
    return statistics;
}

ScoredBoxes draw_boxes(const PasteConfig& config, const ContextPlace& place, const Sprite& sprite,
                       const Plate& plate, const PlaceStatistics* statistics, const Rng& rng) {
    const Extent picture = plate.frame.ids.extent();
    const double unit = config.scale_of == ScaleOf::Cutout
                            ? std::max(sprite.box.width, sprite.box.height)
                            : std::min(picture.width, picture.height);
    const double shape = shape_of(sprite.extent());
    ScoredBoxes scored;
    for (int i = 0; i < place.boxes; ++i) {
        const Rng own = rng.stream(static_cast<std::uint64_t>(i));
        Rng scale = own.stream("scale"), form = own.stream("shape"), middle = own.stream("middle");
        const double longer = std::clamp(config.scale.draw(scale) * unit, 1.0, 1e5);
        const double ratio = std::exp(std::log(kLargestShape) * (2 * form.uniform() - 1));
        const double width = ratio >= 1 ? longer : longer * ratio;
        const double height = ratio >= 1 ? longer / ratio : longer;
        const double x = middle.uniform() * picture.width, y = middle.uniform() * picture.height;
        const Rect box{static_cast<int>(std::lround(x - width / 2)),
                       static_cast<int>(std::lround(y - height / 2)),
                       std::max(1, static_cast<int>(std::lround(width))),
                       std::max(1, static_cast<int>(std::lround(height)))};
        const double off = shape_of({box.width, box.height}) / shape;
        double weight = 1;
        if (off > kLargestShape || off < 1 / kLargestShape ||
            area_of(box) > 2 * area_of(sprite.box))
            weight = 0;
        else if (place.score == ContextPlace::Score::Surface)
            weight = standing_share(plate, box);
        else if (place.score == ContextPlace::Score::Statistics)
            weight = statistics ? statistics->density(sprite.category, picture, box) : 0;
        scored.boxes.push_back(box);
        scored.weights.push_back(weight);
    }
    return scored;
}

}  // namespace diorama
