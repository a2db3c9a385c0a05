// Geometry and materials with known answers.
#include "engine/io/model_import.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/engine/io/mesh_files.hpp"

namespace diorama {
namespace {

using test::corners;
using test::flat_png;
using test::glb;
using test::gltf;
using test::GltfParts;
using test::import_text;
using test::kPly;
using test::winds_with_normals;
using ::testing::HasSubstr;

std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

#define ASSERT_IMPORTED(result) ASSERT_TRUE(result) << (result).errors().front().to_string()

void expect_near(const glm::vec3& a, const glm::vec3& b, float tolerance = 1e-6f) {
    EXPECT_LE(glm::length(a - b), tolerance)
        << a.x << " " << a.y << " " << a.z << " is not " << b.x << " " << b.y << " " << b.z;
}

TEST(SniffMesh, ByContent) {
    EXPECT_EQ(sniff_mesh(glb()), "glb");
    EXPECT_EQ(sniff_mesh(test::from_text(gltf())), "gltf");
    EXPECT_EQ(sniff_mesh(test::from_text(kPly)), "ply");
    EXPECT_EQ(sniff_mesh(test::stl({{0, 0, 0, 1, 0, 0, 0, 1, 0}})), "stl");
    EXPECT_EQ(sniff_mesh(test::from_text("solid a\nfacet normal 0 0 1\n")), "stl");
    EXPECT_EQ(sniff_mesh(test::from_text("# by hand\n\nv 0 0 0\n")), "obj");
    EXPECT_EQ(sniff_mesh(test::from_text("Kaydara FBX Binary  ")), "fbx");
    EXPECT_EQ(sniff_mesh(test::from_text("<?xml version=\"1.0\"?><COLLADA/>")), "dae");
    EXPECT_EQ(sniff_mesh(test::from_text("just some text")), std::nullopt);
    EXPECT_EQ(sniff_mesh(test::from_text("{\"a\": 1}")), std::nullopt);
    EXPECT_EQ(sniff_mesh({}), std::nullopt);
}

TEST(ImportGltf, QuadAsWritten) {
    for (const std::string& text : {gltf(), text_of(glb())}) {
        const auto imported = import_text("quad.gltf", text);
        ASSERT_IMPORTED(imported);
        const Model& model = imported->model;
        EXPECT_EQ(model.name, "quad");
        ASSERT_EQ(model.parts.size(), 1u);
        const MeshPart& part = model.parts[0];
        EXPECT_EQ(corners(part),
                  (std::vector<glm::vec3>{
                      {0, 0, 0}, {2, 0, 0}, {2, 1, 0}, {0, 0, 0}, {2, 1, 0}, {0, 1, 0}}));
        EXPECT_EQ(part.vertices.size(), 4u);
        EXPECT_TRUE(winds_with_normals(part));
        EXPECT_EQ(model.bounds.max, glm::vec3(2, 1, 0));
        for (const Vertex& v : part.vertices) {
            // u grows with x; v = 0 is the top row of the texture, here at y = 1.
            EXPECT_EQ(v.uv, glm::vec2(v.position.x / 2, 1 - v.position.y));
            EXPECT_EQ(v.normal, glm::vec3(0, 0, 1));
            // +X along u, and the bitangent, cross(n, t) * w = +Y, towards the texture's top.
            EXPECT_EQ(v.tangent, glm::vec4(1, 0, 0, 1));
            EXPECT_EQ(v.color, glm::vec4(1));
        }
    }
}

TEST(ImportGltf, NodeTransformsAreBakedAndMirrorsTurnTheWinding) {
    // The parent moves by (10, 0, 0) and turns 90 degrees about Z; the first child mirrors x, the
    // second doubles y. (x, y) -> (10 - y', x') of the child's result.
    GltfParts parts;
    parts.nodes = R"([
        {"translation": [10, 0, 0], "rotation": [0, 0, 0.70710678, 0.70710678], "children": [1, 2]},
        {"mesh": 0, "scale": [-1, 1, 1]}, {"mesh": 0, "scale": [1, 2, 1]}])";
    parts.attributes += R"(, "TANGENT": 3)";
    const auto imported = import_text("a.gltf", gltf(parts));
    ASSERT_IMPORTED(imported);
    const Model& model = imported->model;
    ASSERT_EQ(model.parts.size(), 2u);
    EXPECT_EQ(model.materials.size(), 1u);
    for (const MeshPart& part : model.parts) {
        EXPECT_EQ(part.indices.size(), 6u);
        EXPECT_TRUE(winds_with_normals(part));
        for (const Vertex& v : part.vertices) expect_near(v.normal, {0, 0, 1});
    }
    // Mirrored: the corner (2, 1) -> (-2, 1) -> (9, -2).
    expect_near(model.parts[0].vertices[0].position, {10, 0, 0}, 1e-5f);
    const auto mirrored = corners(model.parts[0]);
    expect_near(mirrored[1], {9, -2, 0}, 1e-5f);  // corners 1 and 2 have changed places
    expect_near(mirrored[2], {10, -2, 0}, 1e-5f);
    // u runs along -Y now, and +v still along -X: cross(Z, -Y) = +X, so w = -1 gives the bitangent.
    const glm::vec4 tangent = model.parts[0].vertices[0].tangent;
    expect_near(glm::vec3(tangent), {0, -1, 0});
    EXPECT_EQ(tangent.w, -1.0f);
    // Stretched: (2, 1) -> (2, 2) -> (8, 2).
    expect_near(corners(model.parts[1])[2], {8, 2, 0}, 1e-5f);
    EXPECT_EQ(model.parts[1].vertices[0].tangent.w, 1.0f);
    expect_near(model.bounds.min, {8, -2, 0}, 1e-5f);
    expect_near(model.bounds.max, {10, 2, 0}, 1e-5f);
}

