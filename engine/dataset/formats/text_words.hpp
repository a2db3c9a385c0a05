/// What the formats for words share. Private to dataset.
#pragma once

#include <cmath>
#include <span>
#include <string>

#include "engine/core/text_info.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/record.hpp"

namespace diorama {

/// Whether what is seen of a word is its whole transcription: else readers must not be judged by
/// it.
inline bool can_be_read(const Annotation& annotation, const TextInfo& text) {
    return text.legible && !text.clipped && !annotation.crowd;
}

/// In pixels, rounded to 1/1000 as in the records: a file does not depend on whether its words were
/// written to a record before.
inline double coordinate(float value) { return shortest(std::round(value * 1000.0f) / 1000.0f); }

/// The area of a polygon, pixels.
inline double area_of(std::span<const glm::vec2> polygon) {
    double sum = 0.0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const glm::dvec2 a(polygon[i]), b(polygon[(i + 1) % polygon.size()]);
        sum += a.x * b.y - b.x * a.y;
    }
    return 0.5 * std::abs(sum);
}

}  // namespace diorama
