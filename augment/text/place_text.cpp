#include "augment/text/place_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include "augment/blend/compose.hpp"
#include "augment/blend/contrast.hpp"
#include "augment/blend/lab.hpp"
#include "augment/text/page.hpp"
#include "augment/text/surface_mesh.hpp"
#include "augment/text/text_color.hpp"
#include "augment/text/text_content.hpp"

namespace diorama {
namespace {

constexpr int kRegionTries = 5;  // regions that are tried for one text
constexpr int kSizeTries = 5;    // sizes that are tried in a region
constexpr int kPaintTries = 3;   // mixed gradients, plain paint, then the strongest color
constexpr std::size_t kFallbackFonts = 16;
constexpr int kMinRoom = 20;          // pixels in either direction
constexpr float kMargin = 0.3f;       // em around a text
constexpr double kBehind = 0.25;      // chance of a surface text
constexpr float kMaxHeight = 160.0f;  // pixels of an em
// CIE L*a*b*; letters that differ in hue alone are hard to read.
constexpr float kMinToPlate = 12.0f, kMinAcrossOutline = 14.0f, kMinLightness = 12.0f;

/// Why a text is not there; empty: it is.
using Reason = std::string;

/// The place, on the surface, of a text that fits.
struct Place {
    TypesetBlock block;
    glm::dmat3 image_from_text{1.0};
    float em_px = 0.0f;
    std::string font, language;
};

bool is_readable(const Contrast& contrast) {
    return contrast.to_plate >= kMinToPlate && contrast.across_outline >= kMinAcrossOutline &&
           contrast.lightness >= kMinLightness;
}

bool is_in(const Mask& mask, int x, int y) {
    const Rect area = mask.rect();
    return x >= area.x && y >= area.y && x < area.right() && y < area.bottom() &&
           mask.pixels.at(x - area.x, y - area.y) != 0;
}

/// The pixel of a region that is nearest to its centroid.
glm::dvec2 anchor_of(const Mask& mask) {
    glm::dvec2 sum(0.0);
    double count = 0.0;
    const auto each = [&](const auto& visit) {
        for (int y = 0; y < mask.pixels.height(); ++y) {
            for (int x = 0; x < mask.pixels.width(); ++x)
                if (mask.pixels.at(x, y)) visit(glm::dvec2(mask.x + x + 0.5, mask.y + y + 0.5));
        }
    };
    each([&](const glm::dvec2& p) {
        sum += p;
        count += 1.0;
    });
    const glm::dvec2 center = sum / std::max(count, 1.0);
    glm::dvec2 nearest = center;
    double least = INFINITY;
    each([&](const glm::dvec2& p) {
        const glm::dvec2 d = p - center;
        if (glm::dot(d, d) >= least) return;
        least = glm::dot(d, d);
        nearest = p;
    });
    return nearest;
}

/// Lines set in a font; others step in where it lacks a character.
Expected<TypesetBlock> typeset_with(const std::vector<std::u32string>& lines, const Font& font,
                                    const TextMaterial& material, const TypesetOptions& options) {
    auto block = typeset(lines, {&font}, options);
    if (block) return block;
    std::vector<Font> others;
    std::vector<const Font*> fonts{&font};
    for (std::size_t i = 0; i < std::min(material.fonts.values.size(), kFallbackFonts); ++i) {
        auto other = Font::open(material.fonts.values[i]);
        if (other) others.push_back(std::move(*other));
    }
    for (const Font& other : others) fonts.push_back(&other);
    return typeset(lines, fonts, options);
}

/// Whether letters are high enough and neither squeezed nor stretched by the perspective.
Reason check_size(const TypesetBlock& block, const glm::dmat3& image_from_text,
                  double min_height_px) {
    for (const TypesetWord& word : block.words) {
        for (const TypesetChar& c : word.chars) {
            const glm::vec2 size(glm::distance(c.box[0], c.box[1]),
                                 glm::distance(c.box[0], c.box[3]));
            if (size.y < 0.4f) continue;  // a mark, a point, a dash
            const glm::dvec2 middle(0.5f * (c.box[0] + c.box[2]));
            const glm::dmat2 j = jacobian(image_from_text, middle);
            const double height = static_cast<double>(size.y) * glm::length(j[1]);
            if (height < min_height_px) return "letters would be too small";
            const double stretch = glm::length(j[0]) / glm::length(j[1]);
            if (stretch < 0.4 || stretch > 2.5) return "letters would be too distorted";
        }
    }
    return {};
}

class Placer {
 public:
    Placer(Frame& frame, const TextMaterial& material, const TextLook& look,
           const std::string& category)
        : frame_(frame), material_(material), look_(look), category_(category) {
        if (frame_.ids.empty()) frame_.ids = Image<std::uint32_t>(frame_.color.extent(), 0);
        taken_ = Image<std::uint8_t>(frame_.color.extent(), 0);
        number_ = static_cast<std::size_t>(
            std::count_if(frame_.objects.begin(), frame_.objects.end(),
                          [&](const Object& object) { return object.category == category_; }));
    }

