/// Text inside of XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace diorama {

/// The text with &, <, > and double quotes as entities: safe between tags and inside of attributes.
std::string escape_markup(std::string_view text);

/// The opposite; other entities stay as they are.
std::string unescape_markup(std::string_view text);

}  // namespace diorama
