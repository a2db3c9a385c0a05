// The other tests trust that the validation layer speaks up.
#include "engine/gpu/device.hpp"

#include <gtest/gtest.h>

namespace diorama {
namespace {

TEST(Validation, ReportsAMistake) {
    Device device({.which = "cpu", .validation = true});
    EXPECT_TRUE(device.validation_messages().empty());
    const VkBufferCreateInfo info{.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
                                  .size = 0,
                                  .usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT};
    VkBuffer buffer = VK_NULL_HANDLE;
    if (vkCreateBuffer(device.get(), &info, nullptr, &buffer) == VK_SUCCESS)
        vkDestroyBuffer(device.get(), buffer, nullptr);
    const auto messages = device.validation_messages();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_NE(messages[0].find("VUID-VkBufferCreateInfo-size-00912"), std::string::npos);
}

}  // namespace
}  // namespace diorama
