#include "engine/io/model_codec.hpp"

#include <gmock/gmock.h>

#include <cstring>

#include "tests/engine/io/mesh_files.hpp"

namespace diorama {
namespace {

using ::testing::HasSubstr;

ImportedModel sample() {
    ImportedModel imported;
    imported.notes = {"a note"};
    Model& model = imported.model;
    model.name = "thing";
    auto texture = std::make_shared<Texture>();
    texture->name = "t.png";
    texture->pixels = Image<Rgba8>({3, 2}, {1, 2, 3, 4});
    texture->pixels.at(2, 1) = {9, 9, 9, 9};
    texture->srgb = true;
    texture->wrap_v = Wrap::Mirror;
    model.materials.resize(2);
    model.materials[0].name = "first";
    model.materials[0].base_color_texture = {texture, glm::mat3(2.0f)};
    model.materials[1].emissive_texture.texture = texture;
    model.materials[1].alpha_mode = AlphaMode::Blend;
    model.materials[1].double_sided = true;
    model.materials[1].clear_coat = 0.5f;
    model.materials[1].sheen_color = {0.1f, 0.2f, 0.3f};
    model.materials[1].transmission = 0.75f;
    MeshPart part;
    part.name = "part";
    part.vertices.resize(3);
    part.vertices[1].position = {4, 5, 6};
    part.vertices[2].uv = {0.5f, 0.25f};
    part.indices = {0, 1, 2};
    part.material_index = 1;
    model.parts = {part};
    update_bounds(model);
    return imported;
}

TEST(ModelCodec, RoundTrip) {
    const ImportedModel before = sample();
    const Bytes bytes = encode_model(before);
    EXPECT_LE(bytes.size(), max_encoded_bytes({}));
    const auto after = decode_model(bytes, "a", {});
    ASSERT_TRUE(after) << after.errors().front().to_string();
    EXPECT_EQ(after->notes, before.notes);
    const Model &a = after->model, &b = before.model;
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.bounds.max, glm::vec3(4, 5, 6));
    ASSERT_EQ(a.parts.size(), 1u);
    EXPECT_EQ(a.parts[0].indices, b.parts[0].indices);
    EXPECT_EQ(a.parts[0].material_index, 1u);
    EXPECT_EQ(
        std::memcmp(a.parts[0].vertices.data(), b.parts[0].vertices.data(), 3 * sizeof(Vertex)), 0);
    ASSERT_EQ(a.materials.size(), 2u);
    const auto& texture = a.materials[0].base_color_texture.texture;
    ASSERT_TRUE(texture);
    EXPECT_EQ(texture, a.materials[1].emissive_texture.texture);
    EXPECT_EQ(texture->pixels, b.materials[0].base_color_texture.texture->pixels);
    EXPECT_EQ(texture->wrap_v, Wrap::Mirror);
    EXPECT_TRUE(texture->srgb);
    EXPECT_EQ(a.materials[0].base_color_texture.uv_from_uv, glm::mat3(2.0f));
    EXPECT_EQ(a.materials[1].alpha_mode, AlphaMode::Blend);
    EXPECT_EQ(a.materials[1].clear_coat, 0.5f);
    EXPECT_EQ(a.materials[1].sheen_color, glm::vec3(0.1f, 0.2f, 0.3f));
    EXPECT_EQ(a.materials[1].transmission, 0.75f);
    EXPECT_EQ(encode_model(*after), bytes);
}

TEST(ModelCodec, RefusesWhatBreaksAModel) {
    const auto refuses = [](auto change, const char* why, ImportLimits limits = {}) {
        ImportedModel imported = sample();
        change(imported.model);
        const auto decoded = decode_model(encode_model(imported), "mug.glb", limits);
        ASSERT_FALSE(decoded) << why;
        EXPECT_EQ(decoded.errors().front().fault, Fault::Data);
        EXPECT_EQ(decoded.errors().front().file, "mug.glb");
        EXPECT_THAT(decoded.errors().front().message, HasSubstr(why));
    };
    refuses([](Model& m) { m.parts[0].indices[2] = 3; }, "index");
    refuses([](Model& m) { m.parts[0].indices.pop_back(); }, "incomplete triangle");
    refuses([](Model& m) { m.parts[0].indices.clear(); }, "empty");
    refuses([](Model& m) { m.parts[0].material_index = 2; }, "material");
    refuses([](Model& m) { m.parts[0].vertices[0].position.y = NAN; }, "not finite");
    refuses([](Model& m) { m.parts[0].vertices[0].uv.x = INFINITY; }, "not finite");
    refuses([](Model& m) { m.parts[0].vertices[0].position.y = 1e10f; }, "too far");
    refuses([](Model& m) { m.materials[0].roughness = NAN; }, "not finite");
    refuses([](Model& m) { m.materials[0].base_color_texture.uv_from_uv[1][1] = NAN; }, "finite");
    refuses([](Model& m) { m.parts.clear(); }, "no part");
    refuses([](Model& m) { m.materials[0].alpha_mode = static_cast<AlphaMode>(3); }, "range");
    refuses([](Model&) {}, "too long", {.max_vertices = 2});
    refuses([](Model&) {}, "wrong size", {.max_texture_pixels = 5});
}

// Whatever the bytes, the answer is a valid model or a Diagnostic.
TEST(ModelCodec, MutantsAreModelsOrRefused) {
    const Bytes seed = encode_model(sample());
    const Rng rng = Rng{21}.stream("codec");
    int refused = 0;
    for (std::uint64_t i = 0; i < 3000; ++i) {
        const auto decoded = decode_model(test::mutant(seed, rng.stream(i)), "a", {});
        if (!decoded) {
            ++refused;
            continue;
        }
        for (const MeshPart& part : decoded->model.parts) {
            ASSERT_LT(part.material_index, decoded->model.materials.size());
            for (const std::uint32_t index : part.indices) ASSERT_LT(index, part.vertices.size());
        }
    }
    EXPECT_GT(refused, 1000);
    EXPECT_FALSE(decode_model({}, "a", {}));
}

}  // namespace
}  // namespace diorama
