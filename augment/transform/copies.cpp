#include "augment/transform/copies.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

#if defined(DIORAMA_AVX2)
/// Five pixels at a time, while a sixth one can be written; returns how many were copied.
DIORAMA_AVX2 int copy_fives_reversed(const Rgb8* last, int count, Rgb8* out) {
    const __m128i order = _mm_setr_epi8(13, 14, 15, 10, 11, 12, 7, 8, 9, 4, 5, 6, 1, 2, 3, 0);
    int i = 0;
    for (; i + 6 <= count; i += 5) {
        // From the third byte of the pixel before the five to the last byte of the fifth.
        const auto* from = reinterpret_cast<const std::uint8_t*>(last - i - 4) - 1;
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), _mm_shuffle_epi8(bytes, order));
    }
    return i;
}
#endif

}  // namespace

void copy_reversed(const Rgb8* last, int count, Rgb8* out) {
    int i = 0;
#if defined(DIORAMA_AVX2)
    if (has_avx2()) i = copy_fives_reversed(last, count, out);
#endif
    for (; i < count; ++i) out[i] = last[-i];
}

DIORAMA_WIDE void copy_reversed(const std::uint32_t* last, int count, std::uint32_t* out) {
    for (int i = 0; i < count; ++i) out[i] = last[-i];
}

std::optional<QuarterTurn> whole_turn(const Warp& warp) {
    const auto& steps = warp.steps();
    if (steps.size() != 1) return std::nullopt;
    const auto* matrix = std::get_if<glm::dmat3>(&steps[0].source_from_target);
    if (!matrix || !copies_pixels(*matrix) || (*matrix)[0][0] != 0) return std::nullopt;
    const Extent from = warp.source(), to = warp.target();
    if (to.width != from.height || to.height != from.width) return std::nullopt;
    const QuarterTurn turn{.from_right = (*matrix)[1][0] < 0, .from_bottom = (*matrix)[0][1] < 0};
    // Shifted beyond the picture it would have a border.
    const double x = turn.from_right ? from.width : 0, y = turn.from_bottom ? from.height : 0;
    if ((*matrix)[2][0] != x || (*matrix)[2][1] != y) return std::nullopt;
    return turn;
}

}  // namespace diorama
