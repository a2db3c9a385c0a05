#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

#include "engine/io/assimp_scene.hpp"

namespace diorama {
namespace {

constexpr float kCrease = radians(40.0f);

glm::mat4 to_glm(const aiMatrix4x4& m) {
    return glm::transpose(glm::mat4(m.a1, m.a2, m.a3, m.a4, m.b1, m.b2, m.b3, m.b4, m.c1, m.c2,
                                    m.c3, m.c4, m.d1, m.d2, m.d3, m.d4));
}

glm::vec3 to_glm(const aiVector3D& v) { return {v.x, v.y, v.z}; }

/// False for NaN too.
bool usable(const glm::vec3& v) {
    return std::abs(v.x) <= kLargestCoordinate && std::abs(v.y) <= kLargestCoordinate &&
           std::abs(v.z) <= kLargestCoordinate;
}

struct PlacedNode {
    const aiNode* node;
    glm::mat4 world;
    std::uint32_t depth;
};

/// The nodes in the order of a depth-first walk, with their transforms multiplied out.
std::vector<PlacedNode> place_nodes(const aiScene& scene, const ImportLimits& limits) {
    std::vector<PlacedNode> nodes;
    std::vector<PlacedNode> open;
    if (scene.mRootNode) open.push_back({scene.mRootNode, glm::mat4(1.0f), 1});
    while (!open.empty()) {
        PlacedNode placed = open.back();
        open.pop_back();
        if (placed.depth > limits.max_depth)
            throw BadModel("has a node tree deeper than " + std::to_string(limits.max_depth));
        if (nodes.size() >= limits.max_nodes)
            throw BadModel("has more than " + std::to_string(limits.max_nodes) + " nodes");
        placed.world = placed.world * to_glm(placed.node->mTransformation);
        nodes.push_back(placed);
        for (unsigned int i = placed.node->mNumChildren; i-- > 0;)
            open.push_back({placed.node->mChildren[i], placed.world, placed.depth + 1});
    }
    return nodes;
}

/// world_from_mesh for each vertex of a skinned mesh, as the nodes stand; empty when the mesh has
/// no usable bones. Vertices without weights follow the node.
std::vector<glm::mat4> skin_transforms(const aiMesh& mesh, const glm::mat4& world,
                                       const std::map<std::string, glm::mat4>& world_of) {
    std::vector<glm::mat4> transforms(mesh.mNumVertices, glm::mat4(0.0f));
    std::vector<float> weights(mesh.mNumVertices, 0.0f);
    for (unsigned int b = 0; b < mesh.mNumBones; ++b) {
        const aiBone& bone = *mesh.mBones[b];
        const auto joint = world_of.find(bone.mName.C_Str());
        if (joint == world_of.end()) continue;
        const glm::mat4 world_from_mesh = joint->second * to_glm(bone.mOffsetMatrix);
        for (unsigned int w = 0; w < bone.mNumWeights; ++w) {
            const aiVertexWeight& weight = bone.mWeights[w];
            if (weight.mVertexId >= mesh.mNumVertices || !std::isfinite(weight.mWeight)) continue;
            transforms[weight.mVertexId] += weight.mWeight * world_from_mesh;
            weights[weight.mVertexId] += weight.mWeight;
        }
    }
    if (std::all_of(weights.begin(), weights.end(), [](float w) { return w <= 0.0f; })) return {};
    for (std::size_t i = 0; i < transforms.size(); ++i)
        transforms[i] = weights[i] > 1e-6f ? transforms[i] * (1.0f / weights[i]) : world;
    return transforms;
}

/// Turns directions with a point transform; normals stay perpendicular to surfaces.
struct Turned {
    glm::mat3 linear;
    glm::mat3 normal;
    float handedness;