TEST(ImportGltf, SkinFollowsItsJointsNotItsNode) {
    // All weight on one joint at (0, 5, 0) whose inverse bind matrix moves by (0, 0, -1); the
    // mesh's own node, moved by (100, 0, 0), does not count.
    GltfParts parts;
    Bytes more;
    for (int i = 0; i < 4; ++i) more.insert(more.end(), {0, 0, 0, 0});             // joints
    for (int i = 0; i < 4; ++i) test::append_floats(more, {1, 0, 0, 0});           // weights
    test::append_floats(more, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, -1, 1});  // column-major
    parts.nodes = R"([{"mesh": 0, "skin": 0, "translation": [100, 0, 0]},
                      {"name": "joint", "translation": [0, 5, 0]}])";
    parts.roots = "[0, 1]";
    parts.attributes += R"(, "JOINTS_0": 5, "WEIGHTS_0": 6)";
    parts.more = R"("skins": [{"joints": [1], "inverseBindMatrices": 7}],)";
    std::string text = gltf(parts);
    const auto put_behind = [&](const std::string& mark, const std::string& addition) {
        text.insert(text.find(mark) + mark.size(), addition);
    };
    put_behind(R"("type": "SCALAR"})", R"(,
        {"bufferView": 5, "componentType": 5121, "count": 4, "type": "VEC4"},
        {"bufferView": 6, "componentType": 5126, "count": 4, "type": "VEC4"},
        {"bufferView": 7, "componentType": 5126, "count": 1, "type": "MAT4"})");
    put_behind(R"("byteOffset": 192, "byteLength": 12})", R"(,
        {"buffer": 1, "byteOffset": 0, "byteLength": 16},
        {"buffer": 1, "byteOffset": 16, "byteLength": 64},
        {"buffer": 1, "byteOffset": 80, "byteLength": 64})");
    text.insert(
        text.rfind("]}"),
        fmt::format(R"(, {{"byteLength": 144, "uri": "data:;base64,{}"}})", test::base64(more)));
    const auto imported = import_text("a.gltf", text);
    ASSERT_IMPORTED(imported);
    ASSERT_EQ(imported->model.parts.size(), 1u);
    expect_near(imported->model.bounds.min, {0, 5, -1});
    expect_near(imported->model.bounds.max, {2, 6, -1});
}

