// What the interface is drawn with, without the validation layer: it gives every buffer a handle
// of its own, where a driver may give the same one again.
#include "tools/preview/painter.hpp"

#include <gtest/gtest.h>
#include <imgui.h>

#include "tools/preview/theme.hpp"

namespace diorama::preview {
namespace {

class PainterTest : public ::testing::Test {
 protected:
    /// The middle of a target after one frame of `count` white squares that cover it.
    Rgba8 middle_after(int count) {
        const GpuImage target(device_, {.extent = kExtent,
                                        .format = VK_FORMAT_R8G8B8A8_UNORM,
                                        .usage = VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT |
                                                 VK_IMAGE_USAGE_TRANSFER_SRC_BIT,
                                        .name = "target"});
        ImGui::GetIO().DisplaySize = {kExtent.width, kExtent.height};
        ImGui::NewFrame();
        for (int i = 0; i < count; ++i)
            ImGui::GetForegroundDrawList()->AddRectFilled({0, 0}, {kExtent.width, kExtent.height},
                                                          IM_COL32_WHITE);
        ImGui::Render();
        const VkCommandBuffer buffer = commands_.begin();
        image_barrier(buffer, target, access::kNothing, access::kColorTarget);
        painter_.paint(buffer, target.view(), kExtent, *ImGui::GetDrawData());
        commands_.submit_and_wait();
        return read_pixels(device_, commands_, target, access::kColorTarget).at(32, 32);
    }

    static constexpr Extent kExtent{64, 64};
    Device device_{DeviceRequest{.which = "cpu"}};
    Theme theme_{1};
    Commands commands_{device_};
    Painter painter_{device_, commands_, VK_FORMAT_R8G8B8A8_UNORM};
};

TEST_F(PainterTest, DrawsMoreThanBefore) {
    const Rgba8 white{255, 255, 255, 255};
    // 80 bytes a square: from 64 KiB on the buffers are made anew.
    for (const int count : {1, 900, 1400, 2200, 4000, 7000})
        EXPECT_EQ(middle_after(count), white) << count;
}

}  // namespace
}  // namespace diorama::preview
