// The one way from object space to clip space. `precise` forbids the compiler to fuse or reorder,
// so that every pass, and a checker on the CPU that spells out the same sums, gets the same bits.

vec3 transform_point(mat4 m, vec3 p) {
    precise vec3 result = m[0].xyz * p.x + (m[1].xyz * p.y + (m[2].xyz * p.z + m[3].xyz));
    return result;
}

vec4 transform_to_clip(mat4 m, vec3 p) {
    precise vec4 result = m[0] * p.x + (m[1] * p.y + (m[2] * p.z + m[3]));
    return result;
}
