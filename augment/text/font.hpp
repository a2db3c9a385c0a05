/// Font files: what characters they have, how these are shaped, and their outlines.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "augment/text/outline.hpp"
#include "engine/core/expected.hpp"

namespace diorama {

/// Changes to the outlines of a font that has no such weight or slant of its own, in em.
struct Style {
    float embolden = 0.0f;  // added to the width of each stroke
    float slant = 0.0f;     // x per y
    float spacing = 0.0f;   // added to each advance

    bool operator==(const Style&) const = default;
};

/// A glyph where shaping put it. Em units, y down, from the start of the line on the baseline.
struct PlacedGlyph {
    std::uint32_t glyph = 0;  // of the font; 0 is the box for a missing one
    std::size_t cluster = 0;  // index of the first code point it stands for
    glm::vec2 position{0.0f};
    float advance = 0.0f;
};

/// One open font. Not for several threads at once; opening maps the file and reads little of it.
class Font {
 public:
    /// @return  Data when the file is no scalable font.
    static Expected<Font> open(const std::filesystem::path& file);

    const std::string& family() const { return family_; }
    const std::string& style_name() const { return style_name_; }
    /// Heights above and below the baseline that its designer gave the lines, em, both positive.
    float ascent() const { return ascent_; }
    float descent() const { return descent_; }
    bool has(char32_t character) const;

    /// Shapes a run of one script and direction; glyphs come in the order in which they are seen,
    /// from the left.
    /// @param text   the whole line, for the context beyond the run.
    /// @param begin  first code point of the run, `end` one past its last.
    /// @param script OpenType tag such as 'Latn', of ISO 15924.
    std::vector<PlacedGlyph> shape(const std::u32string& text, std::size_t begin, std::size_t end,
                                   std::uint32_t script, bool right_to_left) const;

    /// The outline of a glyph, em units, y down, its origin at the pen; curves are replaced by
    /// chords that stay within 1/2000 em. Empty for blanks and for glyphs that are pictures.
    Outline outline(std::uint32_t glyph, const Style& style) const;
    /// The band of half-width `radius` em around the edge of that outline.
    Outline border(std::uint32_t glyph, const Style& style, float radius) const;

 private:
    struct Handles;
    struct Close {
        void operator()(Handles* handles) const;
    };

    std::unique_ptr<Handles, Close> handles_;
    std::string family_, style_name_;
    float ascent_ = 0.8f, descent_ = 0.2f;
};

}  // namespace diorama
