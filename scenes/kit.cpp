#include "scenes/kit.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <mutex>

#include "scenes/assembly.hpp"
#include "scenes/objects.hpp"
#include "scenes/shapes.hpp"

namespace diorama::kit {
namespace {

struct NamedObject {
    std::string_view name;
    Model (*make)();
};

struct NamedMaterial {
    std::string_view name;
    Material (*paint)();
};

constexpr std::array kObjects{
    NamedObject{"alarm_clock", make_alarm_clock},
    NamedObject{"apple", make_apple},
    NamedObject{"ball", make_ball},
    NamedObject{"banana", make_banana},
    NamedObject{"book", make_book},
    NamedObject{"bottle", make_bottle},
    NamedObject{"bowl", make_bowl},
    NamedObject{"can", make_can},
    NamedObject{"candle", make_candle},
    NamedObject{"cereal_box", make_cereal_box},
    NamedObject{"chair", make_chair},
    NamedObject{"donut", make_donut},
    NamedObject{"headphones", make_headphones},
    NamedObject{"lamp", make_lamp},
    NamedObject{"milk_carton", make_milk_carton},
    NamedObject{"mug", make_mug},
    NamedObject{"parcel", make_parcel},
    NamedObject{"pear", make_pear},
    NamedObject{"plant_pot", make_plant_pot},
    NamedObject{"plate", make_plate},
    NamedObject{"spoon", make_spoon},
    NamedObject{"stool", make_stool},
    NamedObject{"table", make_table},
    NamedObject{"teapot", make_teapot},
    NamedObject{"toy_block", make_toy_block},
    NamedObject{"toy_car", make_toy_car},
    NamedObject{"tumbler", make_tumbler},
    NamedObject{"vase", make_vase},
};

constexpr std::array kPrimitives{
    NamedObject{"capsule", make_capsule}, NamedObject{"cone", make_cone},
    NamedObject{"cube", make_cube},       NamedObject{"cylinder", make_cylinder},
    NamedObject{"sphere", make_sphere},   NamedObject{"torus", make_torus},
};

constexpr std::array kMaterials{
    NamedMaterial{"asphalt", paint_asphalt},
    NamedMaterial{"brick", paint_brick},
    NamedMaterial{"brushed_metal", paint_brushed_metal},
    NamedMaterial{"cardboard", paint_cardboard},
    NamedMaterial{"cloth", paint_cloth},
    NamedMaterial{"concrete", paint_concrete},
    NamedMaterial{"cork", paint_cork},
    NamedMaterial{"dark_wood", paint_dark_wood},
    NamedMaterial{"gingham", paint_gingham},
    NamedMaterial{"glass", paint_glass},
    NamedMaterial{"lacquer", paint_lacquer},
    NamedMaterial{"leather", paint_leather},
    NamedMaterial{"marble", paint_marble},
    NamedMaterial{"painted", paint_painted},
    NamedMaterial{"paper", paint_paper},
    NamedMaterial{"paving", paint_paving},
    NamedMaterial{"plaster", paint_plaster},
    NamedMaterial{"plastic", paint_plastic},
    NamedMaterial{"slate", paint_slate},
    NamedMaterial{"terrazzo", paint_terrazzo},
    NamedMaterial{"tile", paint_tile},
    NamedMaterial{"velvet", paint_velvet},
    NamedMaterial{"white_tile", paint_white_tile},
    NamedMaterial{"wood", paint_wood},
};

template <class Entries>
std::vector<std::string> names_of(const Entries& entries) {
    std::vector<std::string> names;
    for (const auto& entry : entries) names.emplace_back(entry.name);
    return names;
}

template <class Entries>
auto find(const Entries& entries, std::string_view name) {
    return std::find_if(entries.begin(), entries.end(),
                        [&](const auto& entry) { return entry.name == name; });
}

// A painted material while somebody uses its textures, so that all who do share them.
class Shelf {
 public:
    std::mutex mutex;