TEST(ImportGltf, LayersOfMaterialsComeFromTheirExtensions) {
    GltfParts parts;
    parts.materials = R"([{"name": "layered", "extensions": {
        "KHR_materials_clearcoat": {"clearcoatFactor": 0.75, "clearcoatRoughnessFactor": 0.125},
        "KHR_materials_sheen": {"sheenColorFactor": [0.25, 0.5, 0.75],
                                "sheenRoughnessFactor": 0.375},
        "KHR_materials_transmission": {"transmissionFactor": 0.875}}}])";
    parts.more = R"("extensionsUsed": ["KHR_materials_clearcoat", "KHR_materials_sheen",
        "KHR_materials_transmission"],)";
    const auto imported = import_text("a.gltf", gltf(parts), {});
    ASSERT_IMPORTED(imported);
    const Material& m = imported->model.materials.at(0);
    EXPECT_EQ(m.clear_coat, 0.75f);
    EXPECT_EQ(m.clear_coat_roughness, 0.125f);
    EXPECT_EQ(m.sheen_color, glm::vec3(0.25f, 0.5f, 0.75f));
    EXPECT_EQ(m.sheen_roughness, 0.375f);
    EXPECT_EQ(m.transmission, 0.875f);
}

TEST(ImportGltf, MaterialsKeepAllTheirFields) {
    GltfParts parts;
    parts.materials = R"([{"name": "painted", "doubleSided": true, "alphaMode": "MASK",
        "alphaCutoff": 0.25, "emissiveFactor": [0.1, 0.2, 0.3],
        "pbrMetallicRoughness": {"baseColorFactor": [0.2, 0.4, 0.6, 0.8], "metallicFactor": 0.7,
            "roughnessFactor": 0.3, "baseColorTexture": {"index": 0},
            "metallicRoughnessTexture": {"index": 1}},
        "normalTexture": {"index": 2, "scale": 0.5},
        "occlusionTexture": {"index": 1, "strength": 0.75}, "emissiveTexture": {"index": 3}}])";
    parts.more = fmt::format(
        R"("samplers": [{{"wrapS": 33071, "wrapT": 33648}}, {{}}],
        "textures": [{{"source": 0, "sampler": 0}}, {{"source": 1, "sampler": 1}}, {{"source": 2}},
                     {{"source": 3}}],
        "images": [{{"uri": "base%20color.png"}}, {{"uri": "orm.png"}}, {{"uri": "n.png"}},
                   {{"uri": "data:image/png;base64,{}"}}],)",
        test::base64(flat_png({7, 8, 9, 255})));
    const auto imported = import_text("a.gltf", gltf(parts),
                                      {{"base%20color.png", flat_png({1, 2, 3, 4})},
                                       {"base color.png", flat_png({1, 2, 3, 4})},
                                       {"orm.png", flat_png({10, 20, 30, 255})},
                                       {"n.png", flat_png({128, 128, 255, 255})}});
    ASSERT_IMPORTED(imported);
    EXPECT_THAT(imported->notes, ::testing::IsEmpty());
    const Material& m = imported->model.materials.at(0);
    EXPECT_EQ(m.name, "painted");
    EXPECT_EQ(m.base_color, glm::vec4(0.2f, 0.4f, 0.6f, 0.8f));
    EXPECT_EQ(m.metallic, 0.7f);
    EXPECT_EQ(m.roughness, 0.3f);
    expect_near(m.emissive, {0.1f, 0.2f, 0.3f});
    EXPECT_EQ(m.alpha_mode, AlphaMode::Mask);
    EXPECT_EQ(m.alpha_cutoff, 0.25f);
    EXPECT_TRUE(m.double_sided);
    EXPECT_EQ(m.normal_scale, 0.5f);
    EXPECT_EQ(m.occlusion_strength, 0.75f);
    const auto pixel = [](const TextureSlot& slot) { return slot.texture->pixels.at(3, 3); };
    EXPECT_EQ(pixel(m.base_color_texture), (Rgba8{1, 2, 3, 4}));
    EXPECT_EQ(pixel(m.metallic_roughness_texture), (Rgba8{10, 20, 30, 255}));
    EXPECT_EQ(pixel(m.normal_texture), (Rgba8{128, 128, 255, 255}));
    EXPECT_EQ(pixel(m.emissive_texture), (Rgba8{7, 8, 9, 255}));
    EXPECT_EQ(m.occlusion_texture.texture, m.metallic_roughness_texture.texture);
    EXPECT_TRUE(m.base_color_texture.texture->srgb);
    EXPECT_TRUE(m.emissive_texture.texture->srgb);
    EXPECT_FALSE(m.normal_texture.texture->srgb);
    EXPECT_FALSE(m.metallic_roughness_texture.texture->srgb);
    EXPECT_EQ(m.base_color_texture.texture->wrap_u, Wrap::Clamp);
    EXPECT_EQ(m.base_color_texture.texture->wrap_v, Wrap::Mirror);
    EXPECT_EQ(m.normal_texture.texture->wrap_u, Wrap::Repeat);
}

