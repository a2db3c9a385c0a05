#include "engine/io/model_codec.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "engine/io/assimp_scene.hpp"
#include "engine/io/byte_stream.hpp"
#include "engine/io/codecs.hpp"

namespace diorama {
namespace {

constexpr std::uint32_t kNoTexture = UINT32_MAX;
constexpr std::uint64_t kMaxParts = 1'000'000;
constexpr std::uint64_t kMaxMaterials = 100'000;

using TextureIndices = std::map<const Texture*, std::uint32_t>;

auto slots_of(auto& material) {
    return std::array{&material.base_color_texture, &material.normal_texture,
                      &material.metallic_roughness_texture, &material.occlusion_texture,
                      &material.emissive_texture};
}

void write_texture(ByteWriter& out, const Texture& texture) {
    out.text(texture.name);
    out.value(static_cast<std::uint8_t>(texture.srgb));
    out.value(static_cast<std::uint8_t>(texture.wrap_u));
    out.value(static_cast<std::uint8_t>(texture.wrap_v));
    out.value(texture.pixels.width());
    out.value(texture.pixels.height());
    out.array(texture.pixels.data(), texture.pixels.extent().area());
}

std::shared_ptr<const Texture> read_texture(ByteReader& in, std::uint64_t& pixels_left,
                                            const ImportLimits& limits) {
    auto texture = std::make_shared<Texture>();
    texture->name = in.text();
    texture->srgb = in.flag();
    texture->wrap_u = static_cast<Wrap>(in.below<std::uint8_t>(3));
    texture->wrap_v = static_cast<Wrap>(in.below<std::uint8_t>(3));
    const Extent extent{in.value<int>(), in.value<int>()};
    if (extent.width <= 0 || extent.height <= 0 || extent.area() > limits.max_texture_pixels ||
        extent.area() > pixels_left)
        throw BadBytes("a texture has a wrong size");
    pixels_left -= extent.area();
    if (in.left() / sizeof(Rgba8) < extent.area()) throw BadBytes("a texture ends too early");
    texture->pixels = Image<Rgba8>(extent);
    in.array(texture->pixels.pixels(), extent.area());
    if (texture->pixels.pixels().size() != extent.area())
        throw BadBytes("a texture has a wrong number of pixels");
    return texture;
}

void write_material(ByteWriter& out, const Material& m, const TextureIndices& textures) {
    out.text(m.name);
    out.floats(&m.base_color.x, 4);
    out.value(m.metallic);
    out.value(m.roughness);
    out.floats(&m.emissive.x, 3);
    for (const float value :
         {m.clear_coat, m.clear_coat_roughness, m.sheen_roughness, m.transmission, m.normal_scale})
        out.value(value);
    out.floats(&m.sheen_color.x, 3);
    out.value(m.occlusion_strength);
    out.value(static_cast<std::uint8_t>(m.alpha_mode));
    out.value(m.alpha_cutoff);
    out.value(static_cast<std::uint8_t>(m.double_sided));
    for (const TextureSlot* slot : slots_of(m)) {
        out.value(slot->texture ? textures.at(slot->texture.get()) : kNoTexture);
        out.floats(&slot->uv_from_uv[0].x, 9);
    }
}

Material read_material(ByteReader& in,
                       const std::vector<std::shared_ptr<const Texture>>& textures) {
    Material m;
    m.name = in.text();
    in.floats(&m.base_color.x, 4);
    m.metallic = in.finite();
    m.roughness = in.finite();
    in.floats(&m.emissive.x, 3);
    for (float* value : {&m.clear_coat, &m.clear_coat_roughness, &m.sheen_roughness,
                         &m.transmission, &m.normal_scale})
        *value = in.finite();
    in.floats(&m.sheen_color.x, 3);
    m.occlusion_strength = in.finite();
    m.alpha_mode = static_cast<AlphaMode>(in.below<std::uint8_t>(3));
    m.alpha_cutoff = in.finite();
    m.double_sided = in.flag();
    for (TextureSlot* slot : slots_of(m)) {
        const auto index = in.value<std::uint32_t>();
        if (index != kNoTexture && index >= textures.size())
            throw BadBytes("a material names a texture that is not there");
        if (index != kNoTexture) slot->texture = textures[index];
        in.floats(&slot->uv_from_uv[0].x, 9);
    }
    return m;
}

void check_part(const MeshPart& part, std::size_t material_count) {
    if (part.material_index >= material_count)
        throw BadBytes("a part names a material that is not there");
    if (part.vertices.empty() || part.indices.empty() || part.indices.size() % 3 != 0)
        throw BadBytes("a part is empty or has an incomplete triangle");
    for (const std::uint32_t index : part.indices)
        if (index >= part.vertices.size()) throw BadBytes("an index is out of range");
    for (const Vertex& vertex : part.vertices) {
        std::array<float, sizeof(Vertex) / sizeof(float)> values;
        std::memcpy(values.data(), &vertex, sizeof vertex);
        const bool finite =
            std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
        if (!finite) throw BadBytes("a vertex is not finite");
        for (int axis = 0; axis < 3; ++axis)
            if (std::abs(vertex.position[axis]) > kLargestCoordinate)
                throw BadBytes("a vertex is too far away");
    }
}

}  // namespace

Bytes encode_model(const ImportedModel& imported) {
    const Model& model = imported.model;
    ByteWriter out;
    TextureIndices indices;
    std::vector<const Texture*> textures;
    for (const Material& material : model.materials)
        for (const TextureSlot* slot : slots_of(material))
            if (slot->texture &&
                indices.emplace(slot->texture.get(), static_cast<std::uint32_t>(textures.size()))
                    .second)
                textures.push_back(slot->texture.get());

    out.text(model.name);
    out.value(static_cast<std::uint64_t>(imported.notes.size()));
    for (const std::string& note : imported.notes) out.text(note);
    out.value(static_cast<std::uint64_t>(textures.size()));
    for (const Texture* texture : textures) write_texture(out, *texture);
    out.value(static_cast<std::uint64_t>(model.materials.size()));
    for (const Material& material : model.materials) write_material(out, material, indices);
    out.value(static_cast<std::uint64_t>(model.parts.size()));
    for (const MeshPart& part : model.parts) {
        out.text(part.name);
        out.value(part.material_index);
        out.array(part.vertices.data(), part.vertices.size());
        out.array(part.indices.data(), part.indices.size());
    }
    return out.take();
}

Expected<ImportedModel> decode_model(ByteView bytes, const std::string& name,
                                     const ImportLimits& limits) {
    try {
        ByteReader in(bytes);
        ImportedModel imported;
        Model& model = imported.model;
        model.name = in.text();
        imported.notes.resize(in.count(4, 100'000));
        for (std::string& note : imported.notes) note = in.text();
        std::vector<std::shared_ptr<const Texture>> textures(in.count(20, kMaxMaterials));
        std::uint64_t pixels_left = 16 * limits.max_texture_pixels;
        for (auto& texture : textures) texture = read_texture(in, pixels_left, limits);
        model.materials.resize(in.count(64, kMaxMaterials));
        for (Material& material : model.materials) material = read_material(in, textures);
        model.parts.resize(in.count(16, kMaxParts));
        std::uint64_t vertices_left = limits.max_vertices, indices_left = 3 * limits.max_faces;
        for (MeshPart& part : model.parts) {
            part.name = in.text();
            part.material_index = in.value<std::uint32_t>();
            in.array(part.vertices, vertices_left);
            in.array(part.indices, indices_left);
            vertices_left -= part.vertices.size();
            indices_left -= part.indices.size();
            check_part(part, model.materials.size());
        }
        if (in.left() != 0) throw BadBytes("there are bytes behind the end");
        if (model.parts.empty()) throw BadBytes("there is no part");
        update_bounds(model);
        return imported;
    } catch (const BadBytes& error) {
        return codecs::broken(name,
                              fmt::format("made its importer answer nonsense: {}", error.what()));
    }
}

std::uint64_t max_encoded_bytes(const ImportLimits& limits) {
    return limits.max_vertices * sizeof(Vertex) + limits.max_faces * 12 +
           16 * limits.max_texture_pixels * sizeof(Rgba8) + (std::uint64_t{64} << 20);
}

}  // namespace diorama