    Reason place(const TextRegion& region, Rng rng) {
        Place found;
        if (Reason reason = fit(region, free_part(region), rng, found); !reason.empty())
            return reason;
        return paint(region, found, rng.stream("paint"));
    }

    /// The same for words that are drawn with the scene.
    Reason plan(const TextRegion& region, Rng rng, std::vector<SurfaceText>& texts) {
        Place found;
        const Mask free =
            rng.stream("behind").chance(kBehind) ? with_hidden_part(region) : free_part(region);
        if (Reason reason = fit(region, free, rng, found); !reason.empty()) return reason;
        const Rect picture{0, 0, frame_.color.width(), frame_.color.height()};
        const DrawnText drawn = draw_text(found.block, found.image_from_text, picture);
        const auto ahead = lift(region, drawn.ink);
        if (!ahead) return "its surface is not flat enough";
        const SurfaceColors surface = surface_colors(frame_.color, under(region, drawn.ink.rect()));
        const auto color = draw_text_color(surface, static_cast<float>(look_.min_contrast),
                                           rng.stream("paint").stream("color"));
        if (!color) return "no color stands out from its surface";
        SurfaceText text{.words = {}, .color = *color, .other = opposite_color(surface, *color)};
        for (std::size_t w = 0; w < drawn.words.size(); ++w) {
            std::vector<Outline> letters;
            for (const TypesetChar& c : found.block.words[w].chars) letters.push_back(c.outline);
            Model model{.name = "word",
                        .parts = {surface_mesh(letters, found.image_from_text,
                                               frame_.camera.intrinsics, *ahead)},
                        .materials = {letters_of(text.color)},
                        .bounds = {}};
            if (model.parts[0].indices.empty()) return "letters would be too small";
            update_bounds(model);
            Object object = object_of(found, drawn, w);
            object.box = model.bounds;
            text.words.push_back({std::move(object), std::move(model)});
        }
        texts.push_back(std::move(text));
        take(found);
        return {};
    }

 private:
    /// How much nearer than its plane a text must be to lie 1 mm before the surface that was drawn,
    /// as a factor of its distance; nothing when parts of that are more than 4 mm off the plane.
    /// What hides the surface does not count.
    std::optional<double> lift(const TextRegion& region, const Coverage& ink) const {
        const Plane& plane = region.plane;
        double most = 0.001, depth = INFINITY;
        const Rect area = ink.rect();
        for (int y = area.y; y < area.bottom(); ++y) {
            for (int x = area.x; x < area.right(); ++x) {
                if (ink.at(x, y) == 0) continue;
                const double d = depth_at(plane, frame_.camera.intrinsics, x + 0.5, y + 0.5);
                depth = std::min(depth, d);
                if (!is_in(region.mask, x, y)) continue;
                most = std::max(most, d - static_cast<double>(frame_.depth.at(x, y)) + 0.001);
            }
        }
        if (!(most <= 0.005) || !(depth > 0.02)) return std::nullopt;
        return 1.0 - most / depth;
    }

    /// The region without the texts that are there.
    Mask free_part(const TextRegion& region) const {
        Mask free = region.mask;
        for (int y = 0; y < free.pixels.height(); ++y) {
            for (int x = 0; x < free.pixels.width(); ++x)
                if (taken_.at(free.x + x, free.y + y)) free.pixels.at(x, y) = 0;
        }
        return free;
    }

