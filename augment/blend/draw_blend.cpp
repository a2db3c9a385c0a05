#include "augment/blend/draw_blend.hpp"

namespace diorama {

Blend draw_blend(BlendMode mode, const Rng& rng) {
    switch (mode) {
        case BlendMode::None:
            return HardBlend{};
        case BlendMode::Matte:
            return MatteBlend{};
        case BlendMode::Gaussian:
            return GaussianBlend{};
        case BlendMode::Box:
            return BoxBlend{};
        case BlendMode::Feather:
            return FeatherBlend{};
        case BlendMode::Motion:
            return draw_motion(rng.stream("motion"));
        case BlendMode::Poisson:
            return PoissonBlend{};
        case BlendMode::PoissonMixed:
            return PoissonBlend{.mixed = true};
        case BlendMode::Laplacian:
            return LaplacianBlend{};
    }
    return HardBlend{};
}

}  // namespace diorama
