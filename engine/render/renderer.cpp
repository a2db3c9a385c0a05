#include "engine/render/renderer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "engine/gpu/commands.hpp"
#include "engine/render/alone.hpp"
#include "engine/render/draw_list.hpp"
#include "engine/render/environment_textures.hpp"
#include "engine/render/keypoints.hpp"
#include "engine/render/lights.hpp"
#include "engine/render/passes.hpp"
#include "engine/render/recorder.hpp"
#include "engine/render/targets.hpp"

namespace diorama {
namespace {

int shadow_map_size(Quality quality) {
    switch (quality) {
        case Quality::Preview:
            return 1024;
        case Quality::High:
            return 4096;
        case Quality::Standard:
            break;
    }
    return 2048;
}

// Samples behind an aperture are averaged in linear light, which only the film does.
bool needs_film(const Scene& scene) { return !scene.film.plain() || scene.lens.radius_m > 0.0f; }

constexpr BufferDesc upload_desc(std::uint64_t bytes, VkBufferUsageFlags usage, const char* name) {
    return {.size_bytes = bytes, .usage = usage, .memory = Memory::Upload, .name = name};
}

}  // namespace

struct Renderer::State {
    explicit State(Device& d)
        : device(d), textures(d), passes(d, textures.set_layout()), environments(d), commands(d) {
        passes.prepare();
        make_frame_set();
        linear = make_sampler(d, {.mipmaps = true});
        panorama = make_sampler(d, {.wrap_u = VK_SAMPLER_ADDRESS_MODE_REPEAT});
        nearest = make_sampler(d, {.filter = VK_FILTER_NEAREST});
        shadow = make_sampler(d, {.compare_less = true});
        frame_buffer = Buffer(d, upload_desc(sizeof(shader::FrameParams),
                                             VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT, "frame"));
    }

    void make_frame_set();
    void ensure_shadow_maps(int size);
    void upload(const Scene& scene, const DrawList& list);
    void fill_frame(const Scene& scene, const DrawList& list, const FrameRequest& request);
    void bind_everything();

