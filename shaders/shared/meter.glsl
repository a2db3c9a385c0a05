// The exposure that brings the picture's middle tones to mid grey.

layout(set = 0, binding = 16) readonly buffer Meter { uint histogram[64]; };

// The mean log luminance between the 30th and the 95th percentile, pulled three quarters of the
// way to 2^-1.8, and the camera's own exposure on top.
float metered_exposure() {
    uint total = 0u;
    for (int i = 0; i < 64; ++i) total += histogram[i];
    if (total == 0u) return frame.exposure;
    const float low = 0.30 * float(total), high = 0.95 * float(total);
    float below = 0.0, sum = 0.0, weight = 0.0;
    for (int i = 0; i < 64; ++i) {
        const float count = float(histogram[i]);
        const float inside = max(min(below + count, high) - max(below, low), 0.0);
        sum += inside * ((float(i) + 0.5) / 4.0 - 10.0);
        weight += inside;
        below += count;
    }
    return frame.exposure * exp2(clamp(0.75 * (-1.8 - sum / weight), -4.0, 4.0));
}