TEST(ImportGltf, TextureTransformIsScaleThenTurnThenOffset) {
    GltfParts parts;
    parts.materials = R"([{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0,
        "extensions": {"KHR_texture_transform":
            {"offset": [0.25, 0.5], "rotation": 1.57079633, "scale": [2, 3]}}}}}])";
    parts.more = R"("extensionsUsed": ["KHR_texture_transform"], "textures": [{"source": 0}],
                    "images": [{"uri": "a.png"}],)";
    const auto imported = import_text("a.gltf", gltf(parts), {{"a.png", flat_png({1, 2, 3, 255})}});
    ASSERT_IMPORTED(imported);
    const glm::mat3 m = imported->model.materials.at(0).base_color_texture.uv_from_uv;
    // Counter-clockwise, and v points down: u' = v * 3 + 0.25, v' = -u * 2 + 0.5.
    expect_near(m * glm::vec3(0, 0, 1), {0.25f, 0.5f, 1}, 1e-5f);
    expect_near(m * glm::vec3(1, 0, 1), {0.25f, -1.5f, 1}, 1e-5f);
    expect_near(m * glm::vec3(0, 1, 1), {3.25f, 0.5f, 1}, 1e-5f);
}

constexpr const char* kObjQuad =
    "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"
    "usemtl m\nf 1/1 2/2 3/3 4/4\n";

TEST(ImportObj, QuadWithoutNormals) {
    const auto imported =
        import_text("a.obj", kObjQuad, {{"a.mtl", test::from_text("newmtl m\nKd 1 0 0\n")}});
    ASSERT_IMPORTED(imported);
    const MeshPart& part = imported->model.parts.at(0);
    EXPECT_EQ(part.indices.size(), 6u);
    EXPECT_EQ(part.vertices.size(), 4u);
    EXPECT_TRUE(winds_with_normals(part));
    for (const Vertex& v : part.vertices) {
        expect_near(v.normal, {0, 0, 1});
        EXPECT_EQ(v.uv, glm::vec2(v.position.x, 1 - v.position.y));  // OBJ counts v from below
        expect_near(glm::vec3(v.tangent), {1, 0, 0});
        EXPECT_EQ(v.tangent.w, 1.0f);
    }
    const Material& m = imported->model.materials.at(0);
    EXPECT_EQ(m.base_color, glm::vec4(1, 0, 0, 1));
    EXPECT_TRUE(m.double_sided);
    EXPECT_EQ(m.roughness, 1.0f);
}

