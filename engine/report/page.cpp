#include "engine/report/page.hpp"

#include <string_view>

#include "engine/dataset/markup.hpp"
#include "engine/report/page_parts.hpp"

namespace diorama {
namespace {

/// JSON in which no HTML can begin or end: '<' only occurs inside of texts.
std::string embedded(std::string_view json) {
    std::string result;
    result.reserve(json.size());
    for (const char c : json) {
        if (c == '<')
            result += "\\u003c";
        else
            result += c;
    }
    return result;
}

}  // namespace

std::string page_html(const std::string& title, const std::string& data_json) {
    std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    // Nothing is loaded and nothing is sent, whatever the page holds.
    html +=
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n";
    html += "<title>" + escape_markup(title) + " - dataset report</title>\n<style>\n";
    html += page_parts::style;
    html += "</style>\n</head>\n<body>\n";
    html += page_parts::body;
    html += "<script type=\"application/json\" id=\"data\">" + embedded(data_json) + "</script>\n";
    html += "<script>\n";
    html += page_parts::script;
    html += "</script>\n</body>\n</html>\n";
    return html;
}

}  // namespace diorama
