#include "scenes/kit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "mesh_checks.hpp"

namespace diorama::kit {
namespace {

using testing::IsEmpty;
using testing::IsSupersetOf;

std::vector<std::string> all_names() {
    std::vector<std::string> names = object_names();
    names.insert(names.end(), primitive_names().begin(), primitive_names().end());
    return names;
}

void mix(std::uint64_t& hash, const void* data, std::size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 0x100000001B3ULL;
}

std::uint64_t hash_of(const Material& material) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    mix(hash, &material.base_color, sizeof material.base_color);
    mix(hash, &material.roughness, sizeof material.roughness);
    for (const TextureSlot* slot : {&material.base_color_texture, &material.normal_texture,
                                    &material.metallic_roughness_texture})
        if (slot->texture)
            mix(hash, slot->texture->pixels.data(), slot->texture->pixels.size_bytes());
    return hash;
}

std::uint64_t hash_of(const Model& model) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const MeshPart& part : model.parts) {
        mix(hash, part.vertices.data(), part.vertices.size() * sizeof(Vertex));
        mix(hash, part.indices.data(), part.indices.size() * sizeof(std::uint32_t));
    }
    for (const Material& material : model.materials) {
        const std::uint64_t of_material = hash_of(material);
        mix(hash, &of_material, sizeof of_material);
    }
    return hash;
}

TEST(KitNames, AreSortedUniqueAndEnough) {
    for (const auto* names : {&object_names(), &primitive_names(), &material_names()})
        EXPECT_EQ(std::adjacent_find(names->begin(), names->end(), std::greater_equal<>()),
                  names->end());
    EXPECT_GE(object_names().size(), 20u);
    EXPECT_GE(material_names().size(), 14u);
    EXPECT_THAT(primitive_names(),
                testing::ElementsAre("capsule", "cone", "cube", "cylinder", "sphere", "torus"));
    EXPECT_THAT(object_names(),
                IsSupersetOf({"ball", "book", "bottle", "bowl", "can", "chair", "lamp", "mug",
                              "plate", "table", "teapot", "toy_block", "vase"}));
    EXPECT_THAT(material_names(), IsSupersetOf({"brick", "brushed_metal", "cloth", "concrete",
                                                "cork", "leather", "marble", "paper", "plaster",
                                                "plastic", "terrazzo", "tile", "wood"}));
}

class KitObject : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, KitObject, testing::ValuesIn(all_names()),
                         [](const auto& test) { return test.param; });

TEST_P(KitObject, HasSoundTriangles) {
    const auto model = make_object(GetParam());
    EXPECT_EQ(model->name, GetParam());
    ASSERT_FALSE(model->parts.empty());
    for (const MeshPart& part : model->parts) {
        EXPECT_LT(part.material_index, model->materials.size());
        EXPECT_THAT(problems(part), IsEmpty());
    }
    EXPECT_GE(model->triangle_count(), 500u);
    EXPECT_LE(model->triangle_count(), 16000u);
}

TEST_P(KitObject, IsClosedAndWindsOutward) {
    const auto model = make_object(GetParam());
    EXPECT_EQ(unmatched_edges(model->parts), 0);
    EXPECT_GT(signed_volume(model->parts), 0.0);
}

TEST_P(KitObject, StandsOnTheGroundAtTheOrigin) {
    const auto model = make_object(GetParam());
    Aabb bounds;
    for (const MeshPart& part : model->parts)
        for (const Vertex& vertex : part.vertices) bounds.add(vertex.position);
    EXPECT_EQ(bounds.min, model->bounds.min);
    EXPECT_EQ(bounds.max, model->bounds.max);
    EXPECT_EQ(bounds.min.y, 0.0f);
    // The axis runs through the footprint.
    EXPECT_LT(bounds.min.x, 0.0f);
    EXPECT_GT(bounds.max.x, 0.0f);
    EXPECT_LT(bounds.min.z, 0.0f);
    EXPECT_GT(bounds.max.z, 0.0f);
}

TEST_P(KitObject, IsTheSameEveryTime) {
    EXPECT_EQ(hash_of(*make_object(GetParam())), hash_of(*make_object(GetParam())));
}

struct RealSize {
    const char* name;
    glm::vec3 low_m, high_m;  // of bounds.size()
};

