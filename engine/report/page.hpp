/// The page around the numbers of a report. Private to report.
#pragma once

#include <string>

namespace diorama {

/// The whole HTML text.
/// @param title      plain text; escaped here.
/// @param data_json  the numbers for the script, JSON; cannot end the element that holds it.
std::string page_html(const std::string& title, const std::string& data_json);

}  // namespace diorama