    /// The same and, within its box, what is hidden by things before the surface.
    Mask with_hidden_part(const TextRegion& region) const {
        constexpr double kBefore = 0.01;  // meters
        Mask free = free_part(region);
        for (int y = 0; y < free.pixels.height(); ++y) {
            for (int x = 0; x < free.pixels.width(); ++x) {
                const int px = free.x + x, py = free.y + y;
                if (region.mask.pixels.at(x, y) || taken_.at(px, py)) continue;
                const double surface =
                    depth_at(region.plane, frame_.camera.intrinsics, px + 0.5, py + 0.5);
                free.pixels.at(x, y) =
                    static_cast<double>(frame_.depth.at(px, py)) < surface - kBefore;
            }
        }
        return free;
    }

    Reason fit(const TextRegion& region, const Mask& free, const Rng& rng, Place& found) const {
        Rng look_rng = rng.stream("look");
        const float roll = radians(look_.rotation_deg.draw_float(look_rng));
        const auto image_from_page = image_from_plane(region.plane, frame_.camera.intrinsics,
                                                      anchor_of(region.mask), roll, region.right);
        if (!image_from_page) return "its surface is seen at a grazing angle";
        const double px_per_m = glm::length(jacobian(*image_from_page, {0, 0})[1]);
        const Page page(*image_from_page, free, 1.0 / px_per_m);
        const Extent room = page.median_free();
        if (std::min(room.width, room.height) < kMinRoom) return "there is no room";

        constexpr TextLayout kLayouts[] = {TextLayout::Word, TextLayout::Line,
                                           TextLayout::Paragraph};
        constexpr std::string_view kNames[] = {"word", "line", "paragraph"};
        const std::string drawn = look_.layout.draw(look_rng);
        const TextLayout layout =
            kLayouts[std::find(std::begin(kNames), std::end(kNames), drawn) - std::begin(kNames)];
        const auto font = Font::open(material_.fonts.draw(look_rng));
        if (!font) return font.errors().front().message;
        const Vocabulary& vocabulary = material_.vocabularies.draw(look_rng);

        const auto room_height = static_cast<float>(room.height);
        float em_px =
            std::min({look_.height_px.draw_float(look_rng), kMaxHeight, 0.8f * room_height});
        Reason reason = "there is no room";
        for (int attempt = 0; attempt < kSizeTries; ++attempt, em_px *= 0.8f) {
            const Rng own = rng.stream(static_cast<std::uint64_t>(attempt));
            const TextRoom in_em{static_cast<float>(room.width) / em_px - 2 * kMargin,
                                 room_height / em_px - 2 * kMargin};
            const auto lines = draw_lines(layout, in_em, vocabulary, look_, own.stream("lines"));
            const auto block = typeset_with(lines, *font, material_,
                                            draw_style(layout, lines, look_, own.stream("style")));
            if (!block) {
                reason = block.errors().front().message;
                continue;
            }
            const double m_per_em = static_cast<double>(em_px) / px_per_m;
            const glm::dvec2 margin(kMargin);
            Rng place_rng = own.stream("place");
            const auto corner =
                page.find(m_per_em * (glm::dvec2(block->bounds.size()) + 2.0 * margin), place_rng);
            if (!corner) {
                reason = "there is no room";
                continue;
            }
            const glm::dvec2 origin = *corner + m_per_em * (margin - glm::dvec2(block->bounds.min));
            const glm::dmat3 image_from_text = *image_from_page * plane_from_text(m_per_em, origin);
            reason = check_size(*block, image_from_text, look_.min_height_px);
            if (!reason.empty()) continue;
            const Rect picture{0, 0, frame_.color.width(), frame_.color.height()};
            if (!fits(*block, image_from_text, picture)) {
                reason = "it would leave the picture";
                continue;
            }
            found = {*block, image_from_text, em_px,
                     fmt::format("{} {}", font->family(), font->style_name()),
                     vocabulary.language.empty() ? "und" : vocabulary.language};
            return {};
        }
        return reason;
    }

