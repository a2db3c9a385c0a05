#include "tools/preview/screenshot.hpp"

#include <chrono>
#include <cmath>
#include <thread>

#include "tools/preview/interface.hpp"

namespace diorama::preview {
namespace {

/// Lets widgets find their sizes, which takes them two frames.
constexpr int kFrames = 3;

void wait_until_made(Session& session, Interface& interface) {
    do {
        session.update();
        interface.update();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    } while (session.busy());
    session.update();
    interface.update();
}

}  // namespace

Expected<Image<Rgba8>> take_screenshot(Session& session, const ViewState& state,
                                       const Device& device, const ScreenshotOptions& options) {
    constexpr VkFormat kFormat = VK_FORMAT_R8G8B8A8_UNORM;
    const auto scaled = [&](int length) {
        return static_cast<int>(std::lround(static_cast<float>(length) * options.scale));
    };
    const Extent extent{scaled(options.size.width), scaled(options.size.height)};
    const Theme theme(options.scale);
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(extent.width), static_cast<float>(extent.height)};
    Commands commands(device);
    Painter painter(device, commands, kFormat);
    Interface interface(session, state, theme, painter, commands);
    wait_until_made(session, interface);
    if (!session.sample()) return session.errors();

    const GpuImage target(
        device, {.extent = extent,
                 .format = kFormat,
                 .usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
                 .name = "screenshot"});
    for (int i = 0; i < kFrames; ++i) {
        ImGui::NewFrame();
        interface.draw();
        ImGui::Render();
    }
    const VkCommandBuffer buffer = commands.begin();
    image_barrier(buffer, target, access::kNothing, access::kColorTarget);
    painter.paint(buffer, target.view(), extent, *ImGui::GetDrawData());
    commands.submit_and_wait();
    return read_pixels(device, commands, target, access::kColorTarget);
}

}  // namespace diorama::preview
