#include <assimp/GltfMaterial.h>
#include <assimp/ObjMaterial.h>
#include <assimp/material.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <optional>

#include "engine/io/assimp_scene.hpp"
#include "engine/io/image_decode.hpp"
#include "engine/io/texture_tricks.hpp"

namespace diorama {
namespace {

/// A property's value by its bytes: importers store enumerations and flags as untyped buffers.
template <class T>
std::optional<T> property(const aiMaterial& material, const char* key, unsigned int type,
                          unsigned int index) {
    const aiMaterialProperty* found = nullptr;
    if (aiGetMaterialProperty(&material, key, type, index, &found) != aiReturn_SUCCESS ||
        found->mDataLength < sizeof(T))
        return std::nullopt;
    T value;
    std::memcpy(&value, found->mData, sizeof(T));
    return value;
}

std::optional<float> number(const aiMaterial& material, const char* key, unsigned int type,
                            unsigned int index) {
    const std::optional<float> value = property<float>(material, key, type, index);
    return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<glm::vec3> color(const aiMaterial& material, const char* key, unsigned int type,
                               unsigned int index) {
    const auto value = property<std::array<float, 3>>(material, key, type, index);
    if (!value) return std::nullopt;
    glm::vec3 rgb((*value)[0], (*value)[1], (*value)[2]);
    for (int i = 0; i < 3; ++i)
        rgb[i] = std::isfinite(rgb[i]) ? glm::clamp(rgb[i], 0.0f, 1000.0f) : 0.0f;
    return rgb;
}

glm::vec3 linear(const glm::vec3& srgb) {
    const glm::vec3 c = glm::min(srgb, glm::vec3(1.0f));
    return {linear_from_srgb(c.r), linear_from_srgb(c.g), linear_from_srgb(c.b)};
}

float unit_range(std::optional<float> value, float otherwise) {
    return glm::clamp(value.value_or(otherwise), 0.0f, 1.0f);
}

Wrap wrap_of(const aiMaterial& material, const char* key, aiTextureType type) {
    switch (property<std::int32_t>(material, key, type, 0).value_or(aiTextureMapMode_Wrap)) {
        case aiTextureMapMode_Clamp:
        case aiTextureMapMode_Decal:
            return Wrap::Clamp;
        case aiTextureMapMode_Mirror:
            return Wrap::Mirror;
        default:
            return Wrap::Repeat;
    }
}

glm::mat3 translated(float x, float y) {
    return {glm::vec3(1, 0, 0), glm::vec3(0, 1, 0), glm::vec3(x, y, 1)};
}

/// Assimp's transform in our coordinates, v = 0 at the top.
glm::mat3 uv_transform(const aiUVTransform& t, bool gltf) {
    const float c = std::cos(t.mRotation), s = std::sin(t.mRotation);
    const float sx = t.mScaling.x, sy = t.mScaling.y;
    if (gltf) {
        // Undoes what the glTF importer does to KHR_texture_transform: it negates the rotation and
        // moves the translation so that the rotation is about the middle, with v = 0 at the bottom.
        const float x = t.mTranslation.x - 0.5f * sx * (1.0f - c - s);
        const float y = 0.5f * sy * (c - s - 1.0f) + 1.0f - sy - t.mTranslation.y;
        // The rotation r = -mRotation: u' = u cos r + v sin r, v' = v cos r - u sin r.
        const glm::mat3 scaled_rotation(glm::vec3(c * sx, s * sx, 0), glm::vec3(-s * sy, c * sy, 0),
                                        glm::vec3(0, 0, 1));
        return translated(x, y) * scaled_rotation;
    }
    const glm::mat3 flip(glm::vec3(1, 0, 0), glm::vec3(0, -1, 0), glm::vec3(0, 1, 1));
    const glm::mat3 rotation(glm::vec3(c, s, 0), glm::vec3(-s, c, 0), glm::vec3(0, 0, 1));
    const glm::mat3 scale(glm::vec3(sx, 0, 0), glm::vec3(0, sy, 0), glm::vec3(0, 0, 1));
    return flip * translated(t.mTranslation.x, t.mTranslation.y) * translated(0.5f, 0.5f) *
           rotation * translated(-0.5f, -0.5f) * scale * flip;
}

bool finite(const glm::mat3& m) {
    for (int column = 0; column < 3; ++column)
        for (int row = 0; row < 3; ++row)
            if (!std::isfinite(m[column][row])) return false;
    return true;
}

}  // namespace

struct MaterialReader::Usage {
    std::string path;
    unsigned int uv_set = 0;
    Wrap wrap_u = Wrap::Repeat;
    Wrap wrap_v = Wrap::Repeat;
    glm::mat3 uv_from_uv{1.0f};
};

bool MaterialReader::find_texture(const aiMaterial& source, aiTextureType type,
                                  Usage& usage) const {
    aiString path;
    if (source.Get(AI_MATKEY_TEXTURE(type, 0), path) != aiReturn_SUCCESS || path.length == 0)
        return false;
    usage.path = path.C_Str();
    usage.uv_set = property<std::uint32_t>(source, _AI_MATKEY_UVWSRC_BASE, type, 0).value_or(0);
    usage.wrap_u = wrap_of(source, _AI_MATKEY_MAPPINGMODE_U_BASE, type);
    usage.wrap_v = wrap_of(source, _AI_MATKEY_MAPPINGMODE_V_BASE, type);
    if (const auto t = property<aiUVTransform>(source, _AI_MATKEY_UVTRANSFORM_BASE, type, 0)) {
        const glm::mat3 matrix = uv_transform(*t, is_gltf(context_.format));
        if (finite(matrix)) usage.uv_from_uv = matrix;
    }
    return true;
}

MaterialReader::Pixels MaterialReader::decode_embedded(const aiTexture& texture,
                                                       const std::string& path) {
    const ImageLimits limits{std::min(context_.limits.max_texture_pixels, pixels_left_),
                             context_.limits.max_file_bytes};
    if (texture.mHeight == 0) {
        const ByteView bytes(reinterpret_cast<const std::uint8_t*>(texture.pcData), texture.mWidth);
        Expected<Image<Rgba8>> decoded = decode_image(bytes, path, limits);
        if (!decoded) throw BadModel(decoded.errors().front().message);
        return std::make_shared<const Image<Rgba8>>(std::move(*decoded));
    }
    if (std::uint64_t{texture.mWidth} * texture.mHeight > limits.max_pixels)
        throw BadModel("has too many pixels");
    Image<Rgba8> pixels({static_cast<int>(texture.mWidth), static_cast<int>(texture.mHeight)});
    std::transform(texture.pcData, texture.pcData + pixels.extent().area(), pixels.begin(),
                   [](const aiTexel& t) {
                       return Rgba8{t.r, t.g, t.b, t.a};
                   });
    return std::make_shared<const Image<Rgba8>>(std::move(pixels));
}

MaterialReader::Pixels MaterialReader::load(const std::string& path) {
    if (const auto known = pictures_.find(path); known != pictures_.end()) return known->second;
    Pixels pixels;
    std::string trouble;
    try {
        if (const aiTexture* embedded = context_.scene.GetEmbeddedTexture(path.c_str())) {
            pixels = decode_embedded(*embedded, path);
        } else if (const Expected<Bytes> file = context_.fetch(path); !file) {
            trouble = file.errors().front().message;
        } else {
            const ImageLimits limits{std::min(context_.limits.max_texture_pixels, pixels_left_),
                                     context_.limits.max_file_bytes};
            Expected<Image<Rgba8>> decoded = decode_image(*file, path, limits);
            if (decoded)
                pixels = std::make_shared<const Image<Rgba8>>(std::move(*decoded));
            else
                trouble = decoded.errors().front().message;
        }
    } catch (const BadModel& error) {
        trouble = error.what();
    }
    if (pixels) pixels_left_ -= pixels->extent().area();
    if (!trouble.empty()) context_.notes.push_back(fmt::format("texture '{}' {}", path, trouble));
    pictures_[path] = pixels;
    return pixels;
}

TextureSlot MaterialReader::slot(const Usage& usage, Role role, Pixels pixels, float bump_scale) {
    if (!pixels) return {};
    // One texture per picture and way of reading it, whatever the number of materials.
    const std::string key =
        fmt::format("{}|{}|{}|{}|{}|{}", usage.path, static_cast<const void*>(pixels.get()),
                    static_cast<int>(role), static_cast<int>(usage.wrap_u),
                    static_cast<int>(usage.wrap_v), bump_scale);
    std::shared_ptr<const Texture>& texture = textures_[key];
    if (!texture) {
        auto made = std::make_shared<Texture>();
        const std::size_t slash = usage.path.find_last_of("/\\");
        made->name = slash == std::string::npos ? usage.path : usage.path.substr(slash + 1);
        made->pixels =
            role == Role::BumpToNormal ? normals_from_bump(*pixels, bump_scale) : *pixels;
        made->srgb = role == Role::Color;
        made->wrap_u = usage.wrap_u;
        made->wrap_v = usage.wrap_v;
        texture = std::move(made);
    }
    return {texture, usage.uv_from_uv};
}

TextureSlot MaterialReader::slot(const Usage& usage, Role role) {
    return slot(usage, role, load(usage.path));
}

void MaterialReader::convert_gltf(const aiMaterial& source, Result& result) {
    Material& material = result.material;
    const std::optional<float> glossiness = number(source, AI_MATKEY_GLOSSINESS_FACTOR);
    const auto base = glossiness ? property<std::array<float, 4>>(source, AI_MATKEY_COLOR_DIFFUSE)
                                 : property<std::array<float, 4>>(source, AI_MATKEY_BASE_COLOR);
    if (base)
        for (int i = 0; i < 4; ++i) {
            const float value = (*base)[static_cast<std::size_t>(i)];
            material.base_color[i] = std::isfinite(value) ? glm::clamp(value, 0.0f, 1.0f) : 1.0f;
        }
    material.metallic =
        glossiness ? 0.0f : unit_range(number(source, AI_MATKEY_METALLIC_FACTOR), 1);
    material.roughness = glossiness ? 1.0f - unit_range(glossiness, 1)
                                    : unit_range(number(source, AI_MATKEY_ROUGHNESS_FACTOR), 1);
    material.emissive =
        color(source, AI_MATKEY_COLOR_EMISSIVE).value_or(glm::vec3(0.0f)) *
        glm::clamp(number(source, AI_MATKEY_EMISSIVE_INTENSITY).value_or(1.0f), 0.0f, 1e4f);
    material.clear_coat = unit_range(number(source, AI_MATKEY_CLEARCOAT_FACTOR), 0.0f);
    material.clear_coat_roughness =
        unit_range(number(source, AI_MATKEY_CLEARCOAT_ROUGHNESS_FACTOR), 0.0f);
    material.sheen_color = glm::min(
        color(source, AI_MATKEY_SHEEN_COLOR_FACTOR).value_or(glm::vec3(0.0f)), glm::vec3(1.0f));
    material.sheen_roughness = unit_range(number(source, AI_MATKEY_SHEEN_ROUGHNESS_FACTOR), 0.0f);
    material.transmission = unit_range(number(source, AI_MATKEY_TRANSMISSION_FACTOR), 0.0f);
    material.double_sided = property<bool>(source, AI_MATKEY_TWOSIDED).value_or(false);
    aiString mode;
    if (source.Get(AI_MATKEY_GLTF_ALPHAMODE, mode) == aiReturn_SUCCESS) {
        const std::string_view text(mode.C_Str());
        if (text == "MASK") material.alpha_mode = AlphaMode::Mask;
        if (text == "BLEND") material.alpha_mode = AlphaMode::Blend;
    }
    material.alpha_cutoff = unit_range(number(source, AI_MATKEY_GLTF_ALPHACUTOFF), 0.5f);

    struct Kind {
        aiTextureType type;
        Role role;
        TextureSlot* slot;
    };
    const std::array<Kind, 5> kinds{{
        {glossiness ? aiTextureType_DIFFUSE : aiTextureType_BASE_COLOR, Role::Color,
         &material.base_color_texture},
        {aiTextureType_NORMALS, Role::Data, &material.normal_texture},
        {aiTextureType_UNKNOWN, Role::Data, &material.metallic_roughness_texture},
        {aiTextureType_LIGHTMAP, Role::Data, &material.occlusion_texture},
        {aiTextureType_EMISSIVE, Role::Color, &material.emissive_texture},
    }};
    bool first = true;
    for (const Kind& kind : kinds) {
        Usage usage;
        if (!find_texture(source, kind.type, usage)) continue;
        if (first) result.uv_set = usage.uv_set;
        first = false;
        if (usage.uv_set == result.uv_set)
            *kind.slot = slot(usage, kind.role);
        else
            context_.notes.push_back(
                fmt::format("material '{}': texture '{}' uses a second set of uv and is left out",
                            material.name, usage.path));
    }
    material.normal_scale =
        number(source, AI_MATKEY_GLTF_TEXTURE_SCALE(aiTextureType_NORMALS, 0)).value_or(1.0f);
    material.occlusion_strength = unit_range(
        number(source, AI_MATKEY_GLTF_TEXTURE_STRENGTH(aiTextureType_LIGHTMAP, 0)), 1.0f);
}

/// Opacity by number, by its own picture, or by the alpha of the color's picture.
void MaterialReader::convert_opacity(const aiMaterial& source, Material& material) {
    const float opacity = number(source, AI_MATKEY_OPACITY).value_or(1.0f);
    if (opacity > 0.0f && opacity < 1.0f) {
        material.base_color.a = opacity;
        material.alpha_mode = AlphaMode::Blend;
    } else if (opacity <= 0.0f) {
        context_.notes.push_back(fmt::format(
            "material '{}' is fully transparent, it is taken as opaque", material.name));
    }
    Usage color_usage, opacity_usage;
    const bool has_color = find_texture(source, aiTextureType_DIFFUSE, color_usage);
    Pixels pixels = has_color ? load(color_usage.path) : nullptr;
    if (find_texture(source, aiTextureType_OPACITY, opacity_usage) &&
        !(pixels && opacity_usage.path == color_usage.path && has_alpha(*pixels))) {
        if (const Pixels mask = load(opacity_usage.path)) {
            pixels = std::make_shared<const Image<Rgba8>>(with_opacity(pixels.get(), *mask));
            pictures_[color_usage.path + "|" + opacity_usage.path] = pixels;  // keeps it alive
            material.base_color_texture =
                slot(has_color ? color_usage : opacity_usage, Role::Color, pixels);
        }
    }
    if (!pixels || material.alpha_mode == AlphaMode::Blend) return;
    material.alpha_mode = alpha_mode_of(*pixels);
}

void MaterialReader::convert_phong(const aiMaterial& source, bool vertex_colors, Result& result) {
    Material& material = result.material;
    const bool plain =
        context_.format == "stl" || context_.format == "ply" || context_.format == "off";
    material.double_sided = true;
    const glm::vec3 diffuse =
        plain ? glm::vec3(vertex_colors ? 1.0f : 0.8f)
              : color(source, AI_MATKEY_COLOR_DIFFUSE).value_or(glm::vec3(0.8f));
    material.base_color = glm::vec4(linear(diffuse), 1.0f);

    // Blinn-Phong's exponent n has the width of a microfacet lobe with alpha^2 = 2 / (n + 2), and
    // alpha is roughness squared (Walter et al., "Microfacet Models for Refraction", EGSR 2007).
    const float exponent = std::max(number(source, AI_MATKEY_SHININESS).value_or(0.0f), 0.0f);
    const glm::vec3 specular = color(source, AI_MATKEY_COLOR_SPECULAR).value_or(glm::vec3(0.0f));
    const bool shiny = !plain && std::max({specular.r, specular.g, specular.b}) > 0.01f;
    material.roughness =
        plain
            ? 0.6f
            : glm::clamp(shiny ? std::sqrt(std::sqrt(2.0f / (exponent + 2.0f))) : 1.0f, 0.1f, 1.0f);
    if (const auto roughness = number(source, AI_MATKEY_ROUGHNESS_FACTOR))
        material.roughness = unit_range(roughness, 1.0f);
    material.metallic = unit_range(number(source, AI_MATKEY_METALLIC_FACTOR), 0.0f);
    material.emissive = linear(color(source, AI_MATKEY_COLOR_EMISSIVE).value_or(glm::vec3(0.0f)));

    Usage usage;
    if (find_texture(source, aiTextureType_DIFFUSE, usage) ||
        find_texture(source, aiTextureType_BASE_COLOR, usage)) {
        result.uv_set = usage.uv_set;
        material.base_color_texture = slot(usage, Role::Color);
        // Modeling programs write whatever color lies under the texture, often 0.64 or black; they
        // show the texture alone.
        if (material.base_color_texture.texture) material.base_color = glm::vec4(1.0f);
    }
    if (find_texture(source, aiTextureType_EMISSIVE, usage)) {
        material.emissive_texture = slot(usage, Role::Color);
        if (material.emissive_texture.texture && material.emissive == glm::vec3(0.0f))
            material.emissive = glm::vec3(1.0f);
    }
    if (find_texture(source, aiTextureType_NORMALS, usage) ||
        find_texture(source, aiTextureType_NORMAL_CAMERA, usage)) {
        material.normal_texture = slot(usage, Role::Data);
    } else if (find_texture(source, aiTextureType_HEIGHT, usage)) {
        const float scale = number(source, AI_MATKEY_OBJ_BUMPMULT_HEIGHT(0)).value_or(1.0f);
        const Pixels pixels = load(usage.path);
        const bool normals = pixels && looks_like_normals(*pixels);
        material.normal_texture =
            slot(usage, normals ? Role::Data : Role::BumpToNormal, pixels, normals ? 1.0f : scale);
    }
    convert_opacity(source, material);
}

MaterialReader::Result MaterialReader::convert(const aiMaterial& source, bool vertex_colors) {
    Result result;
    aiString name;
    if (source.Get(AI_MATKEY_NAME, name) == aiReturn_SUCCESS) result.material.name = name.C_Str();
    if (is_gltf(context_.format))
        convert_gltf(source, result);
    else
        convert_phong(source, vertex_colors, result);
    return result;
}

}  // namespace diorama
