// Physically based shading: metallic-roughness GGX under the lights and the environment.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/material_textures.glsl"
#include "shared/alpha_test.glsl"
#include "shared/visibility.glsl"
#include "shared/color.glsl"

layout(constant_id = 0) const uint kAlphaTest = 0;
layout(constant_id = 1) const uint kBlend = 0;
// Which textures a material has: 0 none, 1 base color, 2 any, 3 any and further layers: sheen,
// clear coat, glass. A CPU driver pays for each lookup, also for that of a white texel.
layout(constant_id = 2) const uint kTextures = 2;
// 0 for the sample at the pixel's center, which the labels were drawn at; 1 for the others.
layout(constant_id = 3) const uint kOffCenter = 1;

layout(set = 0, binding = 3) uniform samplerCube environment_map;
layout(set = 0, binding = 7) uniform sampler2D label_depth;
layout(set = 0, binding = 11) readonly buffer Visibility { uvec2 visibility[]; };
layout(set = 0, binding = 17) uniform usampler2D behind;  // opaque color, for kBlend

layout(location = 0) in vec3 world;
layout(location = 1) in vec3 normal;
layout(location = 3) in vec2 uv;
layout(location = 5) flat in uint draw;
#ifdef LEAN  // see geometry.vert
const vec4 tangent = vec4(1.0, 0.0, 0.0, 1.0);
const vec4 vertex_color = vec4(1.0);
#else
layout(location = 2) in vec4 tangent;
layout(location = 4) in vec4 vertex_color;
#endif

#ifdef INTRINSIC  // what the color is made of, in place of it
layout(location = 0) out uvec2 out_albedo;
layout(location = 1) out uvec2 out_shading;
#else
layout(location = 0) out uvec2 out_color;
#endif

const float kPi = 3.14159265359;

// The visibility of this surface: the pixel's own, or off its center that of the pixel among it and
// its four neighbors whose depth is nearest to ours. Seen from elsewhere on an aperture, the pixel
// is that in which the pinhole sees the same point.
uvec2 own_visibility() {
    const ivec2 size = ivec2(frame.extent.xy);
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    if (kOffCenter != 0 && frame.lens.x > 0.0) {
        const vec3 p = (frame.camera_from_world * vec4(world, 1.0)).xyz;
        const vec4 k = frame.intrinsics;
        const vec2 seen = vec2(k.z - k.x * p.x / p.z, k.w + k.y * p.y / p.z);
        pixel = clamp(ivec2(floor(seen)), ivec2(0), size - 1);
    }
    ivec2 best = pixel;
    float error = abs(texelFetch(label_depth, pixel, 0).x - gl_FragCoord.z);
    if (kOffCenter != 0) {
        const ivec2 offsets[4] = ivec2[](ivec2(-1, 0), ivec2(1, 0), ivec2(0, -1), ivec2(0, 1));
        for (int i = 0; i < 4; ++i) {
            const ivec2 other = clamp(pixel + offsets[i], ivec2(0), size - 1);
            const float e = abs(texelFetch(label_depth, other, 0).x - gl_FragCoord.z);
            best = e < error ? other : best;
            error = min(e, error);
        }
    }
    // What glass covers, or only a part of the aperture sees, was not looked at: it is rather open.
    return error > 0.02 * gl_FragCoord.z ? uvec2(0xE6E6E6E6u) : visibility[best.y * size.x + best.x];
}

// One texture lookup, filtered anisotropically with at most kMaxProbes probes along the longer axis
// of the pixel's footprint. Written out because drivers differ in their own anisotropic filter,
// and because lavapipe's does not end for the derivatives of a triangle seen edge-on.
vec4 sample_slot(sampler2D map, MaterialParams material, int slot, vec2 dx, vec2 dy) {
    const float kMaxProbes = 4.0;
    const mat2 linear = mat2(material.uv_linear[slot]);
    const vec2 size = vec2(textureSize(map, 0));
    dx = clamp(linear * dx, -1.0, 1.0);
    dy = clamp(linear * dy, -1.0, 1.0);
    const float length_x = length(dx * size), length_y = length(dy * size);
    const float major = max(max(length_x, length_y), 1e-6), minor = min(length_x, length_y);
    const float wanted = size.x > 1.0 ? ceil(major / max(minor, 1e-6) - 0.2) : 1.0;
    const float probes = clamp(wanted, 1.0, kMaxProbes);
    const float lod = log2(max(major / probes, 1e-6));
    const vec2 axis = length_x > length_y ? dx : dy;
    const vec2 at = slot_uv(material, slot, uv);
    vec4 sum = vec4(0.0);
    for (float i = 0.5; i < probes; i += 1.0)
        sum += textureLod(map, at + axis * (i / probes - 0.5), lod);
    return sum / probes;
}

