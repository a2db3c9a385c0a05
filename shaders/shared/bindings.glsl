// Set 0, the same for every pass of a frame.
#include "scene.h"

layout(set = 0, binding = 0) uniform Frame { FrameParams frame; };
layout(set = 0, binding = 1) readonly buffer Draws { DrawInstance draws[]; };
layout(set = 0, binding = 2) readonly buffer Materials { MaterialParams materials[]; };
layout(push_constant) uniform Pass { PassParams pass; };

// bindings 3.. are declared where they are used:
//  3 samplerCube environment_map        4 sampler2D environment_picture
//  5 sampler2DArrayShadow shadow_maps   6 sampler2DArray shadow_depths
//  7 sampler2D label_depth   8 usampler2D label_ids   9 sampler2D label_normals
// 10 buffer edges   11 buffer visibility   12 buffer raw_visibility
// 13 usampler2D color   14 buffer accumulated   15 buffer picture   16 buffer meter
// 17 usampler2D behind   18 buffer edge list   19 buffer bloom
