#include "tools/preview/theme.hpp"

#include <array>
#include <filesystem>
#include <string>

namespace diorama::preview {
namespace {

// Where distributions put DejaVu; the first that is there is used.
constexpr std::array kFontFolders{"/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu",
                                  "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/TTF",
                                  "/usr/local/share/fonts/dejavu"};

// Latin, and the signs on buttons.
constexpr std::array<ImWchar, 13> kGlyphs{0x20,   0xFF,   0x2010, 0x2027, 0x2190, 0x21FF, 0x2200,
                                          0x22FF, 0x25A0, 0x27BF, 0x0391, 0x03C9, 0};

std::string find_font(const char* file) {
    std::error_code ignored;
    for (const char* folder : kFontFolders) {
        const std::filesystem::path path = std::filesystem::path(folder) / file;
        if (std::filesystem::is_regular_file(path, ignored)) return path.string();
    }
    return {};
}

ImFont* load_font(const char* file, float size) {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    const std::string path = find_font(file);
    ImFontConfig config;
    config.OversampleH = 2;
    config.OversampleV = 1;
    if (!path.empty()) return atlas.AddFontFromFileTTF(path.c_str(), size, &config, kGlyphs.data());
    config.SizePixels = size;
    return atlas.AddFontDefault(&config);
}

void apply_style(float scale) {
    ImGuiStyle& style = ImGui::GetStyle();
    style.WindowMinSize = {1, 1};
    style.WindowPadding = {14, 12};
    style.FramePadding = {9, 5};
    style.ItemSpacing = {8, 7};
    style.ItemInnerSpacing = {7, 5};
    style.IndentSpacing = 14;
    style.ScrollbarSize = 11;
    style.GrabMinSize = 11;
    style.WindowRounding = 0;
    style.ChildRounding = 7;
    style.FrameRounding = 6;
    style.PopupRounding = 7;
    style.GrabRounding = 5;
    style.TabRounding = 6;
    style.ScrollbarRounding = 6;
    style.WindowBorderSize = 0;
    style.ChildBorderSize = 0;
    style.PopupBorderSize = 1;
    style.FrameBorderSize = 0;
    style.ScaleAllSizes(scale);

    const auto set = [&](std::initializer_list<ImGuiCol> which, ImU32 color) {
        for (const ImGuiCol i : which) style.Colors[i] = ImGui::ColorConvertU32ToFloat4(color);
    };
    using namespace palette;
    set({ImGuiCol_Text}, kText);
    set({ImGuiCol_TextDisabled}, kDim);
    set({ImGuiCol_WindowBg}, kPanel);
    set({ImGuiCol_PopupBg}, kCard);
    set({ImGuiCol_ChildBg, ImGuiCol_ScrollbarBg}, IM_COL32_BLACK_TRANS);
    set({ImGuiCol_Border, ImGuiCol_Separator}, kLine);
    set({ImGuiCol_FrameBg}, kCard);
    set({ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive}, kRaised);
    set({ImGuiCol_Button, ImGuiCol_ScrollbarGrab, ImGuiCol_Header}, kRaised);
    set({ImGuiCol_ButtonHovered, ImGuiCol_ScrollbarGrabHovered, ImGuiCol_HeaderHovered,
         ImGuiCol_ButtonActive, ImGuiCol_HeaderActive, ImGuiCol_ScrollbarGrabActive},
        IM_COL32(62, 69, 86, 255));
    set({ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive, ImGuiCol_CheckMark}, kAccent);
    set({ImGuiCol_TextSelectedBg}, with_alpha(kAccent, 90));
    set({ImGuiCol_NavHighlight}, with_alpha(kAccent, 160));
    set({ImGuiCol_ModalWindowDimBg}, IM_COL32(8, 9, 12, 170));
}

}  // namespace

Theme::Theme(float scale) : scale_(scale) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    const auto size = [&](float points) {
        return static_cast<float>(static_cast<int>(points * scale + 0.5f));
    };
    fonts_.regular = load_font("DejaVuSans.ttf", size(14));
    fonts_.bold = load_font("DejaVuSans-Bold.ttf", size(14));
    fonts_.title = load_font("DejaVuSans-Bold.ttf", size(19));
    fonts_.mono = load_font("DejaVuSansMono.ttf", size(12.5f));
    apply_style(scale);
}

Theme::~Theme() { ImGui::DestroyContext(); }

}  // namespace diorama::preview
