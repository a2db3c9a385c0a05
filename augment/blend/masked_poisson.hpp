/// Poisson's equation on any set of pixels, three channels at once.
#pragma once

#include <cstdint>

#include "augment/blend/float4.hpp"
#include "engine/core/image.hpp"

namespace diorama {

struct PoissonProgress {
    int iterations = 0;
    float last_step = 0;  // the largest change of the last iteration, in the units of the result
};

/// Solves, for every pixel p of a set Omega,
///
///     degree_p * x_p - sum(x_q : q is a 4-neighbor of p in Omega) = b_p
///
/// @param omega      [height, width]; not 0: in Omega. Any shape, holes and parts included.
/// @param degree     [height, width]; neighbors that p has, in Omega or with known values outside
///                   it, so 4 inside a picture, less at its border (Neumann). At least one pixel of
///                   every part needs a neighbor outside, or there is no unique answer.
/// @param b          [height, width].
/// @param tolerance  the largest error left, estimated from the speed of convergence.
/// @param progress   what it took, where asked for.
/// @return           x in Omega, 0 elsewhere.
///
/// Method: multigrid V-cycles with a Gauss-Seidel sweep color by color before and one in reverse
/// after each coarser level ("Multigrid", Trottenberg, Oosterlee, Schueller, 2001). The coarser
/// operators are Galerkin products with bilinear interpolation cut off at Omega's edge, so that
/// outlines need no special care; away from outlines they are a constant stencil. Ours: where b is
/// 0 but next to the outside, as for membranes, a level has values of its own only within 12 of its
/// pixels from an outline, and takes those further inside from the coarser level, so that work
/// grows with the length of outlines; the error that this adds is below 0.002 of a step along the
/// outline. At most 60 cycles; 3 to 6 are usual. The same bits on every machine.
Image<Float4> solve_masked_poisson(const Image<std::uint8_t>& omega,
                                   const Image<std::uint8_t>& degree, Image<Float4> b,
                                   float tolerance, PoissonProgress* progress = nullptr);

}  // namespace diorama
