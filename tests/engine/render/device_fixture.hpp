/// The device that all tests of the renderer share, with validation on.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "engine/gpu/device.hpp"

namespace diorama {

/// A CPU device unless DIORAMA_TEST_DEVICE names another one, as DeviceRequest::which does. After
/// each test the validation layer must have said nothing.
class RenderTest : public ::testing::Test {
 protected:
    // One device for all tests: opening one takes longer than drawing a scene.
    static Device& device() {
        const char* which = std::getenv("DIORAMA_TEST_DEVICE");
        static Device shared({.which = which ? which : "cpu", .validation = true});
        return shared;
    }

    void TearDown() override {
        EXPECT_EQ(device().validation_messages(), std::vector<std::string>{});
    }
};

}  // namespace diorama
