#include "engine/config/run_config.hpp"

namespace diorama {

std::string starter_config() {
    return R"(# yaml-language-server: $schema=schema.json
# (write that file with: diorama schema > schema.json)
#
# Any number may be drawn anew for each sample:
#   {uniform: [a, b]}   {log_uniform: [a, b]}   {int: [a, b]}   {choice: [x, y]}
#   {weighted: {x: 3, y: 1}}   {normal: {mean: 45, std: 6, min: 30, max: 65}}
#   {beta: {a: 2, b: 5, min: 0, max: 1}}   {poisson: 3}
# Names and files may be a choice or weighted. Paths start at the folder of this file.

version: 1
seed: 7                       # another seed, another dataset
count: 100                    # samples

image: {width: 640, height: 480, format: jpg, quality: 95}
quality: standard             # preview, standard, high

# The categories in the order of their ids; without this line: the names in use, sorted.
categories: [bowl, mug, teapot]

scene:
  environment: studio         # or sky, room, {hdri: panoramas/*.hdr}
  lights:
    - sun: {elevation_deg: {uniform: [25, 70]}, strength: {uniform: [1, 4]}}
  surfaces:
    - name: table
      mesh: plane
      size_m: [1.6, 1.0]
      thickness_m: 0.03
      material: {choice: [wood, marble, cloth]}
  objects:
    - {category: mug, mesh: mug, count: {int: [1, 3]}, place: {on: table}}
    - {category: bowl, mesh: bowl, count: {int: [0, 2]}, place: {on: table}}
    - {category: teapot, mesh: teapot, count: {int: [0, 1]}, place: {on: table}}
    # Your own meshes: a glob; the category is the name of the folder that each file is in.
    # - {category: "@folder", mesh: meshes/*/*.glb, size_m: 0.2, place: {on: table}}
    # Things that hide others but are not annotated:
    - distractor: true
      mesh: primitives
      count: {int: [0, 4]}
      size_m: {uniform: [0.04, 0.12]}
      appearance: {hue_shift_deg: {uniform: [-180, 180]}}
      place: {on: table, drop: true}
  camera:
    orbit:
      around: table
      distance_m: {uniform: [0.7, 1.6]}
      elevation_deg: {uniform: [15, 75]}
      azimuth_deg: {uniform: [0, 360]}
    fov_y_deg: {normal: {mean: 45, std: 6, min: 30, max: 65}}

labels:
  segmentation: polygon       # or rle
  amodal: true                # masks of the hidden parts too
  min_visible: {pixels: 16, fraction: 0.05, below: drop}

channels: [depth, instance]   # also normals, semantic
output: {formats: [coco]}
split: {train: 0.9, val: 0.1}
)";
}

}  // namespace diorama