TEST(ImportObj, CubeHasHardEdgesWithoutNormals) {
    const auto imported =
        import_text("cube.obj",
                    "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0 0 1\nv 1 0 1\nv 1 1 1\nv 0 1 1\n"
                    "f 4 3 2 1\nf 5 6 7 8\nf 1 2 6 5\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\n");
    ASSERT_IMPORTED(imported);
    const MeshPart& part = imported->model.parts.at(0);
    EXPECT_EQ(part.indices.size(), 36u);
    EXPECT_EQ(part.vertices.size(), 24u);
    EXPECT_TRUE(winds_with_normals(part));
}

TEST(ImportObj, ConcavePolygonKeepsItsArea) {
    // An arrow head of area 1; a fan from the first corner would cover 3.
    const auto imported = import_text("a.obj", "v 0 0 0\nv 2 1 0\nv 0 2 0\nv 1 1 0\nf 1 2 3 4\n");
    ASSERT_IMPORTED(imported);
    const auto points = corners(imported->model.parts.at(0));
    ASSERT_EQ(points.size(), 6u);
    float area = 0.0f;
    for (std::size_t i = 0; i < points.size(); i += 3)
        area +=
            0.5f * glm::length(glm::cross(points[i + 1] - points[i], points[i + 2] - points[i]));
    EXPECT_FLOAT_EQ(area, 1.0f);
}

TEST(ImportObj, DropsPointsLinesAndDegenerateFaces) {
    const auto imported = import_text("a.obj",
                                      "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 9 9 9\nv 2 0 0\n"
                                      "p 4\nl 1 4\nf 1 2 5\nf 1 1 2\nf 1 2 3\n");
    ASSERT_IMPORTED(imported);
    EXPECT_EQ(imported->model.triangle_count(), 1u);
    EXPECT_EQ(imported->model.bounds.max, glm::vec3(1, 1, 0));  // neither (9, 9, 9) nor (2, 0, 0)
    const auto nothing = import_text("a.obj", "v 0 0 0\nv 1 0 0\nl 1 2\n");
    ASSERT_FALSE(nothing);
}

TEST(ImportObj, PhongBecomesMetallicRoughness) {
    const auto material = [](const std::string& mtl) {
        auto imported = import_text(
            "a.obj", kObjQuad,
            {{"a.mtl", test::from_text("newmtl m\n" + mtl)}, {"t.png", flat_png({9, 8, 7, 255})}});
        EXPECT_TRUE(imported);
        return imported->model.materials.at(0);
    };
    // Ns = 30: alpha^2 = 2 / 32 = 1/16, alpha = 1/4, roughness = 1/2.
    EXPECT_FLOAT_EQ(material("Ks 1 1 1\nNs 30\n").roughness, 0.5f);
    EXPECT_FLOAT_EQ(material("Ks 0 0 0\nNs 30\n").roughness, 1.0f);
    EXPECT_NEAR(material("Kd 0.5 0.5 0.5\n").base_color.r, 0.2140f, 1e-4f);  // sRGB to linear
    EXPECT_EQ(material("d 0.25\n").alpha_mode, AlphaMode::Blend);
    EXPECT_EQ(material("d 0.25\n").base_color.a, 0.25f);
    EXPECT_EQ(material("Tr 0.75\n").alpha_mode, AlphaMode::Blend);
    EXPECT_EQ(material("Kd 1 1 1\n").alpha_mode, AlphaMode::Opaque);
    const Material textured = material("Kd 0.5 0.5 0.5\nmap_Kd t.png\n");
    EXPECT_EQ(textured.base_color, glm::vec4(1));
    EXPECT_EQ(textured.base_color_texture.texture->pixels.at(0, 0), (Rgba8{9, 8, 7, 255}));
    EXPECT_TRUE(textured.base_color_texture.texture->srgb);
}