    Reason paint(const TextRegion& region, const Place& place, const Rng& rng) {
        const Rect picture{0, 0, frame_.color.width(), frame_.color.height()};
        const DrawnText text = draw_text(place.block, place.image_from_text, picture);
        Paint paint = draw_paint(look_, rng);
        Coverage shadow;
        if (paint.shadow_offset != glm::vec2(0.0f)) {
            const glm::dmat3 moved =
                place.image_from_text * plane_from_text(1.0, glm::dvec2(paint.shadow_offset));
            if (fits(place.block, moved, picture))
                shadow = draw_text(place.block, moved, picture).ink;
        }
        const SurfaceColors surface = surface_colors(frame_.color, under(region, text.ink.rect()));
        const auto min_contrast = static_cast<float>(look_.min_contrast);
        const Image<Rgb8> plate = frame_.color;
        const Image<std::uint32_t> ids = frame_.ids;
        Rng blend_rng = rng.stream("blend");
        const bool mixes = look_.blend.draw(blend_rng) == "poisson";
        Reason reason;
        for (int attempt = mixes ? 0 : 1; attempt < kPaintTries; ++attempt) {
            const auto color = draw_text_color(surface, min_contrast, rng.stream("color"));
            if (!color) return "no color stands out from its surface";
            paint.color = attempt < 2 ? *color : strongest_color(surface);
            if (attempt == 2) paint.opacity = 1.0f;
            const SurfaceColors letters{.lab = {lab_of(paint.color)}};
            paint.border_color = draw_text_color(letters, min_contrast, rng.stream("border"))
                                     .value_or(strongest_color(letters));
            if (attempt == 0)
                mix_in(place, text, shadow, paint, surface);
            else
                paint_text(frame_.color, text, shadow, paint, place.em_px);
            reason = label(text, plate);
            if (reason.empty()) {
                commit(place, text);
                return {};
            }
            frame_.color = plate;
            frame_.ids = ids;
        }
        return reason;
    }

    /// Pastes the gradients of the text, painted on a plain patch, where they are larger than those
    /// of the surface. Method: "Poisson Image Editing", SIGGRAPH 2003, with mixed gradients, as
    /// SynthText does.
    void mix_in(const Place& place, const DrawnText& text, const Coverage& shadow,
                const Paint& paint, const SurfaceColors& surface) {
        const Coverage page = page_of(place, kMargin);
        const Rect area = page.rect();
        const Rgb8 plain = rgb_of_lab(surface.mean());
        Image<Rgb8> patch(frame_.color.extent(), plain);
        paint_text(patch, text, shadow, paint, place.em_px);
        Image<Rgba8> cutout({area.width, area.height});
        Image<Rgb8> around(cutout.extent());
        for (int y = 0; y < area.height; ++y) {
            for (int x = 0; x < area.width; ++x) {
                const Rgb8& c = patch.at(area.x + x, area.y + y);
                around.at(x, y) = c;
                const bool inside = page.alpha.at(x, y) >= 128;
                cutout.at(x, y) = {c.r, c.g, c.b, static_cast<std::uint8_t>(inside ? 255 : 0)};
            }
        }
        const Layer layer = make_layer(1, area.x, area.y, cutout, around);
        frame_.color = compose(frame_.color, std::span(&layer, 1), PoissonBlend{.mixed = true});
    }

    /// The pixels of a text's rectangle, grown by `margin` em.
    Coverage page_of(const Place& place, float margin) const {
        const Box2& bounds = place.block.bounds;
        const Box2 grown{bounds.min - glm::vec2(margin), bounds.max + glm::vec2(margin)};
        Outline page{.ends = {4}};
        for (const glm::vec2& corner : quad_of(grown))
            page.points.push_back(glm::vec2(map_point(place.image_from_text, glm::dvec2(corner))));
        return rasterize({page}, {0, 0, frame_.color.width(), frame_.color.height()});
    }

    /// The part of a region under a text.
    static Mask under(const TextRegion& region, const Rect& text) {
        const Rect area = intersection(region.mask.rect(), text);
        Mask part{area.x, area.y, Image<std::uint8_t>({area.width, area.height}, 0)};
        for (int y = 0; y < area.height; ++y) {
            for (int x = 0; x < area.width; ++x)
                part.pixels.at(x, y) =
                    region.mask.pixels.at(area.x - region.mask.x + x, area.y - region.mask.y + y);
        }
        return part;
    }

