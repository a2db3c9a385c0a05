/// What a word says and where it stands, as JSON. Private to dataset.
#pragma once

#include "engine/core/text_info.hpp"
#include "engine/dataset/json.hpp"

namespace diorama {

/// Points are listed as x, y, x, y, ... in continuous pixels, rounded to 1/1000.
Json text_json(const TextInfo& text);

/// Reads what text_json() wrote; every point must be finite.
/// @param fields  of the object that holds the text.
TextInfo read_text(Fields& fields, std::string& error);

}  // namespace diorama
