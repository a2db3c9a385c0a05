// Keys that are missing, unknown or contradict each other: the exact findings, with positions.
#include "tests/engine/config/broken.hpp"

namespace diorama {
namespace {

const Broken kKeyCases[] = {
    {"MissingVersionAndScene", R"(
seed: 3)",
     R"(
main.yaml:1:1: missing required key 'version'
    seed: 3
    ^
main.yaml:1:1: expected one of the keys scene, source, paste, text, mix
    seed: 3
    ^)"},
    {"WrongVersion", R"(
version: 2
scene: {})",
     R"(
main.yaml:1:10: version: expected 1, found 2
    version: 2
             ^)"},
    {"UnknownKeyWithSuggestion", R"(
version: 1
scene:
  camera: {fov_y_dg: 45})",
     R"(
main.yaml:3:12: scene.camera.fov_y_dg: unknown key (did you mean 'fov_y_deg'?)
      camera: {fov_y_dg: 45}
               ^)"},
    {"UnknownKeyWithoutSuggestion", R"(
version: 1
image: {zoom: 2}
scene: {})",
     R"(
main.yaml:2:9: image.zoom: unknown key; known here: width, height, format, quality
    image: {zoom: 2}
            ^)"},
    {"PointsWithoutNames", R"(
version: 1
output: {formats: [yolo, coco-keypoints], yolo: {task: pose}}
scene: {})",
     R"(
main.yaml:2:19: output.formats: coco-keypoints needs 'keypoints': the names of a category's points
    output: {formats: [yolo, coco-keypoints], yolo: {task: pose}}
                      ^
main.yaml:2:56: output.yolo.task: pose needs 'keypoints': the names of a category's points
    output: {formats: [yolo, coco-keypoints], yolo: {task: pose}}
                                                           ^)"},
    {"TwoEnvironments", R"(
version: 1
scene:
  environment:
    studio: {}
    sky: {})",
     R"(
main.yaml:5:5: scene.environment.sky: only one of studio, sky, room, hdri is possible, and 'studio' is given too
        sky: {}
        ^)"},
    {"UnknownEnvironment", R"(
version: 1
scene:
  environment: studoi)",
     R"(
main.yaml:3:16: scene.environment: expected one of studio, sky, room or a map of keys, found 'studoi' (did you mean 'studio'?)
      environment: studoi
                   ^)"},
    {"TwoCameras", R"(
version: 1
scene:
  camera:
    look_at: {}
    orbit: {})",
     R"(
main.yaml:4:5: scene.camera.look_at: only one of orbit, look_at, poses is possible, and 'orbit' is given too
        look_at: {}
        ^)"},
    {"LightOfNoKind", R"(
version: 1
scene:
  lights:
    - {}
    - {spot: {}})",
     R"(
main.yaml:4:7: scene.lights[0]: expected one of the keys sun, point
        - {}
          ^
main.yaml:5:7: scene.lights[1]: expected one of the keys sun, point
        - {spot: {}}
          ^
main.yaml:5:8: scene.lights[1].spot: unknown key; known here: sun, point
        - {spot: {}}
           ^)"},
    {"NineLights", R"(
version: 1
scene:
  lights:
    - {sun: {}}
    - {sun: {}}
    - {sun: {}}
    - {sun: {}}
    - {sun: {}}
    - {sun: {}}
    - {sun: {}}
    - {sun: {}}
    - {sun: {}})",
     R"(
main.yaml:4:5: scene.lights: a list of 9; at most 8 are possible
        - {sun: {}}
        ^)"},
    {"UnknownSurface", R"(
version: 1
scene:
  surfaces: [{name: table, mesh: plane}]
  objects:
    - {category: mug, mesh: mug, place: {on: tabel}}
  camera: {orbit: {around: floor}})",
     R"(
main.yaml:5:46: scene.objects[0].place.on: there is no surface 'tabel' (did you mean 'table'?)
        - {category: mug, mesh: mug, place: {on: tabel}}
                                                 ^
