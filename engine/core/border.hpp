/// What a picture shows where it ends.
#pragma once

#include "engine/core/image.hpp"

namespace diorama {

/// Ids are 0 beyond the picture in any case: a mirrored or smeared object is not labelled.
enum class Border { Fill, Reflect, Replicate };

struct Outside {
    Border border = Border::Fill;
    Rgb8 fill{0, 0, 0};
};

}  // namespace diorama
