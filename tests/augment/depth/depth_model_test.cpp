#include "augment/depth/depth_model.hpp"

#include <gmock/gmock.h>

#include <string>

#include "tests/augment/depth/onnx_file.hpp"
#include "tests/engine/io/test_files.hpp"

namespace diorama {
namespace {

class DepthModels : public testing::Test {
 protected:
    ModelDepth file(const std::string& bytes) const {
        return {.onnx = folder_.write("depth_model_test.onnx", std::string_view(bytes)),
                .size = {32, 24}};
    }

 private:
    test::TemporaryFolder folder_;  // of its own: tests run at the same time
};

/// Left red, right green and blue.
Image<Rgb8> picture() {
    Image<Rgb8> image({64, 48}, {200, 0, 0});
    for (int y = 0; y < 48; ++y) {
        for (int x = 32; x < 64; ++x) image.at(x, y) = {0, 50, 100};
    }
    return image;
}

TEST_F(DepthModels, SeeChannelsInOrderLessTheMeanOverTheDeviation) {
    ModelDepth config = file(test::linear_network(32, 24, {1.0f, 0.5f, 0.25f}, 5.0f));
    config.mean = {0.5, 0.25, 0.125};
    config.deviation = {0.5, 0.25, 2.0};
    const auto model = DepthModel::open(config);
    ASSERT_TRUE(model) << model.errors().front().to_string();
    const auto depth = (*model)->estimate(picture());
    ASSERT_TRUE(depth) << depth.errors().front().to_string();
    ASSERT_EQ(depth->extent(), (Extent{64, 48}));
    const auto expected = [](double r, double g, double b) {
        return 5.0 + (r / 255 - 0.5) / 0.5 + 0.5 * (g / 255 - 0.25) / 0.25 +
               0.25 * (b / 255 - 0.125) / 2.0;
    };
    EXPECT_NEAR(depth->at(5, 20), expected(200, 0, 0), 1e-4);
    EXPECT_NEAR(depth->at(60, 20), expected(0, 50, 100), 1e-4);
    EXPECT_EQ(*(*model)->estimate(picture()), *depth);
}

TEST_F(DepthModels, MayGiveInverseDepth) {
    ModelDepth config = file(test::linear_network(32, 24, {1.0f, 0.0f, 0.0f}, 0.0f));
    config.mean = {0.0, 0.0, 0.0};
    config.deviation = {1.0, 1.0, 1.0};
    config.gives = ModelDepth::Gives::InverseMeters;
    config.scale = 0.5;
    config.shift = 0.1;
    const auto model = DepthModel::open(config);
    ASSERT_TRUE(model);
    EXPECT_NEAR((*model)->estimate(picture())->at(5, 20), 1 / (0.5 * 200 / 255 + 0.1), 1e-4);
    EXPECT_NEAR((*model)->estimate(picture())->at(60, 20), 10.0, 1e-3);
    config.shift = -0.2;  // the right half is then behind the camera
    EXPECT_EQ((*(*DepthModel::open(config))->estimate(picture())).at(60, 20), INFINITY);
}

TEST_F(DepthModels, SayWhatIsWrongWithTheirFile) {
    const auto broken = DepthModel::open(file("no network"));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.errors().front().fault, Fault::Data);
    EXPECT_THAT(broken.errors().front().to_string(),
                testing::HasSubstr("depth_model_test.onnx: is no network that can be read"));
}

}  // namespace
}  // namespace diorama
