#include <btBulletDynamicsCommon.h>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "engine/scene/placement.hpp"

namespace diorama {
namespace {

// Bullet's tolerances suit objects of about a meter: the world is enlarged for it.
constexpr double kEnlarge = 10.0;
constexpr double kGap = 0.01;          // meters below a body where it starts
constexpr int kStartDraws = 6;         // places that are tried for it
constexpr double kMargin = 0.0004;     // meters that a hull is rounded by, at least
constexpr double kMinReach = 0.003;    // meters that settling may move a body
constexpr double kSlabBelow = 0.1;     // meters: what carries a surface, for physics
constexpr int kWindow = 24;            // steps in which a body that rests moves and
constexpr double kRestShift = 0.0005;  // turns less than this: meters,
constexpr double kRestTurn = 0.008;    // radians
constexpr float kSleepSpeed = 0.03f;   // meters per second
constexpr float kSleepTurn = 0.2f;     // radians per second
constexpr float kFriction = 0.7f;
// A lever arm in enlarged meters: more would let things balance on their edges.
constexpr float kRollingFriction = 0.004f;
constexpr float kSpinningFriction = 0.04f;

btVector3 enlarged(const glm::dvec3& v) {
    return {static_cast<btScalar>(v.x * kEnlarge), static_cast<btScalar>(v.y * kEnlarge),
            static_cast<btScalar>(v.z * kEnlarge)};
}

// Error of the physics hull at the size of this body.
double coarse_error(const Body& body) { return body.model.hulls->coarse_error * body.scale; }

// A rigid body in the enlarged world: hull corners around its center of mass.
struct Solid {
    std::unique_ptr<btCollisionShape> shape;
    std::unique_ptr<btRigidBody> rigid;
    glm::dvec3 center{0.0};  // of mass, object space
};

btRigidBody::btRigidBodyConstructionInfo body_info(btScalar mass, btCollisionShape& shape) {
    btVector3 inertia(0, 0, 0);
    if (mass > 0) shape.calculateLocalInertia(mass, inertia);
    btRigidBody::btRigidBodyConstructionInfo info(mass, nullptr, &shape, inertia);
    info.m_friction = kFriction;
    info.m_rollingFriction = kRollingFriction;
    info.m_spinningFriction = kSpinningFriction;
    info.m_restitution = 0.0f;
    info.m_linearDamping = 0.05f;
    info.m_angularDamping = 0.25f;
    // Slow rocking and rolling dies out within the time that there is.
    info.m_additionalDamping = true;
    info.m_additionalDampingFactor = 0.97f;
    info.m_additionalLinearDampingThresholdSqr = 0.1f;
    info.m_additionalAngularDampingThresholdSqr = 0.3f;
    return info;
}

std::unique_ptr<btConvexHullShape> hull_shape(const std::vector<glm::dvec3>& corners,
                                              const glm::dvec3& center, double scale,
                                              double margin) {
    auto shape = std::make_unique<btConvexHullShape>();
    for (const glm::dvec3& v : corners) shape->addPoint(enlarged((v - center) * scale), false);
    shape->setMargin(static_cast<btScalar>(margin * kEnlarge));
    shape->recalcLocalAabb();
    return shape;
}

// The corners stay as they are; the rounding around them makes up for half of what is cut off.
double margin_of(const Body& body) { return kMargin + 0.5 * coarse_error(body); }

btTransform pose_in_physics(const Body& body, const glm::dvec3& center) {
    const glm::dmat4 pose(body.world_from_object);
    btTransform result;
    const glm::dmat3 turn = glm::dmat3(pose) / body.scale;
    for (int row = 0; row < 3; ++row) {
        result.getBasis()[row].setValue(static_cast<btScalar>(turn[0][row]),
                                        static_cast<btScalar>(turn[1][row]),
                                        static_cast<btScalar>(turn[2][row]));
    }
    result.setOrigin(enlarged(glm::dvec3(pose * glm::dvec4(center, 1.0))));
    return result;
}

// Where the rigid body took the object, as a pose with the body's scale.
glm::dmat4 pose_from_physics(const btTransform& t, const glm::dvec3& center, double scale) {
    const btQuaternion q = t.getRotation();
    const glm::dmat3 turn = glm::mat3_cast(glm::normalize(glm::dquat(q.w(), q.x(), q.y(), q.z())));
    const glm::dmat3 linear = turn * scale;
    const glm::dvec3 origin(t.getOrigin().x(), t.getOrigin().y(), t.getOrigin().z());
    glm::dmat4 pose(linear);
    pose[3] = glm::dvec4(origin / kEnlarge - linear * center, 1.0);
    return pose;
}

// Whether two poses of a body are the same as far as rest is concerned.
bool is_near(const btTransform& a, const btTransform& b) {
    if ((a.getOrigin() - b.getOrigin()).length() > static_cast<btScalar>(kRestShift * kEnlarge)) {
        return false;
    }
    // Columns of a rotation move by at most its angle.
    for (int i = 0; i < 3; ++i) {
        const btVector3 turned = a.getBasis().getColumn(i) - b.getBasis().getColumn(i);
        if (turned.length() > static_cast<btScalar>(kRestTurn)) return false;
    }
    return true;
}

// Small pools: they are allocated, and their pages touched, once per simulation.
btDefaultCollisionConstructionInfo pools() {
    btDefaultCollisionConstructionInfo info;
    info.m_defaultMaxPersistentManifoldPoolSize = 128;
    info.m_defaultMaxCollisionAlgorithmPoolSize = 128;
    return info;
}

// One simulation; everything it allocates lives and dies with it.
class Simulation {
 public:
    Simulation()
        : settings_(pools()),
          dispatcher_(&settings_),
          world_(&dispatcher_, &broadphase_, &solver_, &settings_) {
        world_.setGravity(btVector3(0, static_cast<btScalar>(-9.81 * kEnlarge), 0));
        world_.getSolverInfo().m_splitImpulse = 1;
        world_.getSolverInfo().m_numIterations = 12;
    }
    ~Simulation() {
        for (const Solid& solid : solids_) world_.removeRigidBody(solid.rigid.get());
    }
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    void add_support(const Support& support) {
        if (support.flat) {
            const glm::dvec3 half(support.half_size.x, kSlabBelow / 2, support.half_size.y);
            glm::dmat4 pose = support.world_from_surface;
            pose[3] -= glm::dvec4(support.normal() * half.y, 0.0);
            Body frame;
            frame.world_from_object = glm::mat4(pose);
            add(std::make_unique<btBoxShape>(enlarged(half)), 0,
                pose_in_physics(frame, glm::dvec3(0.0)), {});
        } else {
            btTransform unturned;
            unturned.setIdentity();
            unturned.setOrigin(enlarged(support.hull.center));
            add(hull_shape(support.hull.vertices, support.hull.center, 1.0, kMargin), 0, unturned,
                {});
        }
    }

