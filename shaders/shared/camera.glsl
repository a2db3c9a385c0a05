// Points from the reversed depth of a pixel.

vec3 camera_point(vec2 pixel, float inverse_depth) {
    const float depth = frame.near_m / inverse_depth;
    const vec4 k = frame.intrinsics;
    return vec3((pixel.x - k.z) / k.x, (k.w - pixel.y) / k.y, -1.0) * depth;
}