    Device& device;
    TextureCache textures;
    Passes passes;
    EnvironmentCache environments;
    Commands commands;
    UniqueDescriptorPool pool;
    VkDescriptorSet frame_set = VK_NULL_HANDLE;
    UniqueSampler linear, panorama, nearest, shadow;
    Targets targets;
    ShadowMaps shadow_maps;
    LightSetup lights;
    const EnvironmentTextures* environment = nullptr;
    Buffer frame_buffer, draw_buffer, material_buffer, staging, triangles, indirect, readback;
};

void Renderer::State::make_frame_set() {
    const std::array sizes{VkDescriptorPoolSize{VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER, 1},
                           VkDescriptorPoolSize{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 10},
                           VkDescriptorPoolSize{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 9}};
    const VkDescriptorPoolCreateInfo info{.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
                                          .maxSets = 1,
                                          .poolSizeCount = static_cast<std::uint32_t>(sizes.size()),
                                          .pPoolSizes = sizes.data()};
    VkDescriptorPool handle{};
    check(vkCreateDescriptorPool(device.get(), &info, nullptr, &handle), "vkCreateDescriptorPool");
    pool = {device.get(), handle};
    const VkDescriptorSetLayout layout = passes.frame_set.get();
    const VkDescriptorSetAllocateInfo set_info{
        .sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
        .descriptorPool = handle,
        .descriptorSetCount = 1,
        .pSetLayouts = &layout};
    check(vkAllocateDescriptorSets(device.get(), &set_info, &frame_set),
          "vkAllocateDescriptorSets");
}

void Renderer::State::ensure_shadow_maps(int size) {
    const std::size_t layers = std::max<std::size_t>(lights.layer_count, 1);
    if (shadow_maps.size != size || shadow_maps.layers.size() < layers)
        shadow_maps = ShadowMaps(device, size, static_cast<std::uint32_t>(layers));
}

void Renderer::State::upload(const Scene& scene, const DrawList& list) {
    const std::uint64_t bytes = list.vertex_bytes + list.index_bytes;
    ensure_size(device, staging,
                upload_desc(bytes, VK_BUFFER_USAGE_TRANSFER_SRC_BIT, "triangle staging"));
    ensure_size(device, triangles,
                {.size_bytes = bytes,
                 .usage = VK_BUFFER_USAGE_VERTEX_BUFFER_BIT | VK_BUFFER_USAGE_INDEX_BUFFER_BIT |
                          VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                 .name = "triangles"});
    write_triangles(scene, staging.data());

    const std::uint64_t draw_bytes = list.instances.size() * sizeof(shader::DrawInstance);
    ensure_size(device, draw_buffer,
                upload_desc(draw_bytes, VK_BUFFER_USAGE_STORAGE_BUFFER_BIT, "draws"));
    std::memcpy(draw_buffer.data(), list.instances.data(), draw_bytes);
    const std::uint64_t material_bytes = list.materials.size() * sizeof(shader::MaterialParams);
    ensure_size(device, material_buffer,
                upload_desc(material_bytes, VK_BUFFER_USAGE_STORAGE_BUFFER_BIT, "materials"));
    std::memcpy(material_buffer.data(), list.materials.data(), material_bytes);
}

void Renderer::State::fill_frame(const Scene& scene, const DrawList& list,
                                 const FrameRequest& request) {
    auto& frame = *frame_buffer.as<shader::FrameParams>();
    const Camera& camera = scene.camera;
    frame.camera_from_world = rigid_inverse(camera.world_from_camera);
    frame.world_from_camera = camera.world_from_camera;
    const Intrinsics& k = camera.intrinsics;
    frame.intrinsics = glm::vec4(k.fx, k.fy, k.cx, k.cy);
    const auto width = static_cast<float>(camera.extent.width);
    const auto height = static_cast<float>(camera.extent.height);
    frame.extent = {width, height, 1.0f / width, 1.0f / height};
    frame.near_m = camera.near_m;
    frame.exposure = scene.exposure;
    frame.light_count = 0;
    if (!request.color) return;
    frame.lens = {scene.lens.radius_m, scene.lens.focus_m, 0.0f, 0.0f};
    const Film& film = scene.film;
    const float white = film.iso > 0.0f ? Film::kFullWell * 100.0f / film.iso : 0.0f;
    frame.film = {film.chromatic_aberration_px, film.bloom, film.vignette_stops, white};
    frame.white_balance = glm::vec4(film.white_balance, Film::kReadNoise);
    frame.film_on = needs_film(scene) ? 1u : 0u;
    frame.metered = film.metered ? 1u : 0u;
    frame.noise_seed_low = static_cast<std::uint32_t>(film.noise_seed);
    frame.noise_seed_high = static_cast<std::uint32_t>(film.noise_seed >> 32);

    const EnvironmentMap& map = environment->map;
    for (std::size_t i = 0; i < 9; ++i) frame.irradiance[i] = glm::vec4(map.irradiance[i], 0.0f);
    frame.environment = {std::cos(scene.environment.rotation), std::sin(scene.environment.rotation),
                         scene.environment.intensity,
                         static_cast<float>(EnvironmentMap::kLevels - 1)};
    frame.backdrop =
        glm::vec4(map.mean * scene.environment.intensity, scene.environment.visible ? 1.0f : 0.0f);
    const glm::vec3 eye(camera.world_from_camera[3]);
    const float distance = glm::length(list.focus_bounds.center() - eye);
    frame.occlusion = {std::clamp(0.3f * distance, 0.01f, 2.0f), 0.0f, 0.0f, 0.0f};
    frame.light_count = static_cast<std::uint32_t>(lights.lights.size());
    std::copy(lights.lights.begin(), lights.lights.end(), frame.lights);
    for (std::size_t i = 0; i < lights.views.size(); ++i) {
        const ShadowView& view = lights.views[i];
        frame.shadow_from_world[i] = view.shadow_from_world;
        frame.shadow_place[i] = {view.corner_x, view.corner_y, view.size,
                                 static_cast<float>(view.layer)};
    }
}

void Renderer::State::bind_everything() {
    const auto buffer = [](std::uint32_t binding, const Buffer& b,
                           VkDescriptorType type = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER) {
        return DescriptorWrite{
            .binding = binding, .type = type, .buffer = {b.get(), 0, VK_WHOLE_SIZE}};
    };
    const auto image = [](std::uint32_t binding, const GpuImage& i, const UniqueSampler& sampler) {
        return DescriptorWrite{
            .binding = binding,
            .type = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER,
            .image = {sampler.get(), i.view(), VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL}};
    };
    write_descriptors(device, frame_set,
                      {buffer(0, frame_buffer, VK_DESCRIPTOR_TYPE_UNIFORM_BUFFER),
                       buffer(1, draw_buffer), buffer(2, material_buffer)});
    write_descriptors(
        device, frame_set,
        {image(3, environment->cube, linear), image(4, environment->panorama, panorama),
         image(5, shadow_maps.image, shadow), image(6, shadow_maps.image, nearest),
         image(7, targets.depth, nearest), image(8, targets.ids, nearest),
         image(9, targets.normals, nearest), buffer(10, targets.edges),
         buffer(11, targets.visibility), buffer(12, targets.raw_visibility),
         image(13, targets.color, nearest), buffer(14, targets.accumulated),
         buffer(15, targets.picture), buffer(16, targets.meter), image(17, targets.behind, nearest),
         buffer(18, targets.edge_list), buffer(19, targets.bloom)});
}

Renderer::Renderer(Device& device) : state_(std::make_unique<State>(device)) {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

Frame Renderer::render(const Scene& scene, const FrameRequest& request) {
    State& s = *state_;
    const Extent extent = scene.camera.extent;
    const bool normals = request.color || request.normals;
    s.textures.begin_frame();
    const DrawList list = make_draw_list(scene, s.textures);
    if (s.targets.extent != extent) s.targets = Targets(s.device, extent);
    // Labels alone bind all descriptors too: some drivers crash on one that was never written.
    s.targets.add_color(s.device);
    if (request.coverage) s.targets.add_coverage(s.device);
    if (request.intrinsic) s.targets.add_intrinsic(s.device);
    s.environment = &s.environments.get(request.color ? scene.environment : Environment{});
    const int shadow_size = request.color ? shadow_map_size(request.quality) : s.shadow_maps.size;
    s.lights = request.color ? set_up_lights(scene, s.environment->map, list.all_bounds,
                                             list.focus_bounds, shadow_size)
                             : LightSetup{};
    s.ensure_shadow_maps(std::max(shadow_size, 1));
    s.upload(scene, list);
    s.fill_frame(scene, list, request);
    s.bind_everything();

    // What of the labelled instances must be drawn alone, and where its words land.
    std::vector<Footprint> footprints;
    for (const std::uint32_t i : list.labelled)
        footprints.push_back(footprint_of(scene.camera, scene.instances[i].model->bounds,
                                          scene.instances[i].object.world_from_object));
    const std::vector<AloneTile> tiles =
        request.amodal ? plan_alone_tiles(extent, footprints) : std::vector<AloneTile>{};

    const Recording recording{.list = list,
                              .request = request,
                              .passes = s.passes,
                              .frame_set = s.frame_set,
                              .plain_set = s.textures.plain_set(),
                              .tiles = tiles,
                              .lights = s.lights,
                              .lens = scene.lens,
                              .fx = scene.camera.intrinsics.fx,
                              .fy = scene.camera.intrinsics.fy,
                              .film = needs_film(scene) ? &scene.film : nullptr,
                              .normals = normals};
    const ReadbackLayout layout = make_readback_layout(recording, extent);
    ensure_size(s.device, s.readback,
                {.size_bytes = layout.size_bytes,
                 .usage = VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                 .memory = Memory::Readback,
                 .name = "readback"});
    Recorder recorder(s.device, s.commands.begin(), recording, s.targets, s.shadow_maps,
                      s.indirect);
    recorder.upload_triangles(s.staging, s.triangles);
    recorder.draw_labels();
    recorder.read_labels(s.readback, layout);
    recorder.draw_alone(s.readback, layout);
    if (request.color) {
        recorder.draw_shadows();
        recorder.shade(request.intrinsic ? &s.readback : nullptr, layout.linear);
        recorder.read_picture(s.readback, layout);
        if (request.intrinsic) recorder.draw_intrinsic(s.readback, layout);
    }
    if (request.coverage) recorder.draw_coverage(s.readback, layout);
    recorder.finish();
    s.commands.submit_and_wait();

    Frame frame;
    frame.index = scene.index;
    frame.camera = scene.camera;
    frame.rejects = scene.rejects;
    for (const Instance& instance : scene.instances) {
        frame.objects.push_back(instance.object);
        frame.objects.back().box = instance.model->bounds;
    }
    read_back(s.readback, layout, request, scene, list, frame);
    place_keypoints(frame);
    if (request.amodal) {
        AloneMasks masks(extent, std::move(footprints));
        for (const auto& part : layout.words)
            masks.add(tiles[part.tile], part.word,
                      reinterpret_cast<const std::uint32_t*>(s.readback.data() + part.offset));
        std::vector<Amodal> amodal = masks.finish();
        for (std::size_t slot = 0; slot < list.labelled.size(); ++slot)
            frame.objects[list.labelled[slot]].amodal = std::move(amodal[slot]);
    }
    return frame;
}

}  // namespace diorama