    /// @param mass 0: it stays where it is.
    void add_body(const Body& body, btScalar mass) {
        const Hull& hull = body.model.hulls->coarse;
        add(hull_shape(hull.vertices, hull.center, body.scale, margin_of(body)), mass,
            pose_in_physics(body, hull.center), hull.center);
    }

    /// Steps until the last `moving` bodies rest or have left, or time is up.
    /// @return which of them were at rest in the end.
    std::vector<bool> run(std::size_t moving, double floor) {
        const std::size_t first = solids_.size() - moving;
        std::vector<btTransform> before(moving);
        std::vector<bool> at_rest(moving, false);
        const auto low = static_cast<btScalar>(floor * kEnlarge);
        bool tapped = false;
        const int steps = static_cast<int>(kMaxFallSeconds / kStep);
        for (int step = 1; step <= steps; ++step) {
            world_.stepSimulation(static_cast<btScalar>(kStep), 0);
            // Contacts come and go between two steps, so that velocities are never quite 0: what
            // counts is how far a body gets in a tenth of a second.
            if (step % kWindow != 0) continue;
            bool all_done = true;
            for (std::size_t i = 0; i < moving; ++i) {
                btRigidBody& rigid = *solids_[first + i].rigid;
                const btTransform& now = rigid.getWorldTransform();
                at_rest[i] = step > kWindow && is_near(before[i], now);
                before[i] = now;
                // Long enough for Bullet to let it sleep, together with all that it touches.
                if (at_rest[i]) rigid.setDeactivationTime(2 * gDeactivationTime);
                const bool left = now.getOrigin().y() < low;
                if (left) rigid.forceActivationState(DISABLE_SIMULATION);
                all_done = all_done && (left || at_rest[i]);
            }
            if (all_done && tapped) break;
            if (!all_done) continue;
            // Whatever only balances, on an edge say, falls over when it is tapped.
            tapped = true;
            for (std::size_t i = 0; i < moving; ++i) {
                btRigidBody& rigid = *solids_[first + i].rigid;
                if (!at_rest[i]) continue;
                rigid.activate(true);
                rigid.setAngularVelocity(btVector3(1.5f, 0.0f, 1.2f));
            }
        }
        return at_rest;
    }