main.yaml:6:28: scene.camera.orbit.around: there is no surface 'floor'; there are: table
      camera: {orbit: {around: floor}}
                               ^)"},
    {"SurfaceTwice", R"(
version: 1
scene:
  surfaces:
    - {name: table, mesh: plane}
    - {name: table, mesh: plane})",
     R"(
main.yaml:5:14: scene.surfaces[1].name: 'table' is already the name of a surface
        - {name: table, mesh: plane}
                 ^)"},
    {"ObjectWithoutEverything", R"(
version: 1
scene:
  objects:
    - {})",
     R"(
main.yaml:4:7: scene.objects[0]: missing required key 'mesh'
        - {}
          ^
main.yaml:4:7: scene.objects[0]: missing required key 'place'
        - {}
          ^)"},
    {"ObjectWithoutCategory", R"(
version: 1
scene:
  surfaces: [{name: table, mesh: plane}]
  objects:
    - mesh: mug
      place: {on: table}
    - {mesh: mug, category: mug, distractor: true, place: {on: table}})",
     R"(
main.yaml:5:7: scene.objects[0].category: missing: an object has a category or 'distractor: true'
        - mesh: mug
          ^
main.yaml:7:29: scene.objects[1].category: a distractor has no category; drop one of the two keys
        - {mesh: mug, category: mug, distractor: true, place: {on: table}}
                                ^)"},
    {"PlaceNowhere", R"(
version: 1
scene:
  objects:
    - {mesh: mug, category: mug, place: {drop: true}}
    - {mesh: mug, category: cup, place: {position_m: [0, 1, 0], drop: true}})",
     R"(
main.yaml:4:41: scene.objects[0].place: expected one of the keys on, position_m
        - {mesh: mug, category: mug, place: {drop: true}}
                                            ^
main.yaml:5:71: scene.objects[1].place.drop: needs a surface to fall on: 'on' instead of 'position_m'
        - {mesh: mug, category: cup, place: {position_m: [0, 1, 0], drop: true}}
                                                                          ^)"},
    {"MisspelledMesh", R"(
version: 1
scene:
  objects:
    - {mesh: mgu, category: mug, place: {position_m: [0, 0, 0]}})",
     R"(
main.yaml:4:14: scene.objects[0].mesh: there is no mesh 'mgu' in the kit, and no file of this name (did you mean 'mug'?)
        - {mesh: mgu, category: mug, place: {position_m: [0, 0, 0]}}
                 ^)"},
    {"MissingFiles", R"(
version: 1
scene:
  environment: {hdri: sky.hdr}
  objects:
    - {mesh: "meshes/*.glb", category: mug, place: {position_m: [0, 0, 0]}}
    - {mesh: meshes/a.glb, category: cup, place: {position_m: [0, 0, 0]}})",
     R"(
main.yaml:3:23: scene.environment.hdri: there is no file 'sky.hdr'
      environment: {hdri: sky.hdr}
                          ^
main.yaml:5:14: scene.objects[0].mesh: no file matches 'meshes/*.glb'
        - {mesh: "meshes/*.glb", category: mug, place: {position_m: [0, 0, 0]}}
                 ^
main.yaml:6:14: scene.objects[1].mesh: there is no file 'meshes/a.glb'
        - {mesh: meshes/a.glb, category: cup, place: {position_m: [0, 0, 0]}}
                 ^)"},
    {"CategoriesNotListed", R"(
version: 1
categories: [mug, bowl]
scene:
  objects:
    - {mesh: mug, category: mugg, place: {position_m: [0, 0, 0]}}
    - {mesh: {choice: [bowl, plate]}, category: "@name", place: {position_m: [0, 0, 0]}}
    - {mesh: mug, category: "@stem", place: {position_m: [0, 0, 0]}})",
     R"(
main.yaml:5:29: scene.objects[0].category: 'mugg' is not in 'categories' (did you mean 'mug'?)
        - {mesh: mug, category: mugg, place: {position_m: [0, 0, 0]}}
                                ^
