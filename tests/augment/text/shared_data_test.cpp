// Text on real RGB-D frames; see rgbd_frames.hpp. Writes the pictures, with and without labels.
#include "augment/text/place_text.hpp"
#include "tests/augment/planes/rgbd_frames.hpp"

namespace diorama {
namespace {

using test::SharedFrames;

void draw_line(Image<Rgb8>& picture, glm::vec2 a, glm::vec2 b, const Rgb8& color) {
    const int steps = static_cast<int>(2.0f * glm::distance(a, b)) + 1;
    for (int i = 0; i <= steps; ++i) {
        const glm::vec2 p = a + (b - a) * (static_cast<float>(i) / static_cast<float>(steps));
        const int x = static_cast<int>(p.x), y = static_cast<int>(p.y);
        if (p.x >= 0 && p.y >= 0 && x < picture.width() && y < picture.height())
            picture.at(x, y) = color;
    }
}

template <class Points>
void draw_loop(Image<Rgb8>& picture, const Points& points, const Rgb8& color) {
    for (std::size_t i = 0; i < points.size(); ++i)
        draw_line(picture, points[i], points[(i + 1) % points.size()], color);
}

TEST_F(SharedFrames, TextsLieOnTheSurfaces) {
    Choice<std::filesystem::path> fonts;
    for (const char* name :
         {"DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSansMono"})
        fonts.values.push_back(std::string("/usr/share/fonts/truetype/dejavu/") + name + ".ttf");
    const TextMaterial material{.fonts = fonts,
                                .vocabularies = Choice<Vocabulary>(builtin_vocabulary())};
    for (const std::string name : test::kFrameNames) {
        const test::RgbdFrame rgbd = test::load_frame(name);
        Frame plate;
        plate.color = rgbd.color;
        plate.depth = rgbd.depth;
        plate.camera = {.extent = rgbd.color.extent(), .intrinsics = rgbd.intrinsics};
        const auto planes = fit_planes(plate.depth, rgbd.intrinsics, {}, Rng{7});
        const auto regions = find_text_regions(plate, planes, {});
        std::size_t words = 0;
        for (std::uint64_t sample = 0; sample < 3; ++sample) {
            Frame frame = plate;
            place_texts(frame, regions, material, {}, "text", Rng{12}.stream(sample));
            words += frame.objects.size();
            const std::string file = "text_" + name + "_" + std::to_string(sample);
            test::save_picture(frame.color, file);
            Image<Rgb8> labels = frame.color;
            for (const Object& object : frame.objects) {
                for (const TextChar& c : object.text->chars)
                    draw_loop(labels, c.quad, {255, 230, 0});
                draw_loop(labels, object.text->polygon, {255, 0, 255});
            }
            test::save_picture(labels, file + "_labels");
            for (const std::string& reject : frame.rejects)
                std::printf("%s: %s\n", file.c_str(), reject.c_str());
        }
        std::printf("%s: %zu planes, %zu regions, %zu words\n", name.c_str(), planes.size(),
                    regions.size(), words);
        EXPECT_GT(words, 0u) << name;
    }
}

}  // namespace
}  // namespace diorama
