// What is wrong with the text itself: the exact findings, with positions.
#include "tests/engine/config/broken.hpp"

namespace diorama {
namespace {

const Broken kDocumentCases[] = {
    {"Empty", "",
     R"(
main.yaml: the file is empty)"},
    {"OnlyComments", R"(
# nothing here)",
     R"(
main.yaml: the file is empty)"},
    {"NotAMap", R"(
- version: 1)",
     R"(
main.yaml:1:1: expected a map of keys such as 'version: 1'
    - version: 1
    ^)"},
    {"DuplicateKey", R"(
version: 1
seed: 1
scene: {}
seed: 2)",
     R"(
main.yaml:4:1: seed: this key is already given in line 2
    seed: 2
    ^)"},
    {"KeyWithoutColon", R"(
version: 1
scene: {}
seed)",
     R"(
main.yaml:3:1: seed: expected 'key: value', found 'seed' alone
    seed
    ^)"},
    {"KeyWithoutValue", R"(
version: 1
seed:
scene: {lights: ~})",
     R"(
main.yaml:2:1: seed: 'seed:' has no value
    seed:
    ^
main.yaml:3:9: scene.lights: 'lights:' has no value
    scene: {lights: ~}
            ^)"},
    {"MergeKey", R"(
version: 1
scene:
  lights:
    - sun: &low {angle_deg: 1}
    - sun: {<<: *low, strength: 2})",
     R"(
main.yaml:5:13: scene.lights[1].sun.<<: merge keys are not supported; use 'extends' or write the keys out
        - sun: {<<: *low, strength: 2}
                ^)"},
    {"Cycle", R"(
version: 1
scene: &a {lights: [*a]})",
     R"(
main.yaml:2:21: scene.lights[0]: an alias inside the value that it stands for
    scene: &a {lights: [*a]}
                        ^)"},
    {"SecondDocument", R"(
version: 1
scene: {}
---
version: 1)",
     R"(
main.yaml:3:1: a second document begins here; a configuration is one document
    ---
    ^)"},
    {"Tag", R"(
version: 1
seed: !!int 5
scene: {})",
     R"(
main.yaml:2:7: seed: the tag 'tag:yaml.org,2002:int': tags are not used here
    seed: !!int 5
          ^)"},
    {"UnclosedQuote", R"(
version: 1
categories: ["mug, bowl]
scene: {})",
     R"(
main.yaml:2:14: quoted text that does not end on its line
    categories: ["mug, bowl]
                 ^)"},
    {"UnclosedBracket", R"(
version: 1
categories: [mug, bowl
scene: {})",
     R"(
main.yaml:2:13: '[' is never closed
    categories: [mug, bowl
                ^)"},
    {"WrongBracket", R"(
version: 1
categories: [mug, bowl}
scene: {})",
     R"(
main.yaml:2:23: '}' cannot close '['
    categories: [mug, bowl}
                          ^)"},
    {"TabIndentation", R"(
version: 1
scene:
	lights: [])",
     R"(
main.yaml:3:1: a tab in the indentation; use spaces
    	lights: []
    ^)"},
    {"WrongIndentation", R"(
version: 1
scene:
  lights: []
   surfaces: [])",
     R"(
main.yaml:4:4: this fits no map above; check the indentation
       surfaces: []
       ^)"},
    {"UnquotedStar", R"(
version: 1
scene:
  environment: {hdri: *.hdr})",
     R"(
main.yaml:3:23: there is no anchor of this name; text that begins with '*' must be quoted
      environment: {hdri: *.hdr}
                          ^)"},
};

class BrokenDocument : public testing::TestWithParam<Broken> {};

TEST_P(BrokenDocument, SaysExactlyThis) { expect_findings(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Config, BrokenDocument, testing::ValuesIn(kDocumentCases), broken_name);

}  // namespace
}  // namespace diorama