    explicit Turned(const glm::mat4& m) : linear(m) {
        // The cofactor matrix is the inverse transpose times the determinant: defined even for
        // flattening transforms. The sign is taken out again.
        const glm::vec3 &a = linear[0], &b = linear[1], &c = linear[2];
        handedness = glm::dot(a, glm::cross(b, c)) < 0.0f ? -1.0f : 1.0f;
        normal = handedness * glm::mat3(glm::cross(b, c), glm::cross(c, a), glm::cross(a, b));
    }
};

glm::vec3 unit(const glm::vec3& v) {
    const float length = glm::length(v);
    return length > 0.0f && std::isfinite(length) ? v / length : glm::vec3(0.0f);
}

glm::vec4 color_of(const aiColor4D& c, bool encoded) {
    glm::vec4 color(c.r, c.g, c.b, c.a);
    for (int i = 0; i < 4; ++i)
        color[i] = std::isfinite(color[i]) ? glm::clamp(color[i], 0.0f, 1.0f) : 1.0f;
    if (encoded)
        for (int i = 0; i < 3; ++i) color[i] = linear_from_srgb(color[i]);
    return color;
}

/// Merges vertices that are equal in every byte, in order of first appearance.
void weld(MeshPart& part) {
    static_assert(sizeof(Vertex) == 16 * sizeof(float));
    struct Hash {
        std::size_t operator()(const Vertex* v) const {
            std::uint64_t words[8], hash = 0;
            std::memcpy(words, v, sizeof words);
            for (const std::uint64_t word : words)
                hash = (hash ^ word ^ (hash >> 29)) * 0x9E3779B97F4A7C15u;
            return static_cast<std::size_t>(hash ^ (hash >> 32));
        }
    };
    struct Equal {
        bool operator()(const Vertex* a, const Vertex* b) const {
            return std::memcmp(a, b, sizeof(Vertex)) == 0;
        }
    };
    std::vector<std::uint32_t> target(part.vertices.size());
    std::vector<Vertex> kept;
    std::unordered_map<const Vertex*, std::uint32_t, Hash, Equal> known;
    known.reserve(part.vertices.size());
    for (std::size_t i = 0; i < part.vertices.size(); ++i) {
        const auto next = static_cast<std::uint32_t>(kept.size());
        const auto [entry, is_new] = known.emplace(&part.vertices[i], next);
        target[i] = entry->second;
        if (is_new) kept.push_back(part.vertices[i]);
    }
    for (std::uint32_t& index : part.indices) index = target[index];
    part.vertices = std::move(kept);
}

/// A face without area, by the shape alone so that the unit of length does not matter.
bool is_degenerate(const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) {
    const glm::dvec3 ab = glm::dvec3(b) - glm::dvec3(a), ac = glm::dvec3(c) - glm::dvec3(a);
    const glm::dvec3 bc = ac - ab, cross = glm::cross(ab, ac);
    const double longest = std::max({glm::dot(ab, ab), glm::dot(ac, ac), glm::dot(bc, bc)});
    return !(glm::dot(cross, cross) > 1e-14 * longest * longest);
}

class PartReader {
 public:
    PartReader(const ImportContext& context, const aiMesh& mesh, unsigned int uv_set)
        : context_(context), mesh_(mesh), uv_set_(uv_set) {}

    MeshPart read(const glm::mat4& world, const std::vector<glm::mat4>& skin) {
        read_vertices(world, skin);
        read_faces();
        if (part_.indices.empty()) return std::move(part_);
        drop_unused();
        weld(part_);
        if (!has_normals_) compute_normals(part_, kCrease);
        if (!has_tangents_) {
            if (!has_normals_) weld(part_);
            compute_tangents(part_);
        }
        return std::move(part_);
    }

 private:
    void read_vertices(const glm::mat4& world, const std::vector<glm::mat4>& skin) {
        const bool encoded = !is_gltf(context_.format) && context_.format != "dae";
        const aiVector3D* uvs =
            uv_set_ < AI_MAX_NUMBER_OF_TEXTURECOORDS ? mesh_.mTextureCoords[uv_set_] : nullptr;
        has_normals_ = mesh_.HasNormals();
        has_tangents_ = has_normals_ && mesh_.HasTangentsAndBitangents() && uvs;
        part_.vertices.resize(mesh_.mNumVertices);
        const Turned whole(world);
        for (unsigned int i = 0; i < mesh_.mNumVertices; ++i) {
            Vertex& vertex = part_.vertices[i];
            const glm::mat4& point = skin.empty() ? world : skin[i];
            const Turned turned = skin.empty() ? whole : Turned(skin[i]);
            if (i == 0) mirrored_ = turned.handedness < 0.0f;
            vertex.position = glm::vec3(point * glm::vec4(to_glm(mesh_.mVertices[i]), 1.0f));
            if (!usable(vertex.position))
                throw BadModel("has a vertex position that is not finite or beyond 1e9");
            vertex.position += 0.0f;  // -0 and +0 are one place
            if (has_normals_) {
                vertex.normal = unit(turned.normal * to_glm(mesh_.mNormals[i]));
                if (vertex.normal == glm::vec3(0.0f)) has_normals_ = has_tangents_ = false;
            }
            if (has_tangents_) read_tangent(i, turned, vertex);
            if (uvs && std::isfinite(uvs[i].x) && std::isfinite(uvs[i].y))
                vertex.uv = {uvs[i].x, 1.0f - uvs[i].y};
            if (mesh_.HasVertexColors(0)) vertex.color = color_of(mesh_.mColors[0][i], encoded);
        }
        if (!has_normals_)
            for (Vertex& vertex : part_.vertices) vertex.normal = glm::vec3(0, 1, 0);
        if (!has_tangents_)
            for (Vertex& vertex : part_.vertices) vertex.tangent = glm::vec4(1, 0, 0, 1);
    }

    void read_tangent(unsigned int i, const Turned& turned, Vertex& vertex) {
        const glm::vec3 n = to_glm(mesh_.mNormals[i]), t = to_glm(mesh_.mTangents[i]);
        const glm::vec3 b = to_glm(mesh_.mBitangents[i]);
        const float w = glm::dot(glm::cross(n, t), b) < 0.0f ? -1.0f : 1.0f;
        const glm::vec3 moved = turned.linear * t;
        const glm::vec3 tangent = unit(moved - vertex.normal * glm::dot(vertex.normal, moved));
        if (tangent == glm::vec3(0.0f))
            has_tangents_ = false;
        else
            vertex.tangent = glm::vec4(tangent, w * turned.handedness);
    }