    /// Writes the ids of the words; says so when one of them cannot be read.
    Reason label(const DrawnText& text, const Image<Rgb8>& plate) {
        const auto first = static_cast<std::uint32_t>(frame_.objects.size() + 1);
        for (std::size_t w = 0; w < text.words.size(); ++w) {
            const Coverage& ink = text.words[w].ink;
            const Rect area = ink.rect();
            double covered = 0.0, labelled = 0.0;
            for (int y = area.y; y < area.bottom(); ++y) {
                for (int x = area.x; x < area.right(); ++x) {
                    covered += ink.at(x, y) / 255.0;
                    if (ink.at(x, y) < 128) continue;
                    labelled += 1.0;
                    frame_.ids.at(x, y) = first + static_cast<std::uint32_t>(w);
                }
            }
            if (labelled < 0.6 * covered) return "strokes would be thinner than a pixel";
        }
        for (std::size_t w = 0; w < text.words.size(); ++w) {
            const Contrast contrast =
                measure_contrast(plate, frame_.color, frame_.ids,
                                 first + static_cast<std::uint32_t>(w), text.words[w].ink.rect());
            if (!is_readable(contrast)) return "it would not stand out from its surface";
        }
        return {};
    }

    /// A word as an object, with what it says.
    Object object_of(const Place& place, const DrawnText& text, std::size_t w) {
        const DrawnWord& drawn = text.words[w];
        const TypesetWord& set = place.block.words[w];
        TextInfo info{.transcription = encode_utf8(set.text()),
                      .script = script_of(set.text()),
                      .language = place.language,
                      .font = place.font,
                      .quad = drawn.quad,
                      .polygon = drawn.polygon,
                      .line_quad = text.lines[set.line],
                      .baseline = drawn.baseline,
                      .block = block_count_,
                      .line = static_cast<std::uint32_t>(set.line),
                      .word = static_cast<std::uint32_t>(w)};
        for (std::size_t c = 0; c < set.chars.size(); ++c)
            info.chars.push_back({encode_utf8(set.chars[c].text), drawn.chars[c]});
        Object object{.name = fmt::format("{}#{}", category_, ++number_),
                      .category = category_,
                      .asset = place.font};
        object.text = std::move(info);
        return object;
    }

    /// Adds the words to the objects of the frame and takes their place.
    void commit(const Place& place, const DrawnText& text) {
        for (std::size_t w = 0; w < text.words.size(); ++w) {
            Object object = object_of(place, text, w);
            object.amodal = amodal_of(text.words[w].ink);
            frame_.objects.push_back(std::move(object));
        }
        take(place);
    }

    /// No other text may come here.
    void take(const Place& place) {
        ++block_count_;
        const Coverage area = page_of(place, 0.5f * kMargin);
        const Rect r = area.rect();
        for (int y = r.y; y < r.bottom(); ++y) {
            for (int x = r.x; x < r.right(); ++x)
                if (area.at(x, y) > 0) taken_.at(x, y) = 1;
        }
    }

    /// A word alone: nothing is beyond the picture.
    static Amodal amodal_of(const Coverage& ink) {
        Amodal amodal{.mask = {ink.x, ink.y, Image<std::uint8_t>(ink.alpha.extent(), 0)}};
        int x0 = ink.rect().right(), y0 = ink.rect().bottom(), x1 = ink.x, y1 = ink.y;
        for (int y = ink.y; y < ink.rect().bottom(); ++y) {
            for (int x = ink.x; x < ink.rect().right(); ++x) {
                if (ink.at(x, y) < 128) continue;
                amodal.mask.pixels.at(x - ink.x, y - ink.y) = 1;
                ++amodal.total_area;
                x0 = std::min(x0, x);
                x1 = std::max(x1, x + 1);
                y0 = std::min(y0, y);
                y1 = std::max(y1, y + 1);
            }
        }
        amodal.total_box = {x0, y0, x1 - x0, y1 - y0};
        return amodal;
    }

