// Points and rays in camera space from pixels.

// The point at depth 1 under a position in the picture.
vec3 camera_ray(vec2 pixel) {
    const vec4 k = frame.intrinsics;
    return vec3((pixel.x - k.z) / k.x, (k.w - pixel.y) / k.y, -1.0);
}

// From the reversed depth of a pixel.
vec3 camera_point(vec2 pixel, float inverse_depth) {
    return camera_ray(pixel) * (frame.near_m / inverse_depth);
}
