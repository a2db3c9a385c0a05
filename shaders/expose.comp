// Once a frame, before the antialiasing samples: the exposure from the histogram, and how many work
// groups the list of edge pixels needs.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/meter.glsl"

layout(local_size_x = 1) in;

layout(set = 0, binding = 18) buffer EdgeList { uint groups[3]; uint edge_count; uint edge_list[]; };

// The mean log luminance between the 30th and the 95th percentile, pulled most of the way to
// kMiddle, and the camera's own exposure on top.
float metered_exposure() {
    const float kMiddle = -1.6, kPull = 0.8;  // log2
    uint total = 0u;
    for (int i = 0; i < 64; ++i) total += histogram[i];
    if (total == 0u || frame.metered == 0u) return frame.exposure;
    const float low = 0.30 * float(total), high = 0.95 * float(total);
    float below = 0.0, sum = 0.0, weight = 0.0;
    for (int i = 0; i < 64; ++i) {
        const float count = float(histogram[i]);
        const float inside = max(min(below + count, high) - max(below, low), 0.0);
        sum += inside * ((float(i) + 0.5) / 4.0 - 10.0);
        weight += inside;
        below += count;
    }
    return frame.exposure * exp2(clamp(kPull * (kMiddle - sum / weight), -4.0, 4.0));
}

void main() {
    exposure = metered_exposure();
    groups[0] = (edge_count + 63u) / 64u;
    groups[1] = 1u;
    groups[2] = 1u;
}