main.yaml:6:49: scene.objects[1].category: 'plate' (of 'plate') is not in 'categories'
        - {mesh: {choice: [bowl, plate]}, category: "@name", place: {position_m: [0, 0, 0]}}
                                                    ^
main.yaml:7:29: scene.objects[2].category: after '@' only '@name' and '@folder' have a meaning
        - {mesh: mug, category: "@stem", place: {position_m: [0, 0, 0]}}
                                ^)"},
    {"CategoryTwice", R"(
version: 1
categories: [mug, bowl, mug, "@name"]
scene: {})",
     R"(
main.yaml:2:25: categories[2]: 'mug' is already item 0
    categories: [mug, bowl, mug, "@name"]
                            ^
main.yaml:2:30: categories[3]: a category cannot begin with '@'
    categories: [mug, bowl, mug, "@name"]
                                 ^)"},
    {"ObjectNameTwice", R"(
version: 1
scene:
  objects:
    - {name: a, mesh: mug, category: mug, place: {position_m: [0, 0, 0]}}
    - {name: a, mesh: bowl, category: bowl, place: {position_m: [0, 0, 0]}})",
     R"(
main.yaml:5:14: scene.objects[1].name: is already the name of objects[0]; equal names would draw equal numbers
        - {name: a, mesh: bowl, category: bowl, place: {position_m: [0, 0, 0]}}
                 ^)"},
    {"PosesNotRigid", R"(
version: 1
scene:
  camera:
    poses:
      - [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1]
      - [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 1]
      - [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1]
      - [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 2], [0, 0, 1, 1]]
      - [1, 2, 3])",
     R"(
main.yaml:6:9: scene.camera.poses[1]: not a camera pose: its first three columns are not of length 1 at right angles
          - [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 1]
            ^
main.yaml:7:9: scene.camera.poses[2]: not a camera pose: it mirrors (its determinant is -1)
          - [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1]
            ^
main.yaml:8:9: scene.camera.poses[3]: not a camera pose: its last row is not 0 0 0 1
          - [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 2], [0, 0, 1, 1]]
            ^
main.yaml:9:9: scene.camera.poses[4]: expected 16 numbers or 4 rows of 4, row-major, found a list of 3
          - [1, 2, 3]
            ^)"},
    {"SplitSum", R"(
version: 1
split: {train: 0.9, val: 0.2}
scene: {})",
     R"(
main.yaml:2:8: split: the shares sum to 1.1, not to 1
    split: {train: 0.9, val: 0.2}
           ^)"},
    {"SplitName", R"(
version: 1
split: {train: 0.9, ../val: 0.1}
scene: {})",
     R"(
main.yaml:2:21: split."../val": '../val' becomes part of a file name: letters, digits, '-' and '_' only
    split: {train: 0.9, ../val: 0.1}
                        ^)"},
    {"FovAndIntrinsics", R"(
version: 1
scene:
  camera:
    fov_y_deg: 40
    intrinsics: {fx: 500, fy: 500, cx: 320, cy: 240})",
     R"(
main.yaml:5:5: scene.camera.intrinsics: only one of fov_y_deg, intrinsics is possible, and 'fov_y_deg' is given too
        intrinsics: {fx: 500, fy: 500, cx: 320, cy: 240}
        ^)"},
    {"PositionOfTwo", R"(
version: 1
scene:
  lights:
    - point: {position_m: [1, 2]})",
     R"(
main.yaml:4:27: scene.lights[0].point.position_m: expected a list of 3 numbers or distributions, found a list of 2
        - point: {position_m: [1, 2]}
                              ^)"},
};

class BrokenKey : public testing::TestWithParam<Broken> {};

TEST_P(BrokenKey, SaysExactlyThis) { expect_findings(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Config, BrokenKey, testing::ValuesIn(kKeyCases), broken_name);

}  // namespace
}  // namespace diorama
