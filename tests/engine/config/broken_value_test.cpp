// What is wrong with single values: the exact findings, with positions.
#include "tests/engine/config/broken.hpp"

namespace diorama {
namespace {

const Broken kValueCases[] = {
    {"OutsideTheRange", R"(
version: 1
scene:
  camera:
    fov_y_deg: 210)",
     R"(
main.yaml:4:16: scene.camera.fov_y_deg: 210 is outside [1, 179]
        fov_y_deg: 210
                   ^)"},
    {"RangeOfAUniform", R"(
version: 1
scene:
  camera:
    fov_y_deg: {uniform: [0.5, 60]})",
     R"(
main.yaml:4:27: scene.camera.fov_y_deg.uniform[0]: 0.5 is outside [1, 179]
        fov_y_deg: {uniform: [0.5, 60]}
                              ^)"},
    {"LowAboveHigh", R"(
version: 1
scene:
  camera: {fov_y_deg: {uniform: [60, 30]}})",
     R"(
main.yaml:3:33: scene.camera.fov_y_deg.uniform: the low end 60 is above the high end 30
      camera: {fov_y_deg: {uniform: [60, 30]}}
                                    ^)"},
    {"OpenNormal", R"(
version: 1
scene:
  camera: {fov_y_deg: {normal: {mean: 45, std: 5}}})",
     R"(
main.yaml:3:32: scene.camera.fov_y_deg.normal: a normal without an end can leave [1, 179]; give it 'min' and 'max'
      camera: {fov_y_deg: {normal: {mean: 45, std: 5}}}
                                   ^)"},
    {"NormalMeanOutside", R"(
version: 1
scene:
  camera: {fov_y_deg: {normal: {mean: 90, std: 5, min: 30, max: 60}}})",
     R"(
main.yaml:3:32: scene.camera.fov_y_deg.normal: the mean 90 is outside [min, max] = [30, 60]
      camera: {fov_y_deg: {normal: {mean: 90, std: 5, min: 30, max: 60}}}
                                   ^)"},
    {"NormalWithoutMean", R"(
version: 1
scene:
  camera: {fov_y_deg: {normal: {men: 45, std: 5, min: 30, max: 60}}})",
     R"(
main.yaml:3:32: scene.camera.fov_y_deg.normal: missing required key 'mean'
      camera: {fov_y_deg: {normal: {men: 45, std: 5, min: 30, max: 60}}}
                                   ^
main.yaml:3:33: scene.camera.fov_y_deg.normal.men: unknown key (did you mean 'mean'?)
      camera: {fov_y_deg: {normal: {men: 45, std: 5, min: 30, max: 60}}}
                                    ^)"},
    {"LogUniformFromZero", R"(
version: 1
scene:
  environment: {intensity: {log_uniform: [0, 2]}})",
     R"(
main.yaml:3:42: scene.environment.intensity.log_uniform: the low end of a log_uniform must be above 0
      environment: {intensity: {log_uniform: [0, 2]}}
                                             ^)"},
    {"BetaDefaultEnds", R"(
version: 1
scene:
  camera: {fov_y_deg: {beta: {a: 2, b: 5}}})",
     R"(
main.yaml:3:30: scene.camera.fov_y_deg.beta: reaches from 0 to 1, outside [1, 179]; give it 'min' and 'max'
      camera: {fov_y_deg: {beta: {a: 2, b: 5}}}
                                 ^)"},
    {"UnknownDistribution", R"(
version: 1
scene:
  camera: {fov_y_deg: {unifrom: [30, 60]}})",
     R"(
main.yaml:3:24: scene.camera.fov_y_deg.unifrom: unknown distribution (did you mean 'uniform'?)
      camera: {fov_y_deg: {unifrom: [30, 60]}}
                           ^)"},
    {"TwoDistributions", R"(
version: 1
scene:
  camera: {fov_y_deg: {uniform: [30, 60], int: [30, 60]}})",
     R"(
main.yaml:3:23: scene.camera.fov_y_deg: expected one of uniform, log_uniform, normal, int, choice, weighted, beta, poisson, found a map with uniform, int
      camera: {fov_y_deg: {uniform: [30, 60], int: [30, 60]}}
                          ^)"},
    {"FractionalCount", R"(
version: 1
scene:
  surfaces: [{name: table, mesh: plane}]
  objects:
    - {category: mug, mesh: mug, count: {uniform: [1, 4]}, place: {on: table}}
    - {category: cup, mesh: mug, count: 1.5, place: {on: table}})",
     R"(
main.yaml:5:51: scene.objects[0].count.uniform: 'uniform' gives fractions where a whole number is needed; use {int: [a, b]}, choice, weighted or poisson
        - {category: mug, mesh: mug, count: {uniform: [1, 4]}, place: {on: table}}
                                                      ^
