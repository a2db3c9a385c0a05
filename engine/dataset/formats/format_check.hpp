/// Reads a format's files back beside the records, for `verify`. Private to dataset.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/mask_decoding.hpp"

namespace diorama {

/// An object as the files of a format say it is.
struct ReadObject {
    std::optional<std::size_t> category_id;    // from 1; nothing where the format does not say
    std::optional<std::array<double, 4>> box;  // x0, y0, x1, y1 on pixel edges
    std::optional<Bitmap> mask;                // exact
};

/// Walks through the pictures of the records and takes what does not agree with them.
class FormatCheck {
 public:
    using Find = std::function<void(const std::string& rule, const std::string& file,
                                    const std::string& message)>;

    FormatCheck(const FormatContext& context, Find find)
        : context_(context), find_(std::move(find)) {}

    /// Goes to the next picture, of `subset` if one is named; false after the last. Records that
    /// cannot be read or do not fit the plan are passed over: verify() reports them itself.
    bool next(const std::string& subset = {});
    /// Back to before the first picture.
    void rewind();

    const FormatContext& context() const { return context_; }
    const Record& record() const { return *record_; }
    const PictureRecord& picture() const { return record_->pictures[position_]; }
    LabelledPicture labelled() const;
    Extent extent() const { return picture().camera.extent; }
    std::string stem() const;
    /// Its annotations, without crowds if the format cannot mark them.
    std::vector<const AnnotationRecord*> annotations(bool crowds) const;

    void find(const std::string& file, const std::string& message,
              const std::string& rule = "T16") const {
        find_(rule, file, message);
    }
    /// The content of a file below the dataset; without one, a finding.
    std::optional<std::string> read(const std::string& file) const;
    /// A PNG of one channel, values as stored, with the picture's size; else a finding.
    std::optional<Image<std::uint16_t>> read_indices(const std::string& file) const;

    /// Objects against the annotations of this picture, one to one and in their order.
    /// @param limit_px  how far the edges of a box may be off.
    void compare(const std::string& file, const std::vector<ReadObject>& objects, double limit_px,
                 bool crowds) const;

 private:
    const FormatContext& context_;
    Find find_;
    std::optional<Record> record_;
    std::size_t position_ = 0;       // of the picture in its record
    std::uint64_t next_index_ = 0;   // of the sample to read next
    std::uint64_t image_id_ = 0;     // of this picture
    std::uint64_t annotations_ = 0;  // of all pictures before this one
};

/// The visible mask of an annotation.
Bitmap mask_of(const Annotation& annotation, Extent extent);

/// The words of each line that is not empty, separated by blanks.
std::vector<std::vector<std::string_view>> columns_of(std::string_view text);

/// The numbers of some words; nothing when one is no finite number.
std::optional<std::vector<double>> numbers_of(const std::vector<std::string_view>& words,
                                              std::size_t first = 0);

/// The pixels of `values` that equal `value`.
Bitmap pixels_equal(const Image<std::uint16_t>& values, std::uint16_t value);

}  // namespace diorama