    /// The pose of the i-th of the last `moving` bodies.
    glm::dmat4 pose(std::size_t i, std::size_t moving, double scale) const {
        const Solid& solid = solids_[solids_.size() - moving + i];
        return pose_from_physics(solid.rigid->getWorldTransform(), solid.center, scale);
    }

 private:
    void add(std::unique_ptr<btCollisionShape> shape, btScalar mass, const btTransform& pose,
             const glm::dvec3& center) {
        auto info = body_info(mass, *shape);
        info.m_startWorldTransform = pose;
        auto rigid = std::make_unique<btRigidBody>(info);
        rigid->setSleepingThresholds(kSleepSpeed * float{kEnlarge}, kSleepTurn);
        world_.addRigidBody(rigid.get());
        solids_.push_back({std::move(shape), std::move(rigid), center});
    }

    btDefaultCollisionConfiguration settings_;
    btCollisionDispatcher dispatcher_;
    btDbvtBroadphase broadphase_;
    btSequentialImpulseConstraintSolver solver_;
    btDiscreteDynamicsWorld world_;
    std::vector<Solid> solids_;
};

// How far a body has to be raised so that it is above all that its box would otherwise meet.
double raise_of(const Body& body, const Surroundings& world,
                const std::vector<const Body*>& started) {
    Box box = body.box;
    const auto stay_above = [&](const Body& other) {
        const bool beside =
            other.box.max.x < box.min.x - kGap || other.box.min.x > box.max.x + kGap ||
            other.box.max.z < box.min.z - kGap || other.box.min.z > box.max.z + kGap;
        const double up = beside ? 0.0 : std::max(other.box.max.y + kGap - box.min.y, 0.0);
        box.min.y += up;
        box.max.y += up;
    };
    for (const Body& other : world.bodies) stay_above(other);
    for (const Body* other : started) stay_above(*other);
    return box.min.y - body.box.min.y;
}

// A start over the surface: a pose from the stream, next to everything that is there already, or
// where a few draws find no such place, above it.
void start(Falling& falling, const Surroundings& world, const std::vector<const Body*>& started,
           Rng rng) {
    Body& body = falling.body;
    const PlaceConfig& place = *falling.place;
    const glm::dmat3 rotation = draw_rotation(place, rng);
    glm::dmat4 pose = based_pose(*body.model.model, rotation, body.scale);
    if (place.on.empty()) {
        pose[3] += glm::dvec4(glm::dvec3(draw(place.position_m, rng)), 0.0);
        body.set_pose(pose);
        body.shift({0.0, raise_of(body, world, started), 0.0});
        return;
    }
    const Support& support = *world.find(place.on);
    const double spread = place.spread.draw(rng);
    body.set_pose(pose);
    const glm::dvec3 size = body.box.max - body.box.min;
    // It may topple and roll: half its largest extent from the edge, and as much on each side.
    const double radius = 0.5 * std::max({size.x, size.y, size.z});
    const glm::dvec2 inside = glm::max(support.half_size - radius, glm::dvec2(0.0));
    const glm::dvec2 room = glm::min(
        glm::max(spread * support.half_size - 0.5 * glm::dvec2(size.x, size.z), glm::dvec2(0.0)),
        inside);
    const auto move_to = [&](const glm::dvec2& share) {
        const glm::dvec3 middle = 0.5 * (body.box.min + body.box.max);
        const glm::dvec3 target(support.world_from_surface *
                                glm::dvec4(share.x * room.x, 0.0, share.y * room.y, 1.0));
        body.shift(target - middle);
        const double low = support.lowest(body.exact.vertices);
        body.shift({0.0, (kGap - low) / std::max(support.normal().y, 0.2), 0.0});
    };
    glm::dvec2 best{0.0};
    double least = std::numeric_limits<double>::infinity();
    for (int attempt = 0; attempt < kStartDraws && least > 0.0; ++attempt) {
        const glm::dvec2 share{rng.uniform(-1, 1), rng.uniform(-1, 1)};
        move_to(share);
        const double raise = raise_of(body, world, started);
        if (raise >= least) continue;
        least = raise;
        best = share;
    }
    move_to(best);
    body.shift({0.0, least, 0.0});
}

double reach_of(const Body& body, double others_error) {
    return kMinReach + 2 * coarse_error(body) + 2 * others_error;
}

std::string left_message(const Falling& falling) {
    return falling.place->on.empty() ? "fell past every surface"
                                     : fmt::format("fell off {}", falling.place->on);
}

// Whether the center of a body is over the rectangle of its surface.
bool is_over(const Body& body, const Support& support) {
    const glm::dvec3 offset = body.exact.center - glm::dvec3(support.world_from_surface[3]);
    return std::abs(glm::dot(offset, glm::dvec3(support.world_from_surface[0]))) <=
               support.half_size.x &&
           std::abs(glm::dot(offset, glm::dvec3(support.world_from_surface[2]))) <=
               support.half_size.y &&
           glm::dot(offset, support.normal()) > 0;
}

// One round for the objects that have no place yet; those that find one join `world`.
void drop_round(std::vector<Falling*>& pending, Surroundings& world, std::uint64_t round) {
    Simulation simulation;
    double floor = 0, worst_error = 0;
    for (const Support& support : world.supports) {
        simulation.add_support(support);
        floor = std::min(floor, box_of(support.hull).min.y);
    }
    for (const Body& body : world.bodies) {
        simulation.add_body(body, 0);
        worst_error = std::max(worst_error, coarse_error(body));
    }
    std::vector<const Body*> started;
    for (Falling* falling : pending) {
        start(*falling, world, started, falling->rng.stream(round));
        started.push_back(&falling->body);
        worst_error = std::max(worst_error, coarse_error(falling->body));
    }
    for (const Body* body : started) {
        // Equal densities, but no body is so light that the solver shakes it.
        const glm::dvec3 size = body->box.max - body->box.min;
        const double mass = std::clamp(size.x * size.y * size.z * 500.0, 0.05, 5.0);
        simulation.add_body(*body, static_cast<btScalar>(mass));
    }
    const std::vector<bool> at_rest = simulation.run(pending.size(), floor - 0.3);

    // From the lowest up, so that what carries an object has its final place before it.
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < pending.size(); ++i) {
        Body& body = pending[i]->body;
        body.set_pose(simulation.pose(i, pending.size(), body.scale));
        order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return pending[a]->body.box.min.y < pending[b]->body.box.min.y;
    });
    for (const std::size_t i : order) {
        Falling& falling = *pending[i];
        const Support* support =
            falling.place->on.empty() ? nullptr : world.find(falling.place->on);
        if (support ? !is_over(falling.body, *support) : falling.body.box.max.y < floor) {
            falling.reject = left_message(falling);
        } else if (!at_rest[i]) {
            falling.reject = fmt::format("did not come to rest in {} s", kMaxFallSeconds);
        } else {
            falling.reject =
                settle(falling.body, support, world, reach_of(falling.body, worst_error))
                    .value_or("");
        }
        if (falling.reject.empty()) world.bodies.push_back(falling.body);
    }
    std::erase_if(pending, [](const Falling* f) { return f->reject.empty(); });
}

}  // namespace

void drop(std::vector<Falling>& falling, const Surroundings& world) {
    Surroundings now = world;
    std::vector<Falling*> pending;
    for (Falling& f : falling) {
        const Support* support = f.place->on.empty() ? nullptr : now.find(f.place->on);
        if (support && support->normal().y < 0.2) {
            f.reject = fmt::format("{} is too steep to drop onto", support->name);
        } else {
            pending.push_back(&f);
        }
    }
    for (std::uint64_t round = 0; round < kDropRounds && !pending.empty(); ++round) {
        drop_round(pending, now, round);
    }
}

}  // namespace diorama
