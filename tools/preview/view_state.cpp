#include "tools/preview/view_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/run/exit_code.hpp"

namespace diorama::preview {
namespace {

bool apply_word(std::string_view word, ViewState& state) {
    for (const NamedView& view : kViews) {
        if (word != view.word) continue;
        state.view = view.view;
        return true;
    }
    for (const NamedOverlay& overlay : kOverlays)
        if (word == overlay.word) return state.overlays.*overlay.flag = true;
    if (word == "split") return state.split = true;
    if (word == "values") state.panel = Panel::Values;
    if (word == "statistics") state.panel = Panel::Statistics;
    return word == "values" || word == "statistics";
}

}  // namespace

const NamedView& named(BaseView view) { return *std::ranges::find(kViews, view, &NamedView::view); }

BaseView next_without_button(BaseView view) {
    const auto at = static_cast<std::size_t>(&named(view) - kViews.data());
    return kViews[at >= kButtons && at + 1 < kViews.size() ? at + 1 : kButtons].view;
}

Expected<ViewState> parse_view(std::string_view text) {
    ViewState state;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('+'), text.size());
        const std::string_view word = text.substr(0, end);
        if (!apply_word(word, state)) {
            std::string known = "split, values, statistics";
            for (const NamedView& view : kViews) known += std::string(", ") + view.word;
            for (const NamedOverlay& overlay : kOverlays) known += std::string(", ") + overlay.word;
            return usage_error(fmt::format("--view: '{}' is none of {}", word, known));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return state;
}

}  // namespace diorama::preview
