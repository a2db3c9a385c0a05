#include "engine/dataset/record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/dataset/samples.hpp"

namespace diorama {
namespace {

using ::testing::HasSubstr;

/// A mug on a 4 x 3 picture, half covered by a crate that is not annotated:
///
///     . 1 1 2
///     . 1 1 2      the mug alone: columns 1 .. 4, one of them outside the picture
///     . . . .
Labeled mug_and_crate() {
    Frame frame{.index = 42};
    frame.camera.extent = {4, 3};
    frame.camera.intrinsics = {5.5, 5.5, 2.0, 1.5};
    frame.camera.near_m = 0.1f;
    frame.camera.world_from_camera[3] = {0.1f, 0.0f, 2.0f, 1.0f};
    frame.objects.push_back({.name = "mug#1",
                             .category = "mug",
                             .asset = "meshes/mug.glb",
                             .box = {glm::vec3(-0.5f, 0.0f, -0.5f), glm::vec3(0.5f, 1.0f, 0.5f)}});
    frame.objects.push_back({.name = "crate", .distractor = true});
    frame.objects.push_back({.name = "book#1", .category = "book"});
    frame.rejects = {"book#2: no free place"};

    Annotation mug{.instance_id = 1, .name = "mug#1", .category = "mug", .box = {1, 0, 2, 2}};
    mug.area = 4;
    mug.polygons = {{1, 0, 3, 0, 3, 2, 1, 2}};
    mug.amodal = AmodalLabel{.inframe = {3, 2, 1, 2, 1, 2, 1},
                             .inframe_area = 6,
                             .total_area = 8,
                             .total_box = {1, 0, 4, 2}};
    mug.visible_fraction = 0.5;
    mug.occlusion = 1.0 / 3.0;
    mug.truncation = 0.25;
    mug.occluders = {{2, 2}};
    return {frame, {mug}, {{"book#1", "book", "hidden"}}};
}

Record mug_record() {
    return {.plan = std::string(64, '0'),
            .index = 42,
            .subset = "train",
            .files = {{"images/train/00000042.jpg", 123, std::string(64, 'f')}},
            .pictures = {describe_picture(mug_and_crate())}};
}

// The checksum is XXH3 (64 bit) of everything before `,"check"`; its format is frozen since 0.8.0.
TEST(Record, ExactText) {
    EXPECT_EQ(
        encode_record(mug_record()),
        R"({"format":1,"plan":"0000000000000000000000000000000000000000000000000000000000000000",)"
        R"("index":42,"subset":"train","files":[{"path":"images/train/00000042.jpg","bytes":123,)"
        R"("sha256":"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}],)"
        R"("pictures":[{"suffix":"","width":4,"height":3,"intrinsics":[5.5,5.5,2.0,1.5],)"
        R"("near_m":0.1,)"
        R"("world_from_camera":[1.0,0.0,0.0,0.1,0.0,1.0,0.0,0.0,0.0,0.0,1.0,2.0,0.0,0.0,0.0,1.0],)"
        R"("labelled":2,"annotations":[{"instance_id":1,"name":"mug#1","category":"mug",)"
        R"("asset":"meshes/mug.glb","box":[1,0,2,2],"area":4,"crowd":false,)"
        R"("polygons":[[1,0,3,0,3,2,1,2]],"amodal":{"rle":"3210000","inframe_area":6,)"
        R"("total_area":8,"total_box":[1,0,4,2],"exact":true},"visible_fraction":0.5,)"
        R"("occlusion":0.3333333333333333,"truncation":0.25,)"
        R"("occluders":[{"id":2,"name":"crate","pixels":2}],)"
        R"("world_from_object":[1.0,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,0.0,1.0],)"
        R"("object_box":[-0.5,0.0,-0.5,0.5,1.0,0.5]}],)"
        R"("dropped":[{"name":"book#1","category":"book","reason":"hidden"}],)"
        R"("rejects":["book#2: no free place"]}],"check":"1627e2d474a332bc"})"
        "\n");
}

TEST(Record, RoundTripsToTheSameBytes) {
    for (std::uint64_t index = 0; index < 50; ++index) {
        LabelConfig config;
        if (index % 3 == 1) config.min_visible = {200, 0.5, BelowMinimum::Crowd};
        if (index % 3 == 2) config.amodal = false;
        EncodedSample sample = painted_sample(index, config);
        Record record{.plan = std::string(64, 'a'), .index = index, .subset = "val"};
        for (EncodedPicture& picture : sample.pictures)
            record.pictures.push_back(std::move(picture.labels));
        const std::string text = encode_record(record);
        const auto read = decode_record(text, "r.json");
        ASSERT_TRUE(read) << read.errors().front().to_string();
        EXPECT_EQ(encode_record(*read), text);
    }
}

TEST(Record, KeepsWhatAWordSays) {
    Record record = mug_record();
    const Quad quad{glm::vec2(1.5f, 2.25f), {3, 2}, {3.125f, 4}, {1, 4.0004f}};
    record.pictures[0].annotations[0].text = TextInfo{.transcription = "caf\xC3\xA9",
                                                      .script = "Latn",
                                                      .font = "Sans Bold",
                                                      .quad = quad,
                                                      .polygon = {quad.begin(), quad.end()},
                                                      .line_quad = quad,
                                                      .block = 1,
                                                      .line = 2,
                                                      .word = 5,
                                                      .chars = {{"c", quad}, {"\xC3\xA9", quad}},
                                                      .clipped = true};
    const std::string text = encode_record(record);
    EXPECT_THAT(text, testing::HasSubstr(R"("quad":[1.5,2.25,3.0,2.0,3.125,4.0,1.0,4.0])"));
    const auto read = decode_record(text, "r.json");
    ASSERT_TRUE(read) << read.errors().front().to_string();
    EXPECT_EQ(read->pictures[0].annotations[0].text->chars[1].text, "\xC3\xA9");
    EXPECT_TRUE(read->pictures[0].annotations[0].text->clipped);
    EXPECT_EQ(encode_record(*read), text);
}

