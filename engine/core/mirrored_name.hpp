/// Names of things that change sides in a mirror.
#pragma once

#include <string>

namespace diorama {

/// "left_eye" for "right_eye", and the other way round; other names stay. Names in which both words
/// occur have their first "left" replaced.
std::string mirrored_name(std::string name);

}  // namespace diorama