main.yaml:6:41: scene.objects[1].count: 1.5 is not a whole number
        - {category: cup, mesh: mug, count: 1.5, place: {on: table}}
                                            ^)"},
    {"PoissonBeyondTheRange", R"(
version: 1
scene:
  surfaces: [{name: table, mesh: plane}]
  objects:
    - {category: mug, mesh: mug, count: {poisson: 900}, place: {on: table}})",
     R"(
main.yaml:5:51: scene.objects[0].count.poisson: a poisson with mean 900 reaches from 0 to about 1230, outside [0, 1000]
        - {category: mug, mesh: mug, count: {poisson: 900}, place: {on: table}}
                                                      ^)"},
    {"WeightsAllZero", R"(
version: 1
scene:
  surfaces:
    - {name: table, mesh: plane, material: {weighted: {wood: 0, marble: 0}}})",
     R"(
main.yaml:4:55: scene.surfaces[0].material.weighted: the weights are all 0
        - {name: table, mesh: plane, material: {weighted: {wood: 0, marble: 0}}}
                                                          ^)"},
    {"NegativeWeight", R"(
version: 1
scene:
  surfaces:
    - {name: table, mesh: plane, material: {weighted: {wood: 3, marble: -1}}})",
     R"(
main.yaml:4:73: scene.surfaces[0].material.weighted.marble: -1 is outside [0, 1000000000]
        - {name: table, mesh: plane, material: {weighted: {wood: 3, marble: -1}}}
                                                                            ^)"},
    {"UnknownMaterial", R"(
version: 1
scene:
  surfaces:
    - {name: table, mesh: plane, material: {choice: [wood, marbel]}})",
     R"(
main.yaml:4:60: scene.surfaces[0].material.choice[1]: 'marbel' is not one of brick, cloth, marble, plaster, wood (did you mean 'marble'?)
        - {name: table, mesh: plane, material: {choice: [wood, marbel]}}
                                                               ^)"},
    {"ListInsteadOfChoice", R"(
version: 1
scene:
  surfaces:
    - {name: table, mesh: plane, material: [wood, marble]})",
     R"(
main.yaml:4:44: scene.surfaces[0].material: a list stands alone; to draw one of its items write {choice: [...]}
        - {name: table, mesh: plane, material: [wood, marble]}
                                               ^)"},
    {"NumberIsText", R"(
version: 1
seed: seven
count: "12"
scene: {})",
     R"(
main.yaml:2:7: seed: expected a whole number, found 'seven'
    seed: seven
          ^
main.yaml:3:8: count: expected a whole number, found the text '12'
    count: "12"
           ^)"},
    {"TextIsNumber", R"(
version: 1
categories: [mug, 12]
scene: {})",
     R"(
main.yaml:2:19: categories[1]: expected a text, found 12; write "12"
    categories: [mug, 12]
                      ^)"},
    {"LeadingZero", R"(
version: 1
seed: 007
image: {width: 0640}
scene: {camera: {near_m: 00.5}})",
     R"(
main.yaml:2:7: seed: '007' has a leading 0; write the number without it
    seed: 007
          ^
main.yaml:3:16: image.width: '0640' has a leading 0; write the number without it
    image: {width: 0640}
                   ^
main.yaml:4:26: scene.camera.near_m: '00.5' has a leading 0; write the number without it
    scene: {camera: {near_m: 00.5}}
                             ^)"},
    {"OtherNotations", R"(
version: 1
seed: 0x10
count: 1_000
scene: {camera: {near_m: .inf}})",
     R"(
main.yaml:2:7: seed: expected a whole number, found '0x10'
    seed: 0x10
          ^
main.yaml:3:8: count: expected a whole number, found '1_000'
    count: 1_000
           ^
main.yaml:4:26: scene.camera.near_m: expected a number, found '.inf'
    scene: {camera: {near_m: .inf}}
                             ^)"},
    {"YesIsNotTrue", R"(
version: 1
color: yes
labels: {amodal: False}
scene: {})",
     R"(
main.yaml:2:8: color: expected true or false, found 'yes' (did you mean 'true'?)
    color: yes
           ^
main.yaml:3:18: labels.amodal: expected true or false, found 'False' (did you mean 'false'?)
    labels: {amodal: False}
                     ^)"},
    {"UnknownName", R"(
version: 1
image: {format: jpeg}
quality: best
scene: {})",
     R"(
main.yaml:2:17: image.format: 'jpeg' is not one of jpg, png (did you mean 'jpg'?)
    image: {format: jpeg}
                    ^
main.yaml:3:10: quality: 'best' is not one of preview, standard, high
    quality: best
             ^)"},
};

class BrokenValue : public testing::TestWithParam<Broken> {};

TEST_P(BrokenValue, SaysExactlyThis) { expect_findings(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Config, BrokenValue, testing::ValuesIn(kValueCases), broken_name);

}  // namespace
}  // namespace diorama
