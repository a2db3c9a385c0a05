#include "engine/dataset/voc_reader.hpp"

#include <gtest/gtest.h>

namespace diorama {
namespace {

/// As VOC 2012 writes them: fractions, parts with boxes of their own, comments.
constexpr const char* kAnnotation = R"(<?xml version="1.0"?>
<!-- <object> in a comment -->
<annotation verified="yes">
	<folder>VOC2012</folder>
	<filename>2008_000008.jpg</filename>
	<size><width>500</width><height>442</height><depth>3</depth></size>
	<segmented>1</segmented>
	<object>
		<name>person</name>
		<part><name>head</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></part>
		<bndbox><xmax>471.6</xmax><ymin>87</ymin><xmin>53</xmin><ymax>420</ymax></bndbox>
		<pose>Left</pose><truncated>1</truncated><occluded>0</occluded><difficult>0</difficult>
	</object>
	<object>
		<name> salt &amp; pepper </name>
		<bndbox><xmin>490</xmin><ymin>440</ymin><xmax>600</xmax><ymax>442</ymax></bndbox>
		<difficult>1</difficult>
	</object>
</annotation>
)";

TEST(VocReader, BoxesFlagsAndNames) {
    const auto read = read_voc_annotation(kAnnotation, "a.xml");
    ASSERT_TRUE(read) << read.errors()[0].to_string();
    EXPECT_EQ(read->extent, (Extent{500, 442}));
    EXPECT_TRUE(read->segmented);
    ASSERT_EQ(read->objects.size(), 2u);
    EXPECT_EQ(read->objects[0].category, "person");
    EXPECT_TRUE(read->objects[0].truncated);
    EXPECT_FALSE(read->objects[0].difficult);
    // Inclusive from 1 to half-open from 0: columns 52 to 471.
    EXPECT_EQ(read->objects[0].box, (Rect{52, 86, 420, 334}));
    EXPECT_EQ(read->objects[1].category, "salt & pepper");
    EXPECT_TRUE(read->objects[1].difficult);
    EXPECT_EQ(read->objects[1].box, (Rect{489, 439, 11, 3}));  // cut to the picture
}

TEST(VocReader, WhatIsBrokenIsNamed) {
    const auto message = [](const std::string& text) {
        const auto read = read_voc_annotation(text, "b.xml");
        return read ? "no finding" : read.errors()[0].to_string();
    };
    EXPECT_EQ(message("{}"),
              "b.xml: no <annotation> that is closed, expected an annotation of Pascal VOC");
    EXPECT_EQ(message("<annotation><object><name>a</name></annotation>"),
              "b.xml: a tag that is never closed");
    EXPECT_EQ(message("<annotation><object><name>a</name></object></annotation>"),
              "b.xml: object 1: no bndbox");
    EXPECT_EQ(message("<annotation><object><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>x</xmax>"
                      "<ymax>9</ymax></bndbox></object></annotation>"),
              "b.xml: object 1: a box without xmin, ymin, xmax and ymax, or with one that is no "
              "number");
    EXPECT_EQ(message("<annotation><object><name>a</name><bndbox><xmin>5</xmin><ymin>1</ymin>"
                      "<xmax>2</xmax><ymax>9</ymax></bndbox></object></annotation>"),
              "b.xml: object 1: a box that ends before it begins");
    EXPECT_EQ(message("<annotation><object"),
              "b.xml: no <annotation> that is closed, expected an annotation of Pascal VOC");
}

TEST(VocReader, ThePaletteIsVocs) {
    const auto palette = voc_palette();
    ASSERT_EQ(palette.size(), 256u);
    EXPECT_EQ(palette[1], (Rgb8{128, 0, 0}));
    EXPECT_EQ(palette[15], (Rgb8{192, 128, 128}));  // person
    EXPECT_EQ(palette[kVocVoid], (Rgb8{224, 224, 192}));
}

}  // namespace
}  // namespace diorama