    void keep(const Material& material) {
        factors_ = material;
        for (std::size_t i = 0; i < kSlots.size(); ++i) {
            TextureSlot& slot = factors_.*kSlots[i];
            textures_[i] = slot.texture;
            used_[i] = slot.texture != nullptr;
            slot.texture.reset();
        }
        painted_ = true;
    }
    std::shared_ptr<const Material> material() const {
        if (!painted_) return nullptr;
        Material material = factors_;
        for (std::size_t i = 0; i < kSlots.size(); ++i) {
            (material.*kSlots[i]).texture = textures_[i].lock();
            if (used_[i] && !(material.*kSlots[i]).texture) return nullptr;
        }
        return std::make_shared<const Material>(std::move(material));
    }

 private:
    static constexpr std::array kSlots{&Material::base_color_texture, &Material::normal_texture,
                                       &Material::metallic_roughness_texture};
    Material factors_;
    std::array<std::weak_ptr<const Texture>, kSlots.size()> textures_;
    std::array<bool, kSlots.size()> used_{};
    bool painted_ = false;
};

}  // namespace

const std::vector<std::string>& object_names() {
    static const std::vector<std::string> names = names_of(kObjects);
    return names;
}

const std::vector<std::string>& primitive_names() {
    static const std::vector<std::string> names = names_of(kPrimitives);
    return names;
}

const std::vector<std::string>& material_names() {
    static const std::vector<std::string> names = names_of(kMaterials);
    return names;
}

std::shared_ptr<const Model> make_object(std::string_view name) {
    if (const auto object = find(kObjects, name); object != kObjects.end())
        return std::make_shared<const Model>(object->make());
    const auto primitive = find(kPrimitives, name);
    assert(primitive != kPrimitives.end());
    return std::make_shared<const Model>(primitive->make());
}

std::shared_ptr<const Material> make_material(std::string_view name) {
    static std::array<Shelf, kMaterials.size()> shelves;
    const auto found = find(kMaterials, name);
    assert(found != kMaterials.end());
    Shelf& shelf = shelves[static_cast<std::size_t>(found - kMaterials.begin())];
    const std::lock_guard lock(shelf.mutex);
    if (auto material = shelf.material()) return material;
    auto material = std::make_shared<const Material>(found->paint());
    shelf.keep(*material);
    return material;
}

std::shared_ptr<const Model> make_surface(float size_x_m, float size_z_m, float thickness_m,
                                          float texture_size_m, const Material& material) {
    assert(size_x_m > 0.0f && size_z_m > 0.0f && thickness_m >= 0.0f && texture_size_m > 0.0f);
    const glm::vec3 size(size_x_m, thickness_m, size_z_m);
    Model model{.name = "surface", .materials = {material}};
    MeshPart part;
    if (thickness_m == 0.0f) {
        for (int row = 0; row < 2; ++row)
            for (int column = 0; column < 2; ++column) {
                const glm::vec2 uv{real(column) * size_x_m, (1.0f - real(row)) * size_z_m};
                part.vertices.push_back(
                    {.position = {uv.x - 0.5f * size_x_m, 0.0f, uv.y - 0.5f * size_z_m},
                     .uv = uv / texture_size_m});
            }
        add_lattice(part, 0, 2, 2);
    } else {
        const float bevel = std::min(0.004f, 0.25f * std::min({size.x, size.y, size.z}));
        part = moved(rounded_box(size, bevel, 2, {.scale_m = texture_size_m}),
                     {0.0f, -0.5f * thickness_m, 0.0f});
        scale_uv(part, glm::vec2(-1.0f));  // half a turn: on top, u grows with x as on the plane
        for (Vertex& vertex : part.vertices)
            if (std::abs(vertex.position.y) < 1e-6f) vertex.position.y = 0.0f;  // exactly
    }
    part.name = "surface";
    model.parts.push_back(std::move(part));
    compute_tangents(model.parts.front());
    update_bounds(model);
    return std::make_shared<const Model>(std::move(model));
}

}  // namespace diorama::kit
