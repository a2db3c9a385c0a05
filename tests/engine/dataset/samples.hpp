/// Drawn samples, folders and file systems for the tests of dataset.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "engine/annotate/annotate.hpp"
#include "engine/core/rng.hpp"
#include "engine/dataset/finalize.hpp"
#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/writer.hpp"

namespace diorama {

/// A new folder that goes away with the test; in memory where TMPDIR says nothing else, because
/// the tests make some ten thousand small files.
class TemporaryFolder {
 public:
    TemporaryFolder() {
        const bool memory =
            std::getenv("TMPDIR") == nullptr && ::access("/dev/shm", R_OK | W_OK | X_OK) == 0;
        const std::filesystem::path root =
            memory ? "/dev/shm" : std::filesystem::temp_directory_path();
        std::string name = root / "dataset-test-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

inline std::string slurp(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline void spill(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

/// Every file below a folder with its content.
inline std::map<std::string, std::string> tree_of(const std::filesystem::path& folder) {
    std::map<std::string, std::string> tree;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            tree[std::filesystem::relative(entry.path(), folder)] = slurp(entry.path());
    return tree;
}

/// Equal trees, or the names that differ.
inline testing::AssertionResult same_tree(const std::map<std::string, std::string>& found,
                                          const std::map<std::string, std::string>& expected) {
    std::string problems;
    for (const auto& [name, content] : expected) {
        const auto it = found.find(name);
        if (it == found.end())
            problems += "\nmissing: " + name;
        else if (it->second != content)
            problems += "\nother content: " + name;
    }
    for (const auto& [name, content] : found)
        if (!expected.contains(name)) problems += "\nunexpected: " + name;
    if (problems.empty()) return testing::AssertionSuccess();
    return testing::AssertionFailure() << problems << "\n";
}

inline std::vector<std::string> names_in(const std::map<std::string, std::string>& tree) {
    std::vector<std::string> names;
    for (const auto& [name, content] : tree) names.push_back(name);
    return names;
}

inline std::size_t temporary_count(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        count += is_temporary_name(entry.path().filename().string());
    return count;
}

inline Plan test_plan(std::uint64_t count) {
    return {.engine_version = "0.1.0",
            .seed = 7,
            .count = count,
            .categories = {"mug", "bottle", "book"},
            .split = {{"train", 0.75}, {"val", 0.25}},
            .assets = {{"meshes/mug.glb", std::string(64, 'a')}},
            .config_json = R"({"count":10,"scene":{"camera":{"fov_y_deg":45}}})"};
}

/// A rectangle with a rectangular hole, on a canvas beyond the picture.
struct PaintedShape {
    Rect outer, hole;
    bool covers(int x, int y) const {
        const auto inside = [&](const Rect& r) {
            return x >= r.x && x < r.right() && y >= r.y && y < r.bottom();
        };
        return inside(outer) && !inside(hole);
    }
};

/// A word that stands on a shape, its corners a bit off those of the shape; letters side by side.
inline TextInfo painted_word(const Rect& outer, std::uint32_t number, Rng& rng) {
    struct Word {
        std::vector<std::string> letters;
        const char *script, *language;
    };
    static const std::vector<Word> kWords{{{"c", "a", "f", "\xC3\xA9"}, "Latn", "fr"},
                                          {{"\"", "s", "o", ",", "\""}, "Latn", "en"},
                                          {{"o", "ffi", "c", "e"}, "Latn", "en-GB"},
                                          {{"\xE4\xB8\xAD", "\xE6\x96\x87"}, "Hani", "zh"},
                                          {{"1", ".", "5"}, "Zyyy", "und"}};
    const Word& word = kWords[static_cast<std::size_t>(rng.integer(0, std::ssize(kWords) - 1))];
    const auto off = [&] { return static_cast<float>(rng.uniform(-1.5, 1.5)); };
    const auto x = static_cast<float>(outer.x), y = static_cast<float>(outer.y);
    const auto right = static_cast<float>(outer.right()),
               bottom = static_cast<float>(outer.bottom());
    TextInfo text{.script = word.script, .language = word.language, .font = "Painted"};
    text.quad = {glm::vec2(x + off(), y + off()), glm::vec2(right + off(), y + off()),
                 glm::vec2(right + off(), bottom + off()), glm::vec2(x + off(), bottom + off())};
    text.polygon = {text.quad.begin(), text.quad.end()};
    text.line_quad = text.quad;
    text.baseline = {text.quad[3], text.quad[2]};
    text.block = number / 3;  // three words to a block, two to a line
    text.line = number % 3 / 2;
    text.word = number % 3;
    const auto count = static_cast<float>(word.letters.size());
    for (std::size_t i = 0; i < word.letters.size(); ++i) {
        const float a = static_cast<float>(i) / count, b = static_cast<float>(i + 1) / count;
        const auto& q = text.quad;
        text.transcription += word.letters[i];
        text.chars.push_back({word.letters[i],
                              {glm::mix(q[0], q[1], a), glm::mix(q[0], q[1], b),
                               glm::mix(q[3], q[2], b), glm::mix(q[3], q[2], a)}});
    }
    return text;
}

/// Painted scenes of up to five shapes, some of them distractors, with exact amodal masks; books
/// are words. Some have no object at all, some objects are hidden or leave the picture.
inline Frame painted_frame(std::uint64_t index) {
    constexpr Extent kExtent{40, 36};
    Rng rng = Rng{3}.stream(index);
    Frame frame{.index = index,
                .color = Image<Rgb8>(kExtent, {230, 230, 220}),
                .ids = Image<std::uint32_t>(kExtent)};
    std::uint32_t words = 0;
    frame.camera.extent = kExtent;
    frame.camera.intrinsics = {50.0, 50.0, 20.0, 18.0};
    frame.camera.world_from_camera = look_at({0.4f, 0.9f, 2.0f}, {0, 0.1f, 0}, {0, 1, 0});
    const char* categories[] = {"mug", "bottle", "book"};
    const auto count = static_cast<std::uint32_t>(rng.integer(0, 5));
    for (std::uint32_t id = 1; id <= count; ++id) {
        const auto draw = [&](int low, int high) {
            return static_cast<int>(rng.integer(low, high));
        };
        PaintedShape shape;
        shape.outer = {draw(-8, 36), draw(-8, 32), draw(3, 24), draw(3, 20)};
        shape.hole = {shape.outer.x + 1, shape.outer.y + 1, draw(0, shape.outer.width - 2),
                      draw(0, shape.outer.height - 2)};
        Object object{.name = "object#" + std::to_string(id), .asset = "meshes/object.glb"};
        object.distractor = rng.chance(0.2);
        object.category = object.distractor ? "" : categories[draw(0, 2)];
        // A quarter turn about the vertical, twice as large, moved.
        object.world_from_object = {
            {0, 0, -2, 0}, {0, 2, 0, 0}, {2, 0, 0, 0}, {0.25f, 0.0f, -0.5f, 1}};
        object.box = {glm::vec3(-0.1f), glm::vec3(0.1f, 0.2f, 0.1f)};
        Amodal amodal{.mask = {shape.outer.x, shape.outer.y,
                               Image<std::uint8_t>({shape.outer.width, shape.outer.height})},
                      .total_box = shape.outer};
        for (int y = shape.outer.y; y < shape.outer.bottom(); ++y) {
            for (int x = shape.outer.x; x < shape.outer.right(); ++x) {
                if (!shape.covers(x, y)) continue;
                amodal.mask.pixels.at(x - shape.outer.x, y - shape.outer.y) = 1;
                ++amodal.total_area;
                if (x < 0 || y < 0 || x >= kExtent.width || y >= kExtent.height) continue;
                frame.ids.at(x, y) = id;
                frame.color.at(x, y) = {static_cast<std::uint8_t>(40 * id), 90,
                                        static_cast<std::uint8_t>(8 * x % 250)};
            }
        }
        if (object.labelled()) object.amodal = std::move(amodal);
        Rng spelling = rng.stream("word").stream(id);
        if (object.category == "mug" || object.category == "bottle") {
            // All but one are seen, covered or outside as chance has it.
            const auto half = [&](int low, int high) {
                return static_cast<float>(low + high) / 2.0f;
            };
            const int visibility = static_cast<int>(id + index) % 3;
            const glm::vec2 middle(half(shape.outer.x, shape.outer.right()),
                                   half(shape.outer.y, shape.outer.bottom()));
            object.keypoints = {
                {.name = "foot", .pixel = {12.25f, 30.5f}, .visibility = 2},
                {.name = "rim",
                 .pixel = visibility == 0 ? glm::vec2(0.0f) : glm::max(middle, glm::vec2(0.0f)),
                 .visibility = visibility}};
            for (const char* name : {"left_handle", "right_handle", "cap"}) {
                Rng points = rng.stream(name).stream(id);
                const int kind = static_cast<int>(points.integer(0, 2));
                const auto x = static_cast<float>(points.integer(0, 4 * kExtent.width - 1));
                const auto y = static_cast<float>(points.integer(0, 4 * kExtent.height - 1));
                object.keypoints.push_back(
                    {.name = name,
                     .pixel = kind == 0 ? glm::vec2(0.0f) : glm::vec2(x, y) / 4.0f,
                     .visibility = kind});
            }
        }
        if (object.category == "book") object.text = painted_word(shape.outer, words++, spelling);
        frame.objects.push_back(std::move(object));
    }
    if (count == 0) frame.rejects.push_back("object#1: no free place");
    return frame;
}

/// An array as numpy's .npy file, version 1.0.
inline std::vector<std::uint8_t> npy_file(const Image<std::uint32_t>& ids) {
    std::string text = "\x93NUMPY";
    text += '\x01';
    text += '\0';
    std::string head = "{'descr': '<u4', 'fortran_order': False, 'shape': (" +
                       std::to_string(ids.height()) + ", " + std::to_string(ids.width()) + "), }";
    head.resize(118, ' ');
    head.back() = '\n';
    text += static_cast<char>(head.size());
    text += '\0';
    text += head;
    std::vector<std::uint8_t> bytes(text.begin(), text.end());
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(ids.data());
    bytes.insert(bytes.end(), pixels, pixels + ids.size_bytes());
    return bytes;
}

/// A picture file stands for itself here: dataset never looks inside.
inline EncodedSample painted_sample(std::uint64_t index, const LabelConfig& config = {},
                                    const Plan& plan = test_plan(1)) {
    Frame frame = painted_frame(index);
    std::vector<EncodedFile> files;
    const std::string picture = "picture " + std::to_string(index);
    files.push_back({"images", "jpg", {picture.begin(), picture.end()}});
    files.push_back({"instance", "npy", npy_file(frame.ids)});
    const Labeled labeled = annotate(std::move(frame), config);
    std::ranges::move(encode_formats({.labeled = labeled,
                                      .image = &files.front(),
                                      .subset = subset_of(plan, index),
                                      .categories = plan.categories,
                                      .output = plan_output(plan)}),
                      std::back_inserter(files));
    return {index, {{describe_picture(labeled), std::move(files)}}};
}

inline std::vector<std::uint64_t> first_samples(std::uint64_t count) {
    std::vector<std::uint64_t> indices(count);
    for (std::uint64_t i = 0; i < count; ++i) indices[i] = i;
    return indices;
}

/// What one run does: everything of `requested` that is not there yet, in this order.
inline DatasetWriter::Pending run_writer(FileSystem& files, const std::filesystem::path& folder,
                                         const Plan& plan,
                                         const std::vector<std::uint64_t>& requested,
                                         WriterOptions options = {.durability = Durability::None,
                                                                  .device = "cpu"}) {
    auto writer = DatasetWriter::open(files, folder, plan, std::move(options));
    if (!writer) throw std::runtime_error(writer.errors().front().to_string());
    auto pending = (*writer)->pending(requested);
    for (const std::uint64_t index : pending.indices) (*writer)->commit(painted_sample(index));
    (*writer)->flush();
    return pending;
}

/// The files of a finished dataset that nothing disturbed.
inline std::map<std::string, std::string> reference_tree(std::uint64_t count) {
    const TemporaryFolder folder;
    PosixFileSystem files;
    run_writer(files, folder / "d", test_plan(count), first_samples(count));
    if (!finalize(files, folder / "d", Durability::None)) std::abort();
    return tree_of(folder / "d");
}

}  // namespace diorama
