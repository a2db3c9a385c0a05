/// What sources of cut-outs say without a file of their own.
#pragma once

namespace diorama {

/// The mask of pictures that have none: they are photographs on plain backgrounds.
inline constexpr const char* kCutFromPlain = "";

}  // namespace diorama