TEST(ImportObj, AlphaOfPicturesBecomesMaskOrBlend) {
    Image<Rgba8> holes({8, 8}, {100, 50, 25, 255});
    for (int y = 0; y < 8; ++y) holes.at(3, y).a = 0;
    Image<Rgba8> glass({8, 8}, {100, 50, 25, 90});
    Image<std::uint8_t> cutout({4, 4}, 255);
    for (int x = 0; x < 4; ++x) cutout.at(x, 0) = 0;
    const std::vector<std::pair<std::string, Bytes>> files{
        {"holes.png", encode_png(holes)},
        {"glass.png", encode_png(glass)},
        {"d.png", encode_png(cutout)},
        {"a.mtl", test::from_text("newmtl m\nmap_Kd holes.png\n")}};
    const auto with = [&](const std::string& mtl) {
        auto all = files;
        all.back().second = test::from_text("newmtl m\n" + mtl);
        auto imported = import_text("a.obj", kObjQuad, all);
        EXPECT_TRUE(imported);
        return imported->model.materials.at(0);
    };
    EXPECT_EQ(with("map_Kd holes.png\n").alpha_mode, AlphaMode::Mask);
    EXPECT_EQ(with("map_Kd glass.png\n").alpha_mode, AlphaMode::Blend);
    // The opacity picture has half the size: its first row covers the first two of the color.
    const Material merged = with("map_Kd glass.png\nmap_d d.png\n");
    EXPECT_EQ(merged.alpha_mode, AlphaMode::Mask);
    const Image<Rgba8>& pixels = merged.base_color_texture.texture->pixels;
    EXPECT_EQ(pixels.at(5, 1), (Rgba8{100, 50, 25, 0}));
    EXPECT_EQ(pixels.at(5, 2), (Rgba8{100, 50, 25, 255}));
}

TEST(ImportObj, BumpBecomesNormalsThatPointDownhill) {
    // A ramp that rises to the right by 1/8 per pixel: normals lean to -X and the map's red falls.
    Image<std::uint8_t> ramp({8, 4});
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 8; ++x) ramp.at(x, y) = static_cast<std::uint8_t>(32 * x);
    const auto imported = import_text("a.obj", kObjQuad,
                                      {{"a.mtl", test::from_text("newmtl m\nmap_Bump ramp.png\n")},
                                       {"ramp.png", encode_png(ramp)}});
    ASSERT_IMPORTED(imported);
    const auto& texture = imported->model.materials.at(0).normal_texture.texture;
    ASSERT_TRUE(texture);
    EXPECT_FALSE(texture->srgb);
    // The slope is 4 * 32 / 255: n = (-0.502, 0, 1) / 1.119.
    const Rgba8 n = texture->pixels.at(4, 2);
    EXPECT_NEAR(n.r, 255 * (0.5 - 0.5 * 0.4486), 1.0);
    EXPECT_NEAR(n.g, 128, 1);
    EXPECT_NEAR(n.b, 255 * (0.5 + 0.5 * 0.8937), 1.0);
}

TEST(ImportObj, TexturesAreSharedBetweenMaterials) {
    const std::string obj =
        "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl a\nf 1/1 2/1 3/1\nusemtl b\n"
        "f 1/1 3/1 2/1\n";
    const auto imported = import_text(
        "a.obj", obj,
        {{"a.mtl", test::from_text("newmtl a\nmap_Kd t.png\nnewmtl b\nNs 5\nmap_Kd t.png\n")},
         {"t.png", flat_png({1, 2, 3, 255})}});
    ASSERT_IMPORTED(imported);
    ASSERT_EQ(imported->model.materials.size(), 2u);
    const auto& first = imported->model.materials[0].base_color_texture.texture;
    ASSERT_TRUE(first);
    EXPECT_EQ(first, imported->model.materials[1].base_color_texture.texture);
}

