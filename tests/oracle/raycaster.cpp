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
        rtcSetSceneFlags(scene_, RTC_SCENE_FLAG_ROBUST);
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
        // The ray's parameter is the depth, because its direction has -z = 1.
        const glm::dvec3 ray = pixel_ray(camera_, x + 0.5, y + 0.5);
        // Floats are too coarse to cut at the near plane: rays begin a little before it, and go on
        // from hits that double places there.
        float from = 0.99f * camera_.near_m;
        while (true) {
            const Hit hit = first_hit(ray, from);
            if (hit.triangle == kNoTriangle || hit.depth > 1.01f * camera_.near_m) return hit;
            const Triangle& t = triangles_[hit.geometry][hit.triangle];
            const glm::dvec3 normal = glm::cross(t[1] - t[0], t[2] - t[0]);
            if (glm::dot(normal, t[0]) / glm::dot(normal, ray) >=
                static_cast<double>(camera_.near_m))
                return hit;
            from = std::nextafter(hit.depth, std::numeric_limits<float>::infinity());
        }
    }

 private:
    Hit first_hit(const glm::dvec3& ray, float from) const {
        RTCRayHit query{};
        query.ray.dir_x = static_cast<float>(ray.x);
        query.ray.dir_y = static_cast<float>(ray.y);
        query.ray.dir_z = -1.0f;
        query.ray.tnear = from;
        query.ray.tfar = std::numeric_limits<float>::infinity();
        query.ray.mask = UINT32_MAX;
        query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
        RTCIntersectContext context;
        rtcInitIntersectContext(&context);
        rtcIntersect1(scene_, &context, &query);
        if (query.hit.geomID == RTC_INVALID_GEOMETRY_ID) return {};
        return {query.hit.geomID, query.hit.primID, query.ray.tfar};
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
