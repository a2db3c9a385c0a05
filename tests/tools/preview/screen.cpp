#include "tests/tools/preview/screen.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace diorama::test {
namespace {

constexpr const char* kServer = "/usr/bin/Xvfb";
constexpr const char* kTool = "/usr/bin/xdotool";

std::string content(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

void pause_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

/// A screen as Xvfb keeps it: the X window dump format, of which only 32-bit pixels are read.
Image<Rgb8> decode_dump(const std::string& bytes) {
    const auto field = [&](std::size_t i) {
        std::uint32_t value = 0;
        for (std::size_t k = 0; k < 4; ++k)
            value = value << 8 | static_cast<unsigned char>(bytes.at(4 * i + k));
        return value;
    };
    const std::size_t start = field(0) + std::size_t{12} * field(19), stride = field(12);
    if (field(11) != 32) throw std::runtime_error("not 32 bits to the pixel");
    Image<Rgb8> picture({static_cast<int>(field(4)), static_cast<int>(field(5))});
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x) {
            const std::size_t at =
                start + static_cast<std::size_t>(y) * stride + 4 * static_cast<std::size_t>(x);
            const auto byte = [&](std::size_t k) {
                return static_cast<std::uint8_t>(bytes.at(at + k));
            };
            picture.at(x, y) = {byte(2), byte(1), byte(0)};
        }
    return picture;
}

}  // namespace

bool Screen::available() {
    return std::filesystem::exists(kServer) && std::filesystem::exists(kTool);
}

Screen::Screen() {
    const std::string number = folder_ / "number";
    server_ = std::make_unique<Process>(
        std::vector<std::string>{"-displayfd", "1", "-screen", "0", "1280x720x24", "-fbdir",
                                 folder_.path(), "-nolisten", "tcp"},
        ProcessOptions{.stdout_to = number, .program = kServer});
    for (int i = 0; i < 1000 && content(number).find('\n') == std::string::npos; ++i) pause_ms(20);
    const std::string text = content(number);
    if (text.empty()) throw std::runtime_error("Xvfb does not start");
    name_ = ":" + text.substr(0, text.find('\n'));
}

Image<Rgb8> Screen::picture() const {
    return decode_dump(content(folder_.path() / "Xvfb_screen0"));
}

std::string Screen::tool(const std::string& words) const {
    const std::string out = folder_ / "tool";
    const std::string line =
        "DISPLAY=" + name_ + " " + kTool + " " + words + " >" + out + " 2>/dev/null";
    if (std::system(line.c_str()) != 0) return {};
    return content(out);
}

std::string Screen::title(const std::string& part) const {
    return tool("search --name '" + part + "' getwindowname");
}

bool Screen::wait_for(const std::string& part, const std::string& wanted,
                      const std::string& unwanted) const {
    for (int i = 0; i < 1200; ++i) {
        std::string now = title(part);
        if (!now.empty()) now.pop_back();  // the end of the line
        if (now.find(wanted) != now.npos && now.find(unwanted) == now.npos) return true;
        pause_ms(50);
    }
    return false;
}

void Screen::focus(const std::string& part) const {
    tool("search --name '" + part + "' windowfocus --sync");
}

void Screen::click(int x, int y) const {
    tool("mousemove " + std::to_string(x) + " " + std::to_string(y));
    // One frame of the interface between moving, pressing and letting go.
    pause_ms(200);
    tool("mousedown 1");
    pause_ms(200);
    tool("mouseup 1");
    pause_ms(200);
}

void Screen::drag(int x, int y, int to_x, int to_y) const {
    tool("mousemove " + std::to_string(x) + " " + std::to_string(y));
    pause_ms(200);
    tool("mousedown 1");
    constexpr int kSteps = 4;
    for (int i = 1; i <= kSteps; ++i) {
        pause_ms(120);
        tool("mousemove " + std::to_string(x + (to_x - x) * i / kSteps) + " " +
             std::to_string(y + (to_y - y) * i / kSteps));
    }
    pause_ms(200);
    tool("mouseup 1");
    pause_ms(200);
}

}  // namespace diorama::test
