// What the picture's brightness was measured as.
layout(set = 0, binding = 16) buffer Meter { uint histogram[64]; float exposure; };