    void read_faces() {
        for (unsigned int f = 0; f < mesh_.mNumFaces; ++f) {
            const aiFace& face = mesh_.mFaces[f];
            if (face.mNumIndices != 3) continue;  // points and lines
            std::array<std::uint32_t, 3> corners{};
            for (unsigned int k = 0; k < 3; ++k) {
                corners[k] = face.mIndices[k];
                if (corners[k] >= mesh_.mNumVertices)
                    throw BadModel("has a face that names vertex " + std::to_string(corners[k]) +
                                   " of " + std::to_string(mesh_.mNumVertices));
            }
            if (is_degenerate(part_.vertices[corners[0]].position,
                              part_.vertices[corners[1]].position,
                              part_.vertices[corners[2]].position))
                continue;
            if (mirrored_) std::swap(corners[1], corners[2]);
            part_.indices.insert(part_.indices.end(), corners.begin(), corners.end());
        }
    }

    /// Vertices of dropped faces would enlarge the bounds.
    void drop_unused() {
        std::vector<std::uint32_t> target(part_.vertices.size(), UINT32_MAX);
        std::vector<Vertex> kept;
        for (std::uint32_t& index : part_.indices) {
            if (target[index] == UINT32_MAX) {
                target[index] = static_cast<std::uint32_t>(kept.size());
                kept.push_back(part_.vertices[index]);
            }
            index = target[index];
        }
        part_.vertices = std::move(kept);
    }

    const ImportContext& context_;
    const aiMesh& mesh_;
    unsigned int uv_set_;
    bool has_normals_ = false;
    bool has_tangents_ = false;
    bool mirrored_ = false;
    MeshPart part_;
};

}  // namespace

float linear_from_srgb(float encoded) {
    return encoded <= 0.04045f ? encoded / 12.92f : std::pow((encoded + 0.055f) / 1.055f, 2.4f);
}

void check_size(const aiScene& scene, const ImportLimits& limits) {
    std::uint64_t vertices = 0, faces = 0;
    for (const PlacedNode& placed : place_nodes(scene, limits)) {
        for (unsigned int i = 0; i < placed.node->mNumMeshes; ++i) {
            const unsigned int index = placed.node->mMeshes[i];
            if (index >= scene.mNumMeshes) throw BadModel("has a node without its mesh");
            vertices += scene.mMeshes[index]->mNumVertices;
            faces += scene.mMeshes[index]->mNumFaces;
        }
        // Compared on the way, so that the sums cannot overflow.
        if (vertices > limits.max_vertices)
            throw BadModel("has more than " + std::to_string(limits.max_vertices) + " vertices");
        if (faces > limits.max_faces)
            throw BadModel("has more than " + std::to_string(limits.max_faces) + " faces");
    }
}

Model convert_scene(const ImportContext& context) {
    const aiScene& scene = context.scene;
    const std::vector<PlacedNode> nodes = place_nodes(scene, context.limits);
    std::map<std::string, glm::mat4> world_of;
    for (const PlacedNode& placed : nodes)
        world_of.emplace(placed.node->mName.C_Str(), placed.world);

    Model model;
    MaterialReader materials(context);
    struct Used {
        std::uint32_t index;
        unsigned int uv_set;
    };
    std::map<std::pair<unsigned int, bool>, Used> used;  // by Assimp's index and vertex colors
    std::vector<bool> skinned_done(scene.mNumMeshes, false);
    for (const PlacedNode& placed : nodes) {
        for (unsigned int m = 0; m < placed.node->mNumMeshes; ++m) {
            const unsigned int mesh_index = placed.node->mMeshes[m];
            const aiMesh& mesh = *scene.mMeshes[mesh_index];
            std::vector<glm::mat4> skin;
            if (mesh.HasBones()) skin = skin_transforms(mesh, placed.world, world_of);
            if (!skin.empty()) {  // posed by its joints, wherever a node repeats it
                if (skinned_done[mesh_index]) continue;
                skinned_done[mesh_index] = true;
            }
            if (mesh.mMaterialIndex >= scene.mNumMaterials)
                throw BadModel("has a mesh without its material");
            const std::pair key(mesh.mMaterialIndex, mesh.HasVertexColors(0));
            if (!used.contains(key)) {
                auto converted = materials.convert(*scene.mMaterials[key.first], key.second);
                const auto index = static_cast<std::uint32_t>(model.materials.size());
                used[key] = {index, converted.uv_set};
                model.materials.push_back(std::move(converted.material));
            }
            MeshPart part = PartReader(context, mesh, used[key].uv_set).read(placed.world, skin);
            if (part.indices.empty()) continue;
            part.name = mesh.mName.length > 0 ? mesh.mName.C_Str() : placed.node->mName.C_Str();
            part.material_index = used[key].index;
            model.parts.push_back(std::move(part));
        }
    }
    if (model.parts.empty()) throw BadModel("has no triangles");
    update_bounds(model);
    return model;
}

}  // namespace diorama