TEST(KitObjects, HaveRealWorldSizes) {
    const RealSize sizes[] = {
        {"alarm_clock", {0.08f, 0.12f, 0.03f}, {0.13f, 0.18f, 0.07f}},
        {"apple", {0.06f, 0.07f, 0.06f}, {0.09f, 0.10f, 0.09f}},
        {"ball", {0.18f, 0.18f, 0.18f}, {0.22f, 0.22f, 0.22f}},
        {"banana", {0.15f, 0.025f, 0.04f}, {0.22f, 0.05f, 0.10f}},
        {"book", {0.12f, 0.02f, 0.19f}, {0.16f, 0.04f, 0.24f}},
        {"bottle", {0.065f, 0.24f, 0.065f}, {0.09f, 0.32f, 0.09f}},
        {"bowl", {0.13f, 0.06f, 0.13f}, {0.18f, 0.09f, 0.18f}},
        {"can", {0.06f, 0.11f, 0.06f}, {0.07f, 0.125f, 0.07f}},
        {"cereal_box", {0.18f, 0.26f, 0.05f}, {0.21f, 0.31f, 0.08f}},
        {"chair", {0.38f, 0.75f, 0.42f}, {0.52f, 0.95f, 0.58f}},
        {"headphones", {0.15f, 0.16f, 0.06f}, {0.21f, 0.22f, 0.10f}},
        {"lamp", {0.14f, 0.38f, 0.25f}, {0.25f, 0.55f, 0.45f}},
        {"milk_carton", {0.07f, 0.22f, 0.07f}, {0.11f, 0.27f, 0.11f}},
        {"mug", {0.11f, 0.09f, 0.075f}, {0.14f, 0.10f, 0.09f}},
        {"parcel", {0.28f, 0.15f, 0.20f}, {0.35f, 0.20f, 0.26f}},
        {"plate", {0.25f, 0.018f, 0.25f}, {0.27f, 0.03f, 0.27f}},
        {"spoon", {0.18f, 0.01f, 0.035f}, {0.21f, 0.04f, 0.05f}},
        {"stool", {0.30f, 0.60f, 0.30f}, {0.42f, 0.70f, 0.42f}},
        {"table", {1.19f, 0.72f, 0.69f}, {1.21f, 0.76f, 0.71f}},
        {"teapot", {0.20f, 0.12f, 0.13f}, {0.28f, 0.16f, 0.17f}},
        {"toy_block", {0.04f, 0.04f, 0.04f}, {0.05f, 0.05f, 0.05f}},
        {"tumbler", {0.07f, 0.10f, 0.07f}, {0.09f, 0.12f, 0.09f}},
        {"vase", {0.12f, 0.22f, 0.12f}, {0.17f, 0.30f, 0.17f}},
    };
    for (const RealSize& expected : sizes) {
        const glm::vec3 size = make_object(expected.name)->bounds.size();
        for (int axis = 0; axis < 3; ++axis) {
            EXPECT_GE(size[axis], expected.low_m[axis]) << expected.name << " axis " << axis;
            EXPECT_LE(size[axis], expected.high_m[axis]) << expected.name << " axis " << axis;
        }
    }
}

TEST(KitObjects, HollowOnesAreHollow) {
    // A mug of 95 mm holds about a third of a liter, so its clay is far from a solid cylinder's.
    const double clay = signed_volume(make_object("mug")->parts);
    EXPECT_LT(clay, 0.35 * 3.1416 * 0.0415 * 0.0415 * 0.095);
}

TEST(KitPrimitives, HaveTheVolumesOfTheirSolids) {
    const auto volume = [](const char* name) { return signed_volume(make_object(name)->parts); };
    const double pi = 3.14159265;
    EXPECT_NEAR(volume("cube") / 1e-3, 1.0, 0.005);
    EXPECT_NEAR(volume("sphere") / (pi / 6 * 1e-3), 1.0, 0.01);
    EXPECT_NEAR(volume("cylinder") / (pi / 4 * 1e-3), 1.0, 0.01);
    EXPECT_NEAR(volume("cone") / (pi / 12 * 1e-3), 1.0, 0.03);
    for (const std::string& name : primitive_names())
        EXPECT_NEAR(make_object(name)->bounds.max.y, name == "torus" ? 0.028 : 0.1, 1e-6) << name;
}

class KitMaterial : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, KitMaterial, testing::ValuesIn(material_names()),
                         [](const auto& test) { return test.param; });

// Mean absolute difference of pixels `step` apart, over whole rows or columns.
double difference(const Image<Rgba8>& image, int from, int to, bool rows) {
    double sum = 0.0;
    const int count = rows ? image.width() : image.height();
    for (int i = 0; i < count; ++i) {
        const Rgba8 a = rows ? image.at(i, from) : image.at(from, i);
        const Rgba8 b = rows ? image.at(i, to) : image.at(to, i);
        sum += std::abs(a.r - b.r) + std::abs(a.g - b.g) + std::abs(a.b - b.b);
    }
    return sum / count;
}

TEST_P(KitMaterial, Tiles) {
    const auto material = make_material(GetParam());
    for (const TextureSlot* slot : {&material->base_color_texture, &material->normal_texture,
                                    &material->metallic_roughness_texture}) {
        if (!slot->texture) continue;
        const Image<Rgba8>& image = slot->texture->pixels;
        for (const bool rows : {false, true}) {
            const int size = rows ? image.height() : image.width();
            // Joints between boards or tiles may lie on the border as they do inside.
            double strongest = 0.0;
            for (int i = 0; i + 1 < size; ++i)
                strongest = std::max(strongest, difference(image, i, i + 1, rows));
            EXPECT_LE(difference(image, size - 1, 0, rows), 1.05 * strongest + 0.5)
                << slot->texture->name << (rows ? " rows" : " columns");
        }
    }
}