vec3 irradiance_toward(vec3 n) {
    const vec2 r = frame.environment.xy;
    n = vec3(r.x * n.x - r.y * n.z, n.y, r.y * n.x + r.x * n.z);
    const vec4 sh[9] = frame.irradiance;
    vec3 sum = sh[0].rgb + sh[1].rgb * n.y + sh[2].rgb * n.z + sh[3].rgb * n.x +
               sh[4].rgb * (n.x * n.y) + sh[5].rgb * (n.y * n.z) +
               sh[6].rgb * (3.0 * n.z * n.z - 1.0) + sh[7].rgb * (n.x * n.z) +
               sh[8].rgb * (n.x * n.x - n.y * n.y);
    return max(sum, vec3(0.0)) * frame.environment.z;
}

vec3 radiance_along(vec3 d, float roughness) {
    const vec2 r = frame.environment.xy;
    d = vec3(r.x * d.x - r.y * d.z, d.y, r.y * d.x + r.x * d.z);
    return textureLod(environment_map, d, sqrt(roughness) * frame.environment.w).rgb *
           frame.environment.z;
}

// Scale and bias of F0 for a split-sum lookup, fitted.
// Method: "Physically Based Shading on Mobile", Karis 2014; unchanged.
vec2 environment_brdf(float n_dot_v, float roughness) {
    const vec4 c0 = vec4(-1.0, -0.0275, -0.572, 0.022), c1 = vec4(1.0, 0.0425, 1.04, -0.04);
    const vec4 r = roughness * c0 + c1;
    const float a = min(r.x * r.x, exp2(-9.28 * n_dot_v)) * r.x + r.y;
    return vec2(-1.04, 1.04) * a + r.zw;
}

// GGX with the height-correlated Smith term; n_dot_l is applied by the caller.
vec3 specular_brdf(vec3 n, vec3 v, vec3 l, float n_dot_v, float n_dot_l, float alpha, vec3 f0) {
    const vec3 h = normalize(v + l);
    const float n_dot_h = clamp(dot(n, h), 0.0, 1.0), v_dot_h = clamp(dot(v, h), 0.0, 1.0);
    const float a2 = alpha * alpha;
    const float d = n_dot_h * n_dot_h * (a2 - 1.0) + 1.0;
    const float distribution = a2 / (kPi * d * d);
    const float shadowing = 0.5 / (n_dot_l * sqrt(n_dot_v * n_dot_v * (1.0 - a2) + a2) +
                                   n_dot_v * sqrt(n_dot_l * n_dot_l * (1.0 - a2) + a2));
    const float grazing = 1.0 - v_dot_h, g2 = grazing * grazing;
    const vec3 fresnel = f0 + (1.0 - f0) * (g2 * g2 * grazing);
    return distribution * shadowing * fresnel;
}

// Light that fibers scatter at grazing angles; n_dot_l is applied by the caller.
// Method: "Production Friendly Microfacet Sheen BRDF", Estevez & Kulla, SIGGRAPH 2017 courses, with
// the visibility of "The Order: 1886", Neubelt & Pettineo, SIGGRAPH 2013 courses.
float sheen_brdf(vec3 n, vec3 v, vec3 l, float n_dot_v, float n_dot_l, float roughness) {
    const float n_dot_h = clamp(dot(n, normalize(v + l)), 0.0, 1.0);
    const float exponent = 1.0 / max(roughness, 0.07);
    const float distribution = (2.0 + exponent) *
                               pow(max(1.0 - n_dot_h * n_dot_h, 0.0078125), 0.5 * exponent) /
                               (2.0 * kPi);
    return distribution / (4.0 * (n_dot_l + n_dot_v - n_dot_l * n_dot_v));
}

// What a sheen of white reflects of even light, fitted.
// Method: the fit in three.js, lights_physical_pars_fragment, unchanged.
float sheen_albedo(float n_dot_v, float roughness) {
    const float r2 = roughness * roughness;
    const bool fine = roughness < 0.25;
    const float a = fine ? -339.2 * r2 + 161.4 * roughness - 25.9
                            : -8.48 * r2 + 14.3 * roughness - 9.95;
    const float b = fine ? 44.0 * r2 - 23.7 * roughness + 3.26
                            : 1.97 * r2 - 3.27 * roughness + 0.72;
    const float grown = fine ? 0.0 : 0.1 * (roughness - 0.25);
    return clamp(exp(a * n_dot_v + b) + grown, 0.0, 1.0);
}

// What lies behind a thin wall of glass, blurred where it is rough: as if it were 5 cm behind.
vec3 seen_through(float roughness, float distance_m) {
    const ivec2 size = ivec2(frame.extent.xy), pixel = ivec2(gl_FragCoord.xy);
    const float radius = roughness * roughness * 0.05 * frame.intrinsics.x / distance_m;
    vec3 sum = vec3(0.0);
    for (int i = 0; i < 12; ++i) {
        const float r = radius * sqrt((float(i) + 0.5) / 12.0), phi = 2.39996323 * float(i);
        const ivec2 at = pixel + ivec2(round(r * vec2(cos(phi), sin(phi))));
        sum += unpack_color(texelFetch(behind, clamp(at, ivec2(0), size - 1), 0).xy);
    }
    return sum / 12.0;
}