TEST(Record, KeepsAugmentationsAndUnknownCameras) {
    Record record = mug_record();
    record.pictures[0].camera.known = false;
    record.pictures[0].augmented = {{"flip", {{"horizontal", 1.0}, {"vertical", 0.0}}},
                                    {"blur#2", {{"sigma_px", 0.1}}}};
    const std::string text = encode_record(record);
    EXPECT_THAT(text, HasSubstr(R"("camera_known":false,"augmented":[{"name":"flip","values":)"
                                R"([["horizontal",1.0],["vertical",0.0]]})"));
    const auto again = decode_record(text, "r.json");
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->pictures[0].camera.known);
    EXPECT_EQ(again->pictures[0].augmented[1].name, "blur#2");
    EXPECT_EQ(encode_record(*again), text);
}

TEST(Record, TextsAreEscapedAndAlwaysUtf8) {
    Record record = mug_record();
    record.pictures[0].rejects = {"quote \" slash \\ line\n ,\"pictures\": \xff"};
    const auto read = decode_record(encode_record(record), "r.json");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->pictures[0].rejects[0], "quote \" slash \\ line\n ,\"pictures\": \xEF\xBF\xBD");
}

TEST(CheckRecord, GivesTheFilesOfTheRightRecordOnly) {
    const Record record = mug_record();
    const std::string text = encode_record(record);
    const auto files = check_record(text, record.plan, 42);
    ASSERT_TRUE(files);
    EXPECT_EQ(*files, record.files);
    EXPECT_FALSE(check_record(text, record.plan, 4));
    EXPECT_FALSE(check_record(text, std::string(64, '1'), 42));
}

TEST(BrokenRecords, AnyCutOrFlippedBitIsNoticed) {
    const Record record = mug_record();
    const std::string text = encode_record(record);
    for (std::size_t size = 0; size < text.size(); ++size) {
        EXPECT_FALSE(decode_record(text.substr(0, size), "r.json")) << size;
        EXPECT_FALSE(check_record(text.substr(0, size), record.plan, 42)) << size;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string damaged = text;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
        EXPECT_FALSE(decode_record(damaged, "r.json")) << i;
        EXPECT_FALSE(check_record(damaged, record.plan, 42)) << i;
    }
}

TEST(BrokenRecords, SaysWhichFieldIsWrongEvenWhenTheChecksumFits) {
    const auto broken = [](auto change) {
        Record record = mug_record();
        change(record, record.pictures[0], record.pictures[0].annotations[0]);
        const auto read = decode_record(encode_record(record), "records/00000042.json");
        return read ? std::string("accepted") : read.errors().front().to_string();
    };
    using P = PictureRecord;
    using A = AnnotationRecord;
    EXPECT_THAT(broken([](Record&, P&, A& a) {
                    a.annotation.polygons = {{1, 0, 5, 0, 3, 2}};
                }),
                HasSubstr("pictures[0].annotations[0].polygons"));
    EXPECT_THAT(broken([](Record&, P&, A& a) {
                    a.annotation.polygons = {{1, 0, 3, 0}};
                }),
                HasSubstr("at least 3 points"));
    EXPECT_THAT(broken([](Record&, P&, A& a) {
                    a.annotation.amodal->inframe = {3, 2};
                }),
                HasSubstr("amodal.rle: covers 5 of 12 pixels"));
    EXPECT_THAT(broken([](Record&, P&, A& a) { a.annotation.occlusion = 1.5; }),
                HasSubstr("occlusion: is outside [0, 1]"));
    EXPECT_THAT(broken([](Record&, P&, A& a) { a.annotation.truncation = NAN; }),
                HasSubstr("truncation: is no finite number"));
    EXPECT_THAT(broken([](Record&, P& p, A&) { p.camera.intrinsics.fx = INFINITY; }),
                HasSubstr("intrinsics: are not 4 finite numbers"));
    EXPECT_THAT(broken([](Record&, P& p, A&) {
                    p.camera.extent = {0, 3};
                }),
                HasSubstr("width: is no integer in 1 .. 65535"));
    EXPECT_THAT(broken([](Record&, P& p, A&) { p.suffix = "/../x"; }),
                HasSubstr("suffix: cannot be part of a file name"));
    EXPECT_THAT(broken([](Record& r, P&, A&) { r.pictures.clear(); }),
                HasSubstr("pictures: are empty"));
    EXPECT_THAT(broken([](Record& r, P&, A&) { r.subset = ".."; }), HasSubstr("subset"));
    for (const char* path : {"/etc/passwd", "images/../x", "images/train/../../x", "x", "a/b",
                             "images/train/.hidden", ""})
        EXPECT_THAT(broken([&](Record& r, P&, A&) { r.files[0].path = path; }),
                    HasSubstr("files.path"))
            << path;
}

}  // namespace
}  // namespace diorama
