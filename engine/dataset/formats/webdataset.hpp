/// WebDataset: webdataset/<subset>/000000.tar and on, a fixed number of samples in each.
///
/// A picture is a group of entries with one key: 00000042.jpg, then each of its channels as
/// 00000042.<channel>.<extension> (the instance picture holds the masks), then 00000042.json with
/// `image` and `annotations` as in the COCO file. Archives are POSIX ustar without dates, owners or
/// padding, so the same samples give the same bytes. Private to dataset.
#pragma once

#include <memory>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

std::unique_ptr<FormatWriter> open_webdataset(const FormatContext& context);

/// Every archive holds the files of its samples unchanged, and the labels of their records.
void check_webdataset(FormatCheck& check);

}  // namespace diorama
