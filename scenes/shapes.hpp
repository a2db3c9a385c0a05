/// Modelling by code: round-cornered outlines, and the lathe, sweep, prism and box made from them.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "engine/core/model.hpp"

namespace diorama::kit {

inline float real(int value) { return static_cast<float>(value); }
inline float real(std::size_t value) { return static_cast<float>(value); }

// --- outlines ------------------------------------------------------------------------------

/// A point of a plane curve and the unit normal on the right-hand side of its direction: outward
/// for a closed curve that runs counter-clockwise, and for a profile that runs up its outside.
struct OutlinePoint {
    glm::vec2 position;
    glm::vec2 normal;
};
using Outline = std::vector<OutlinePoint>;

struct Corner {
    glm::vec2 position;
    float radius = 0.0f;  // of the arc that replaces the corner; 0 keeps it sharp
};

enum class Ends { Open, Closed };

/// A polyline whose corners are replaced by arcs, in steps of at most `step` radians. A radius
/// too large for its edges is reduced; one below 2.2 mm takes larger steps. A sharp corner gives
/// two points with a normal each. A closed outline does not repeat its first point.
Outline rounded(std::span<const Corner> corners, Ends ends, float step = 0.3f);

/// A Catmull-Rom spline through the points, `steps` segments between neighbors. An open curve
/// that ends on x = 0 meets that axis at a right angle, as a lathe's profile should.
Outline smooth(std::span<const glm::vec2> points, Ends ends, int steps);

Outline circle(float radius, int count);
/// |x / rx|^e + |y / ry|^e = 1; e = 2 is an ellipse, larger is boxier.
Outline superellipse(float radius_x, float radius_y, float exponent, int count);
Outline rounded_rectangle(float width, float height, float radius, float step = 0.3f);

/// One curve after another; a point shared by both with one normal is kept once.
Outline join(Outline first, const Outline& second);
/// The parts of an open curve before and after its point nearest to `at`; both hold that point.
std::pair<Outline, Outline> cut(const Outline& outline, glm::vec2 at);
float length_of(const Outline& outline, Ends ends);

/// A Catmull-Rom spline through the points, `steps` segments between neighbors, both ends included
/// (a closed one does not repeat its first point).
std::vector<glm::vec3> curve(std::span<const glm::vec3> points, Ends ends, int steps);

// --- solids --------------------------------------------------------------------------------

/// What a mesh covers of its texture: `top_left` to `bottom_right` in uv.
struct UvRect {
    glm::vec2 top_left{0.0f, 0.0f};
    glm::vec2 bottom_right{1.0f, 1.0f};
};

/// Turns a profile (x = radius, y = height) around the y axis. Seen from +z, u grows to the right
/// and is in the middle of `uv` at the front; v follows the length of the profile, its end at
/// the top. A profile that begins and ends on x = 0 gives a closed surface.
MeshPart lathe(const Outline& profile, int segments, UvRect uv = {});

enum class Caps {
    Flat,
    Round,
    Spout,  // flat at the beginning; at the end a rim around a hole that leads back inside
};

/// Moves a closed section along a path. The section's x axis starts at `side`, made perpendicular
/// to the path, and turns no more than the path does. uv are in units of `uv_scale_m`, v along
/// the path.
/// @param scale  of the section, by the path's parameter in [0, 1]; null is 1.
MeshPart sweep(std::span<const glm::vec3> path, Ends ends, const Outline& section, glm::vec3 side,
               const std::function<glm::vec2(float)>& scale = nullptr, Caps caps = Caps::Round,
               float uv_scale_m = 1.0f);

/// Extrudes a closed outline (its x to +x, its y to -z) along a profile whose x grows the outline
/// along its normals and whose y is the height. Closed by flat caps where the profile
/// begins and ends. uv in units of `uv_scale_m`: caps from above, sides by length and height.
MeshPart prism(const Outline& outline, const Outline& profile, float uv_scale_m = 1.0f);
/// The same with straight sides from y = 0 to `height` and edges rounded by `bevel`.
MeshPart bevelled_prism(const Outline& outline, float height, float bevel, float uv_scale_m = 1.0f);

struct BoxUv {
    float scale_m = 1.0f;    // uv 0..1 covers this many meters
    int grain_axis = 0;      // the axis (0 = x, 1 = y, 2 = z) that u follows where it can
    glm::vec2 offset{0.0f};  // so that equal boxes differ
};
/// A box around the origin with edges rounded by `radius`, each in 2 * steps facets; each flat is
/// cut into `flat` by `flat` quads, for bending.
MeshPart rounded_box(glm::vec3 size, float radius, int steps = 2, BoxUv uv = {}, int flat = 1);
/// The same with one picture for all: faces in the order +x, -x, +y, -y, +z, -z.
MeshPart printed_box(glm::vec3 size, float radius, int steps, std::span<const UvRect, 6> faces,
                     int flat = 1);

/// A sphere around the origin; uv by longitude and latitude.
MeshPart sphere(float radius, int segments, int rings);

// --- operations ----------------------------------------------------------------------------

MeshPart transformed(MeshPart mesh, const glm::mat4& matrix);
MeshPart moved(MeshPart mesh, glm::vec3 offset);
/// Turned about an axis through the origin, right-handed.
MeshPart turned(MeshPart mesh, float angle, glm::vec3 axis);
MeshPart merged(MeshPart first, const MeshPart& second);
/// Moves every vertex, then recomputes the normals; faces meeting at less than `crease` radians
/// are smooth.
void deform(MeshPart& mesh, const std::function<glm::vec3(glm::vec3)>& move, float crease = 1.0f);
/// uv = (dot(p - origin, u_axis), dot(p - origin, v_axis)).
void project_uv(MeshPart& mesh, glm::vec3 origin, glm::vec3 u_axis, glm::vec3 v_axis);
void scale_uv(MeshPart& mesh, glm::vec2 factor, glm::vec2 offset = glm::vec2(0.0f));
void set_color(MeshPart& mesh, glm::vec4 linear);

/// Joins a lattice of rows x columns vertices that starts at vertex `first` with triangles,
/// counter-clockwise where columns go right and rows go up; leaves out those without area.
void add_lattice(MeshPart& mesh, std::size_t first, int rows, int columns);
/// Closes the hole inside `count` vertices from `first` on with a fan around their middle; they run
/// counter-clockwise as seen from above. Sets no normals.
void close_ring(MeshPart& mesh, std::size_t first, int count, bool upward);

}  // namespace diorama::kit
