/// The record of one sample: everything that `finalize` needs, as deterministic JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/core/camera.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/frame.hpp"
#include "engine/core/text_info.hpp"

namespace diorama {

/// A file of the sample as it lies on disk.
struct FileEntry {
    std::string path;  // relative to the dataset, '/' between names
    std::uint64_t size_bytes = 0;
    std::string sha256;
    bool operator==(const FileEntry&) const = default;
};

/// An annotation and what the dataset says about its object beside the mask.
struct AnnotationRecord {
    Annotation annotation;
    std::string asset;                        // the mesh, cut-out or font
    glm::mat4 world_from_object{1.0f};        // engine axes, meters
    Aabb box;                                 // object space, meters
    std::vector<std::string> occluder_names;  // as annotation.occluders
    std::optional<TextInfo> text;             // of a word
    std::vector<Keypoint> keypoints;          // pixel, visibility and name
};

/// One picture of a sample and its labels.
struct PictureRecord {
    std::string suffix;                 // after the sample's name: "" or "_box"; [A-Za-z0-9_-]
    Camera camera;                      // engine conventions; its extent is the picture's
    std::optional<std::uint32_t> time;  // position in the sequence that the sample is
    std::uint64_t labelled_count = 0;   // objects with a category: annotations + dropped
    std::vector<AnnotationRecord> annotations;
    std::vector<Dropped> dropped;
    std::vector<AppliedOperator> augmented;  // in order
    std::vector<std::string> rejects;
};

/// A complete sample.
struct Record {
    std::string plan;  // plan_hash()
    std::uint64_t index = 0;
    std::string subset;
    std::vector<FileEntry> files;
    std::vector<PictureRecord> pictures;
};

/// What a record keeps of a labelled frame; pixels are not needed any more.
PictureRecord describe_picture(const Labeled& labeled);

/// The bytes of `records/<name>.json`: keys in a fixed order, numbers in their shortest form,
/// masks as COCO RLE text, and last a checksum of everything before it. No clock, host or path of
/// the machine enters, so equal samples give equal bytes.
std::string encode_record(const Record& record);

/// Reads a record written by anybody: every field is checked for type and range, masks for their
/// pixel count, and the checksum must fit. Fails with Fault::Data.
Expected<Record> decode_record(std::string_view text, const std::string& file);

/// The cheap part of decode_record() for resuming: checksum, plan and index fit, and the files
/// that it names. Nothing when the record is broken or belongs to another plan or sample.
std::optional<std::vector<FileEntry>> check_record(std::string_view text, std::string_view plan,
                                                   std::uint64_t index);

}  // namespace diorama