TEST(ImportObj, MissingAndBrokenTexturesAreNoted) {
    const auto imported = import_text(
        "a.obj", kObjQuad,
        {{"a.mtl", test::from_text("newmtl m\nKd 0 1 0\nmap_Kd gone.png\nmap_Ke broken.png\n")},
         {"broken.png", test::from_text("no picture")}});
    ASSERT_IMPORTED(imported);
    const Material& m = imported->model.materials.at(0);
    EXPECT_FALSE(m.base_color_texture.texture);
    EXPECT_EQ(m.base_color, glm::vec4(0, 1, 0, 1));
    EXPECT_FALSE(m.emissive_texture.texture);
    EXPECT_THAT(imported->notes,
                ::testing::ElementsAre(HasSubstr("texture 'gone.png' does not exist"),
                                       HasSubstr("texture 'broken.png' is no JPEG")));
}

TEST(ImportPly, VertexColorsAreDecoded) {
    const auto imported = import_text("a.ply", kPly);
    ASSERT_IMPORTED(imported);
    const MeshPart& part = imported->model.parts.at(0);
    EXPECT_EQ(part.indices.size(), 6u);
    EXPECT_EQ(part.vertices[0].color.r, 1.0f);
    EXPECT_EQ(part.vertices[0].color.g, 0.0f);
    EXPECT_NEAR(part.vertices[0].color.b, 0.5029f, 1e-4f);
    EXPECT_EQ(imported->model.materials.at(0).base_color, glm::vec4(1));
    expect_near(part.vertices[0].normal, {0, 0, 1});
}

TEST(ImportStl, BinaryAndAscii) {
    const std::string ascii =
        "solid s\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\n"
        "endloop\nendfacet\nendsolid s\n";
    const Bytes binary = test::stl({{0, 0, 0, 1, 0, 0, 0, 1, 0}});
    for (const std::string& text : {ascii, text_of(binary)}) {
        const auto imported = import_text("a.stl", text);
        ASSERT_IMPORTED(imported);
        EXPECT_EQ(corners(imported->model.parts.at(0)),
                  (std::vector<glm::vec3>{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}));
        expect_near(imported->model.parts[0].vertices[0].normal, {0, 0, 1});
    }
}

TEST(ImportLimits, AreKept) {
    ImportLimits limits;
    limits.max_vertices = 3;
    const auto vertices = import_text("a.gltf", gltf(), {}, limits);
    ASSERT_FALSE(vertices);
    EXPECT_THAT(vertices.errors().front().message, HasSubstr("more than 3 vertices"));

    limits = {};
    limits.max_nodes = 2;
    GltfParts parts;
    parts.nodes = R"([{"children": [1]}, {"children": [2]}, {"mesh": 0}])";
    EXPECT_FALSE(import_text("a.gltf", gltf(parts), {}, limits));
    limits = {};
    limits.max_depth = 2;
    EXPECT_FALSE(import_text("a.gltf", gltf(parts), {}, limits));
    limits.max_depth = 4;
    EXPECT_TRUE(import_text("a.gltf", gltf(parts), {}, limits));

    limits = {};
    limits.formats = {"obj"};
    const auto format = import_text("a.gltf", gltf(), {}, limits);
    ASSERT_FALSE(format);
    EXPECT_EQ(format.errors().front().to_string(), "a.gltf: is a gltf file, expected one of obj");

    limits = {};
    limits.max_texture_pixels = 15;
    const auto picture = import_text("a.obj", kObjQuad,
                                     {{"a.mtl", test::from_text("newmtl m\nmap_Kd t.png\n")},
                                      {"t.png", flat_png({1, 2, 3, 255}, {4, 4})}},
                                     limits);
    ASSERT_IMPORTED(picture);
    EXPECT_FALSE(picture->model.materials.at(0).base_color_texture.texture);
    EXPECT_THAT(picture->notes, ::testing::ElementsAre(HasSubstr("4 x 4 pixels, at most 15")));
}

}  // namespace
}  // namespace diorama