TEST_P(KitMaterial, IsPlausible) {
    const auto material = make_material(GetParam());
    EXPECT_EQ(material->name, GetParam());
    if (material->transmission > 0.0f) {  // glass: its color is what it lets through
        EXPECT_GT(glm::min(material->base_color.r, material->base_color.b), 0.8f);
        EXPECT_LE(material->base_color.g, 1.0f);
        return;
    }
    ASSERT_TRUE(material->base_color_texture.texture);
    const Texture& color = *material->base_color_texture.texture;
    EXPECT_TRUE(color.srgb);
    EXPECT_GE(color.pixels.width(), 512);
    double mean = 0.0;
    for (const Rgba8& pixel : color.pixels) {
        mean += pixel.g;
        ASSERT_EQ(pixel.a, 255);
    }
    mean /= static_cast<double>(color.pixels.extent().area());
    EXPECT_GT(mean, 30.0);   // neither coal
    EXPECT_LT(mean, 245.0);  // nor a light source
    if (const auto& normals = material->normal_texture.texture) {
        EXPECT_FALSE(normals->srgb);
        double x = 0.0, y = 0.0;
        for (const Rgba8& pixel : normals->pixels) {
            x += pixel.r - 127.5;
            y += pixel.g - 127.5;
            ASSERT_GE(pixel.b, 128);  // no normal points into the surface
        }
        // A tiling height field leans nowhere on the whole.
        const auto count = static_cast<double>(normals->pixels.extent().area());
        EXPECT_NEAR(x / count, 0.0, 2.0);
        EXPECT_NEAR(y / count, 0.0, 2.0);
    }
}

TEST_P(KitMaterial, IsTheSameEveryTime) {
    // The first is dropped before the second is painted, so that nothing is shared.
    const std::uint64_t first = hash_of(*make_material(GetParam()));
    EXPECT_EQ(hash_of(*make_material(GetParam())), first);
}

TEST(KitMaterials, ShareTexturesWhileInUse) {
    const auto first = make_material("cork"), second = make_material("cork");
    EXPECT_EQ(first->base_color_texture.texture, second->base_color_texture.texture);
    EXPECT_EQ(first->normal_texture.texture, second->normal_texture.texture);
}

TEST(KitSurface, IsOneRectangleWhenThin) {
    Material material;
    material.name = "red";
    const auto model = make_surface(2.0f, 1.0f, 0.0f, 0.5f, material);
    ASSERT_EQ(model->parts.size(), 1u);
    EXPECT_EQ(model->triangle_count(), 2u);
    EXPECT_EQ(model->materials.at(0).name, "red");
    EXPECT_EQ(model->bounds.min, glm::vec3(-1.0f, 0.0f, -0.5f));
    EXPECT_EQ(model->bounds.max, glm::vec3(1.0f, 0.0f, 0.5f));
    for (const Vertex& vertex : model->parts[0].vertices) {
        EXPECT_EQ(vertex.normal, glm::vec3(0, 1, 0));
        EXPECT_EQ(vertex.uv, glm::vec2(vertex.position.x + 1.0f, vertex.position.z + 0.5f) / 0.5f);
        EXPECT_EQ(vertex.tangent, glm::vec4(1, 0, 0, 1));
    }
    EXPECT_THAT(problems(model->parts[0]), IsEmpty());
}

TEST(KitSurface, IsABevelledSlabWhenThick) {
    const auto model = make_surface(1.2f, 0.8f, 0.04f, 1.0f, *make_material("paper"));
    EXPECT_EQ(model->bounds.max.y, 0.0f);
    EXPECT_NEAR(model->bounds.min.y, -0.04f, 1e-6f);
    EXPECT_NEAR(model->bounds.size().x, 1.2f, 1e-6f);
    EXPECT_NEAR(model->bounds.size().z, 0.8f, 1e-6f);
    EXPECT_EQ(unmatched_edges(model->parts), 0);
    EXPECT_NEAR(signed_volume(model->parts), 1.2 * 0.8 * 0.04, 2e-4);
    EXPECT_THAT(problems(model->parts[0]), IsEmpty());
    // Texture scale on the top: one meter of position is one of uv.
    const Vertex* left = nullptr;
    const Vertex* right = nullptr;
    for (const Vertex& vertex : model->parts[0].vertices) {
        if (vertex.normal.y < 0.999f) continue;
        if (!left || vertex.position.x < left->position.x) left = &vertex;
        if (!right || vertex.position.x > right->position.x) right = &vertex;
    }
    ASSERT_TRUE(left && right);
    EXPECT_NEAR(right->uv.x - left->uv.x, right->position.x - left->position.x, 1e-5f);
}

}  // namespace
}  // namespace diorama::kit