void main() {
    // Derivatives first: inside a branch the neighbors of a quad may not be there.
    const vec2 uv_dx = dFdx(uv), uv_dy = dFdy(uv);
    const vec3 world_dx = dFdx(world), world_dy = dFdy(world);
    const vec3 normal_dx = dFdx(normal), normal_dy = dFdy(normal);
    const MaterialParams material = materials[draws[draw].material];
    if (kAlphaTest != 0) alpha_test(material, uv, vertex_color.a);

    vec4 texel = vec4(1.0);
    vec2 metal_rough = vec2(1.0);
    float cavity = 1.0;
    vec3 glow = material.emissive.rgb;
    if (kTextures >= 1) texel = sample_slot(base_color_texture, material, 0, uv_dx, uv_dy);
    if (kTextures >= 2) {
        metal_rough = sample_slot(metallic_roughness_texture, material, 2, uv_dx, uv_dy).bg;
        cavity = mix(1.0, sample_slot(occlusion_texture, material, 3, uv_dx, uv_dy).r,
                     material.occlusion_strength);
        glow *= sample_slot(emissive_texture, material, 4, uv_dx, uv_dy).rgb;
    }
    vec4 base = material.base_color * vertex_color * texel;
    base.rgb = max(mat3(material.color_change[0].xyz, material.color_change[1].xyz,
                        material.color_change[2].xyz) * base.rgb, vec3(0.0));
    const float metallic = clamp(material.metallic * metal_rough.x, 0.0, 1.0);

    // The seen side of the surface, whatever the winding of the file.
    const vec3 to_eye = frame.world_from_camera[3].xyz - world;
    const vec3 v = normalize(to_eye);
    vec3 face = cross(world_dx, world_dy);
    if (dot(face, to_eye) < 0.0) face = -face;
    vec3 n = normalize(normal);
    const float side = dot(n, face) < 0.0 ? -1.0 : 1.0;
    if (kTextures >= 2 && (material.flags & kMaterialHasNormalMap) != 0) {
        vec3 map = sample_slot(normal_texture, material, 1, uv_dx, uv_dy).xyz * 2.0 - 1.0;
        map.xy *= material.emissive.w;
        const vec3 t = normalize(tangent.xyz), b = cross(n, t) * tangent.w;
        n = normalize(t * map.x + b * map.y + n * max(map.z, 0.05));
    }
    n *= side;

    // Roughness is widened where the normal turns quickly within a pixel, against sparkling.
    // Method: "Filtering Distributions of Normals for Shading Antialiasing", Kaplanyan et al., HPG 2016.
    const float turning =
        min(0.25 * (dot(normal_dx, normal_dx) + dot(normal_dy, normal_dy)), 0.18);
    const float perceptual = clamp(material.roughness * metal_rough.y, 0.045, 1.0);
    const float alpha = sqrt(min(perceptual * perceptual * perceptual * perceptual + turning, 1.0));
    const float roughness = sqrt(alpha);

    const float n_dot_v = clamp(dot(n, v), 1e-3, 1.0);
    const vec3 f0 = mix(vec3(0.04), base.rgb, metallic);
    // The share that the environment's specular light has of all: what it lacks for rough surfaces is
    // light that bounced between microfacets; what it reflects does not reach the body.
    // Method: "A Multiple-Scattering Microfacet Model for Real-Time Image-based Lighting",
    // Fdez-Aguera, JCGT 2019, in the simpler form of Filament.
    const vec2 split = environment_brdf(n_dot_v, roughness);
    const vec3 bounced = 1.0 + f0 * (1.0 / max(split.x + split.y, 0.1) - 1.0);
    const vec3 mirrored = min((f0 * split.x + split.y) * bounced, vec3(1.0));
    const vec3 diffuse_color = base.rgb * (1.0 - metallic) * (1.0 - mirrored);

    vec3 coat_n = n;
    float coat_n_dot_v = n_dot_v, coat_roughness = roughness, coat = 0.0, sheen = 0.0;
    if (kTextures >= 3) {
        coat_n = normalize(normal) * side;
        coat_n_dot_v = clamp(dot(coat_n, v), 1e-3, 1.0);
        coat_roughness = clamp(material.clear_coat_roughness, 0.045, 1.0);
        coat = material.clear_coat * (0.04 + 0.96 * pow(1.0 - coat_n_dot_v, 5.0));
        sheen = sheen_albedo(n_dot_v, material.sheen.w);
    }
    const uvec2 seen = own_visibility();
    const float open = min(unpack_visibility(seen, 0u), 1.0) * cavity;

    vec3 diffuse = vec3(0.0), specular = vec3(0.0), layers = vec3(0.0);
    for (uint i = 0; i < frame.light_count; ++i) {
        const LightParams light = frame.lights[i];
        const bool point = uint(light.color.w) == kLightPoint;
        const vec3 toward = point ? light.place.xyz - world : light.place.xyz;
        const float distance2 = max(dot(toward, toward), light.place.w * light.place.w);
        const float falloff = point ? 1.0 / distance2 : 1.0;
        const vec3 l = normalize(toward);
        const float n_dot_l = max(dot(n, l), 0.0);
        const vec3 arriving =
            light.color.rgb * (falloff * n_dot_l * unpack_visibility(seen, i + 1u));
        diffuse += arriving * (1.0 / kPi);
        // A light with an area gives a highlight of at least its size; that of the environment's
        // key light is in the environment map.
        const float size = point ? light.place.w * inversesqrt(distance2) : light.place.w;
        const float highlight = uint(light.color.w) == kLightEnvironment ? 0.0 : 1.0;
        specular += arriving * highlight *
                    specular_brdf(n, v, l, n_dot_v, max(n_dot_l, 1e-3),
                                  min(alpha + 0.5 * size, 1.0), f0);
        if (kTextures >= 3) {
            layers += arriving * material.sheen.rgb *
                      sheen_brdf(n, v, l, n_dot_v, max(n_dot_l, 1e-3), material.sheen.w);
            const float coat_n_dot_l = max(dot(coat_n, l), 1e-3);
            layers += arriving * (highlight * material.clear_coat * coat_n_dot_l /
                                  max(n_dot_l, 1e-3)) *
                      specular_brdf(coat_n, v, l, coat_n_dot_v, coat_n_dot_l,
                                    min(coat_roughness * coat_roughness + 0.5 * size, 1.0),
                                    vec3(0.04));
        }
    }

    // Occlusion of the environment: light bounces between near surfaces, so bright ones darken less.
    // Method: "Practical Real-Time Strategies for Accurate Indirect Occlusion", Jimenez et al. 2016.
    const vec3 a = 2.0404 * diffuse_color - 0.3324, b = -4.7951 * diffuse_color + 0.6417,
               c = 2.7552 * diffuse_color + 0.6903;
    const vec3 ambient = max(vec3(open), ((open * a + b) * open + c) * open);
    const float specular_open =
        clamp(pow(n_dot_v + open, exp2(-16.0 * roughness - 1.0)) - 1.0 + open, 0.0, 1.0);
    const vec3 reflected = reflect(-v, n);
    // A reflection that would come from behind the surface is below its horizon.
    const float horizon = clamp(1.0 + 1.2 * dot(reflected, normalize(face)), 0.0, 1.0);
    const vec3 environment_specular =
        radiance_along(reflected, roughness) * mirrored * specular_open * horizon * horizon;
    const vec3 irradiance = irradiance_toward(n);
    const vec3 arrived = diffuse + irradiance * ambient;
    vec3 body = diffuse_color * arrived;
    vec3 gloss = specular * bounced + environment_specular;
    if (kBlend != 0) {
        const vec3 through = unpack_color(texelFetch(behind, ivec2(gl_FragCoord.xy), 0).xy);
        // Both faces of a thin wall reflect: of r at one, 2 r / (1 + r) at both.
        const float clear = material.transmission * (1.0 - metallic);
        const vec3 both = 2.0 * mirrored / (1.0 + mirrored);
        body = mix(body, base.rgb * (1.0 - both) * seen_through(roughness, length(to_eye)), clear);
        gloss *= mix(vec3(1.0), 2.0 / (1.0 + mirrored), clear);
        body = mix(through, body, base.a);
    }
    float kept = 1.0;  // of the body under sheen and clear coat
    if (kTextures >= 3) {
        // The sheen takes what it reflects from below it, and the clear coat from both.
        const vec3 fibers = material.sheen.rgb * sheen;
        kept = 1.0 - max(fibers.r, max(fibers.g, fibers.b));
        gloss = gloss * kept + irradiance * ambient * fibers;
        const vec3 coat_reflected = reflect(-v, coat_n);
        gloss = mix(gloss, radiance_along(coat_reflected, coat_roughness) * specular_open, coat);
        gloss += layers;
        kept *= 1.0 - coat;
    }
#ifdef INTRINSIC
    // What the surface mirrors does not reach its body: that is the light's loss, not its color's.
    out_albedo = pack_color(base.rgb * (1.0 - metallic));
    out_shading = pack_color(arrived * (1.0 - mirrored) * kept);
#else
    body *= kept;
    out_color = pack_color(body + gloss + glow);
#endif
}
