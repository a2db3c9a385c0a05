// From exposed linear light to the finished picture, for frames with effects of lens and sensor.

// The samples of a pixel are summed with weights, and divided by their sum in the end. Without an
// aperture bright ones weigh less, so that a highlight against a dark ground gets a smooth edge;
// with one they are averaged as they are, so that a highlight becomes a bright disc.
vec4 weighted_sample(vec3 light) {
    const float weight = frame.lens.x > 0.0 ? 1.0 : 1.0 / (1.0 + luminance(light));
    return vec4(light * weight, weight);
}

// Levels of the bloom: 1 is half as large as the picture, each further one half of the last.
const int kBloomLevels = 5;

ivec2 level_size(int level) {
    const ivec2 size = ivec2(frame.extent.xy);
    return max((size + (1 << level) - 1) >> level, ivec2(1));
}

// Where a level starts in the buffer of all levels.
int level_start(int level) {
    int start = 0;
    for (int i = 1; i < level; ++i) {
        const ivec2 size = level_size(i);
        start += size.x * size.y;
    }
    return start;
}
