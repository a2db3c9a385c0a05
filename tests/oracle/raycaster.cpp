#include "tests/oracle/raycaster.hpp"

#include <embree3/rtcore.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

namespace diorama::oracle {
namespace {

// The triangles of some instances behind one Embree scene; geometry g is instances[g].
class RayScene {
 public:
    RayScene(const Scene& scene, const std::vector<std::size_t>& instances)
        : camera_(scene.camera), device_(rtcNewDevice("threads=1")), scene_(rtcNewScene(device_)) {
        rtcSetSceneFlags(scene_, RTC_SCENE_FLAG_ROBUST | RTC_SCENE_FLAG_CONTEXT_FILTER_FUNCTION);
        for (const std::size_t index : instances) add(camera_triangles(scene, index));
        rtcCommitScene(scene_);
        if (rtcGetDeviceError(device_) != RTC_ERROR_NONE)
            throw std::runtime_error("Embree could not build its scene");
    }
    ~RayScene() {
        rtcReleaseScene(scene_);
        rtcReleaseDevice(device_);
    }
    RayScene(const RayScene&) = delete;
    RayScene& operator=(const RayScene&) = delete;

    struct Hit {
        std::uint32_t geometry = RTC_INVALID_GEOMETRY_ID;
        std::uint32_t triangle = kNoTriangle;
        float depth = std::numeric_limits<float>::infinity();
    };
    Hit hit(int x, int y) const {
        const glm::dvec3 ray = pixel_ray(camera_, x + 0.5, y + 0.5);
        Query query{.scene = this, .ray = ray};
        rtcInitIntersectContext(&query.context);
        query.context.filter = consider;
        RTCRayHit ray_hit{};
        // The ray's parameter is the depth, because its direction has -z = 1.
        ray_hit.ray.dir_x = static_cast<float>(ray.x);
        ray_hit.ray.dir_y = static_cast<float>(ray.y);
        ray_hit.ray.dir_z = -1.0f;
        // Floats are too coarse to cut at the near plane: the ray begins a little before it.
        ray_hit.ray.tnear = 0.99f * camera_.near_m;
        ray_hit.ray.tfar = std::numeric_limits<float>::infinity();
        ray_hit.ray.mask = UINT32_MAX;
        ray_hit.hit.geomID = RTC_INVALID_GEOMETRY_ID;
        rtcIntersect1(scene_, &query.context, &ray_hit);
        return query.nearest;
    }

 private:
    // A ray under way; Embree hands back its context, which must come first.
    struct Query {
        RTCIntersectContext context{};
        const RayScene* scene = nullptr;
        glm::dvec3 ray{0.0};
        Hit nearest;
        double nearest_depth = std::numeric_limits<double>::infinity();
    };

    // Called for every triangle that a ray meets. Embree says which ones those are; which is the
    // nearest beyond the near plane is decided in double, and every hit is refused so that the ray
    // goes on: of a triangle 60 m wide, a float knows the depth 5 cm before the eye to 1e-4 only.
    static void consider(const RTCFilterFunctionNArguments* arguments) {
        auto& query = *reinterpret_cast<Query*>(arguments->context);
        const RayScene& scene = *query.scene;
        const std::uint32_t geometry = RTCHitN_geomID(arguments->hit, 1, 0);
        const std::uint32_t triangle = RTCHitN_primID(arguments->hit, 1, 0);
        arguments->valid[0] = 0;
        const Triangle& t = scene.triangles_[geometry][triangle];
        const glm::dvec3 normal = glm::cross(t[1] - t[0], t[2] - t[0]);
        const double depth = glm::dot(normal, t[0]) / glm::dot(normal, query.ray);
        if (!(depth >= static_cast<double>(scene.camera_.near_m))) return;
        if (!(depth < query.nearest_depth)) return;
        query.nearest_depth = depth;
        query.nearest = {geometry, triangle, RTCRayN_tfar(arguments->ray, 1, 0)};
    }

    void add(std::vector<Triangle> triangles) {
        RTCGeometry geometry = rtcNewGeometry(device_, RTC_GEOMETRY_TYPE_TRIANGLE);
        if (!triangles.empty()) {
            auto* vertices = static_cast<float*>(
                rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3,
                                        3 * sizeof(float), 3 * triangles.size()));
            auto* indices = static_cast<std::uint32_t*>(
                rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3,
                                        3 * sizeof(std::uint32_t), triangles.size()));
            std::uint32_t next = 0;
            for (const Triangle& triangle : triangles)
                for (const glm::dvec3& corner : triangle) {
                    for (int axis = 0; axis < 3; ++axis)
                        *vertices++ = static_cast<float>(corner[axis]);
                    *indices++ = next++;
                }
        }
        rtcCommitGeometry(geometry);
        rtcAttachGeometry(scene_, geometry);
        rtcReleaseGeometry(geometry);
        triangles_.push_back(std::move(triangles));
    }

    Camera camera_;
    RTCDevice device_;
    RTCScene scene_;
    std::vector<std::vector<Triangle>> triangles_;  // of each geometry
};

}  // namespace

Picture raycast(const Scene& scene) {
    std::vector<std::size_t> all(scene.instances.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    const RayScene rays(scene, all);
    Picture picture = empty_picture(scene.camera.extent);
    for (int y = 0; y < picture.ids.height(); ++y)
        for (int x = 0; x < picture.ids.width(); ++x) {
            const auto hit = rays.hit(x, y);
            if (hit.triangle == kNoTriangle) continue;
            picture.ids.at(x, y) = hit.geometry + 1;
            picture.triangles.at(x, y) = hit.triangle;
            picture.depth.at(x, y) = hit.depth;
        }
    return picture;
}

Mask raycast_alone(const Scene& scene, std::size_t instance_index, Rect canvas) {
    const RayScene rays(scene, {instance_index});
    Mask mask{.x = canvas.x,
              .y = canvas.y,
              .pixels = Image<std::uint8_t>({canvas.width, canvas.height}, 0)};
    for (int y = 0; y < canvas.height; ++y)
        for (int x = 0; x < canvas.width; ++x)
            mask.pixels.at(x, y) = rays.hit(canvas.x + x, canvas.y + y).triangle != kNoTriangle;
    return mask;
}

}  // namespace diorama::oracle
