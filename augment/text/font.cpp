#include "augment/text/font.hpp"

#include <fmt/format.h>
#include <hb-ft.h>
#include <hb-ot.h>
#include <hb.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string_view>

#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include FT_STROKER_H

namespace diorama {

struct Font::Handles {
    FT_Library library = nullptr;
    FT_Face face = nullptr;
    hb_font_t* shaper = nullptr;
};

void Font::Close::operator()(Handles* handles) const {
    if (handles->shaper) hb_font_destroy(handles->shaper);
    if (handles->face) FT_Done_Face(handles->face);
    if (handles->library) FT_Done_FreeType(handles->library);
    delete handles;
}

namespace {

constexpr float kFlatness = 1.0f / 2000;   // em
constexpr std::size_t kMaxPoints = 30000;  // of an outline: more is no letter

/// Collects the decomposed outline of a glyph as chords.
struct Flattener {
    Outline outline;
    float scale = 1.0f;  // em per font unit
    float slant = 0.0f;
    glm::vec2 pen{0.0f};

    glm::vec2 point(const FT_Vector* v) const {
        const auto x = static_cast<float>(v->x), y = static_cast<float>(v->y);
        return {(x + slant * y) * scale, -y * scale};
    }
    void close() {
        const std::size_t begin = outline.ends.empty() ? 0 : outline.ends.back();
        if (outline.points.size() < begin + 3)
            outline.points.resize(begin);
        else
            outline.ends.push_back(outline.points.size());
    }
    void line_to(const glm::vec2& to) {
        outline.points.push_back(to);
        pen = to;
    }
    /// Chords for a curve whose second derivative is at most `bend`.
    template <class Curve>
    void curve(float bend, const Curve& at) {
        const float wanted = std::ceil(std::sqrt(bend / (8.0f * kFlatness)));
        const int count = static_cast<int>(std::clamp(wanted, 1.0f, 32.0f));
        for (int i = 1; i <= count; ++i)
            line_to(at(static_cast<float>(i) / static_cast<float>(count)));
    }
};

int move_to(const FT_Vector* to, void* user) {
    auto& f = *static_cast<Flattener*>(user);
    f.close();
    f.line_to(f.point(to));
    return 0;
}

int line_to(const FT_Vector* to, void* user) {
    auto& f = *static_cast<Flattener*>(user);
    f.line_to(f.point(to));
    return 0;
}

int conic_to(const FT_Vector* control, const FT_Vector* to, void* user) {
    auto& f = *static_cast<Flattener*>(user);
    const glm::vec2 a = f.pen, b = f.point(control), c = f.point(to);
    f.curve(2.0f * glm::length(a - 2.0f * b + c), [&](float t) {
        const float s = 1.0f - t;
        return s * s * a + 2.0f * s * t * b + t * t * c;
    });
    return 0;
}

int cubic_to(const FT_Vector* control1, const FT_Vector* control2, const FT_Vector* to,
             void* user) {
    auto& f = *static_cast<Flattener*>(user);
    const glm::vec2 a = f.pen, b = f.point(control1), c = f.point(control2), d = f.point(to);
    const float bend =
        6.0f * std::max(glm::length(a - 2.0f * b + c), glm::length(b - 2.0f * c + d));
    f.curve(bend, [&](float t) {
        const float s = 1.0f - t;
        return s * s * s * a + 3.0f * s * s * t * b + 3.0f * s * t * t * c + t * t * t * d;
    });
    return 0;
}

Outline flatten(FT_Outline& outline, float scale, float slant) {
    Flattener flattener{.outline = {}, .scale = scale, .slant = slant};
    const FT_Outline_Funcs visit{move_to, line_to, conic_to, cubic_to, 0, 0};
    if (FT_Outline_Decompose(&outline, &visit, &flattener) != 0) return {};
    flattener.close();
    if (flattener.outline.points.size() > kMaxPoints) return {};
    return std::move(flattener.outline);
}

/// Loads a glyph in font units, emboldened; null when it has no outline.
FT_Outline* load_outline(FT_Face face, std::uint32_t glyph, const Style& style) {
    if (FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0)
        return nullptr;
    if (face->glyph->format != FT_GLYPH_FORMAT_OUTLINE) return nullptr;
    FT_Outline* outline = &face->glyph->outline;
    if (style.embolden > 0.0f)
        FT_Outline_Embolden(
            outline, static_cast<FT_Pos>(style.embolden * static_cast<float>(face->units_per_EM)));
    return outline;
}

}  // namespace

Expected<Font> Font::open(const std::filesystem::path& file) {
    const auto refuse = [&](const char* why) {
        return Diagnostic{
            .fault = Fault::Data, .file = file.string(), .message = fmt::format("{}", why)};
    };
    Font font;
    font.handles_.reset(new Handles);
    Handles& h = *font.handles_;
    if (FT_Init_FreeType(&h.library) != 0) throw std::runtime_error("FreeType does not start");
    if (FT_New_Face(h.library, file.c_str(), 0, &h.face) != 0)
        return refuse("is not a font that can be read (expected TrueType or OpenType)");
    if (!FT_IS_SCALABLE(h.face) || !FT_IS_SFNT(h.face) || h.face->units_per_EM == 0)
        return refuse("has no outlines (expected a scalable TrueType or OpenType font)");
    if (FT_Select_Charmap(h.face, FT_ENCODING_UNICODE) != 0)
        return refuse("has no Unicode character map");
    hb_face_t* face = hb_ft_face_create_referenced(h.face);
    h.shaper = hb_font_create(face);
    hb_face_destroy(face);
    const int em = h.face->units_per_EM;
    hb_font_set_scale(h.shaper, em, em);
    font.family_ = h.face->family_name ? h.face->family_name : file.stem().string();
    font.style_name_ = h.face->style_name ? h.face->style_name : "";
    font.ascent_ = static_cast<float>(h.face->ascender) / static_cast<float>(em);
    font.descent_ = static_cast<float>(-h.face->descender) / static_cast<float>(em);
    return font;
}

bool Font::has(char32_t character) const {
    return FT_Get_Char_Index(handles_->face, static_cast<FT_ULong>(character)) != 0;
}

std::vector<PlacedGlyph> Font::shape(const std::u32string& text, std::size_t begin, std::size_t end,
                                     std::uint32_t script, bool right_to_left) const {
    hb_buffer_t* buffer = hb_buffer_create();
    static_assert(sizeof(char32_t) == sizeof(std::uint32_t));
    hb_buffer_add_utf32(buffer, reinterpret_cast<const std::uint32_t*>(text.data()),
                        static_cast<int>(text.size()), static_cast<unsigned>(begin),
                        static_cast<int>(end - begin));
    hb_buffer_set_direction(buffer, right_to_left ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, static_cast<hb_script_t>(script));
    // One language for all machines: hb_language_get_default would ask the environment.
    hb_buffer_set_language(buffer, hb_language_from_string("und", -1));
    hb_shape(handles_->shaper, buffer, nullptr, 0);

    unsigned count = 0;
    const hb_glyph_info_t* info = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t* place = hb_buffer_get_glyph_positions(buffer, &count);
    const float em = static_cast<float>(handles_->face->units_per_EM);
    std::vector<PlacedGlyph> glyphs;
    float x = 0.0f;
    for (unsigned i = 0; i < count; ++i) {
        const float advance = static_cast<float>(place[i].x_advance) / em;
        glyphs.push_back({.glyph = info[i].codepoint,
                          .cluster = info[i].cluster,
                          .position = {x + static_cast<float>(place[i].x_offset) / em,
                                       -static_cast<float>(place[i].y_offset) / em},
                          .advance = advance});
        x += advance;
    }
    hb_buffer_destroy(buffer);
    return glyphs;
}

Outline Font::outline(std::uint32_t glyph, const Style& style) const {
    FT_Outline* outline = load_outline(handles_->face, glyph, style);
    if (!outline) return {};
    return flatten(*outline, 1.0f / static_cast<float>(handles_->face->units_per_EM), style.slant);
}

Outline Font::border(std::uint32_t glyph, const Style& style, float radius) const {
    FT_Outline* outline = load_outline(handles_->face, glyph, style);
    if (!outline || outline->n_points == 0) return {};
    const float em = static_cast<float>(handles_->face->units_per_EM);
    FT_Stroker stroker = nullptr;
    if (FT_Stroker_New(handles_->library, &stroker) != 0)
        throw std::runtime_error("FreeType cannot make a stroker");
    FT_Stroker_Set(stroker, static_cast<FT_Fixed>(radius * em), FT_STROKER_LINECAP_ROUND,
                   FT_STROKER_LINEJOIN_ROUND, 0);
    Outline band;
    FT_UInt points = 0, contours = 0;
    FT_Outline stroked{};
    if (FT_Stroker_ParseOutline(stroker, outline, 0) == 0 &&
        FT_Stroker_GetCounts(stroker, &points, &contours) == 0 &&
        FT_Outline_New(handles_->library, points, static_cast<FT_Int>(contours), &stroked) == 0) {
        stroked.n_points = 0;
        stroked.n_contours = 0;
        FT_Stroker_Export(stroker, &stroked);
        band = flatten(stroked, 1.0f / em, style.slant);
        FT_Outline_Done(handles_->library, &stroked);
    }
    FT_Stroker_Done(stroker);
    return band;
}

}  // namespace diorama