    Frame& frame_;
    const TextMaterial& material_;
    const TextLook& look_;
    const std::string& category_;
    Image<std::uint8_t> taken_;  // by texts and their margins
    std::size_t number_ = 0;     // of the last word in the frame
    std::uint32_t block_count_ = 0;
};

}  // namespace

namespace {

/// Tries to place the drawn number of texts, each in a few regions.
/// @param place  gives the reason when a text does not come into a region.
template <class Try>
void place_each(Frame& frame, const std::vector<TextRegion>& regions, const TextLook& look,
                const std::string& category, const Rng& rng, const Try& place) {
    Rng order_rng = rng.stream("order"), count_rng = rng.stream("count");
    const auto count = static_cast<std::size_t>(std::max(0.0, look.count.draw(count_rng)));
    // Among the largest regions, twice as many as there are texts.
    std::vector<std::size_t> order(std::min(regions.size(), 2 * count));
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
        std::swap(
            order[i],
            order[static_cast<std::size_t>(order_rng.integer(0, static_cast<std::int64_t>(i)))]);
    }
    for (std::size_t i = 0; i < count; ++i) {
        Reason reason = "no surface is large and plain enough";
        for (int attempt = 0; attempt < kRegionTries && !order.empty(); ++attempt) {
            const std::size_t region =
                order[(i + static_cast<std::size_t>(attempt)) % order.size()];
            reason =
                place(regions[region], rng.stream(i).stream(static_cast<std::uint64_t>(attempt)));
            if (reason.empty()) break;
        }
        if (!reason.empty()) frame.rejects.push_back(fmt::format("{}: {}", category, reason));
    }
}

}  // namespace

void place_texts(Frame& frame, const std::vector<TextRegion>& regions, const TextMaterial& material,
                 const TextLook& look, const std::string& category, const Rng& rng) {
    Placer placer(frame, material, look, category);
    place_each(frame, regions, look, category, rng,
               [&](const TextRegion& region, const Rng& own) { return placer.place(region, own); });
}

std::vector<SurfaceText> plan_surface_texts(Frame& frame, const std::vector<TextRegion>& regions,
                                            const TextMaterial& material, const TextLook& look,
                                            const std::string& category, const Rng& rng) {
    TextLook plain = look;
    plain.bordered = plain.shadowed = plain.embossed = plain.underlined = 0.0;
    Placer placer(frame, material, plain, category);
    std::vector<SurfaceText> texts;
    place_each(frame, regions, plain, category, rng, [&](const TextRegion& region, const Rng& own) {
        return placer.plan(region, own, texts);
    });
    return texts;
}

namespace {

std::int64_t pixels_of(const Image<std::uint32_t>& ids, std::uint32_t id, const Rect& area) {
    std::int64_t pixels = 0;
    for (int y = area.y; y < area.bottom(); ++y)
        pixels += std::count(ids.row(y) + area.x, ids.row(y) + area.right(), id);
    return pixels;
}

}  // namespace

bool stands_out(const Frame& frame, const Image<Rgb8>& plate, std::uint32_t first,
                std::size_t count) {
    const Rect picture{0, 0, frame.color.width(), frame.color.height()};
    bool seen = false;
    for (std::size_t w = 0; w < count; ++w) {
        const std::uint32_t id = first + static_cast<std::uint32_t>(w);
        const Object& object = frame.objects.at(id - 1);
        Box2 box;
        for (const glm::vec2& corner : object.text->quad) box.add(corner);
        const int x = static_cast<int>(box.min.x) - 1, y = static_cast<int>(box.min.y) - 1;
        const Rect area = intersection(
            {x, y, static_cast<int>(box.size().x) + 4, static_cast<int>(box.size().y) + 4},
            picture);
        if (area.empty()) return false;
        const Contrast contrast = measure_contrast(plate, frame.color, frame.ids, id, area);
        const auto visible = static_cast<std::uint64_t>(pixels_of(frame.ids, id, area));
        if (object.amodal && 2 * visible < object.amodal->total_area) continue;
        if (!is_readable(contrast)) return false;
        seen = true;
    }
    return seen;
}

Material letters_of(const Rgb8& color) {
    return {.name = "letters",
            .base_color = {linear_of_srgb(color.r), linear_of_srgb(color.g),
                           linear_of_srgb(color.b), 1.0f},
            .roughness = 0.7f,
            .double_sided = true};
}

}  // namespace diorama
