/// One JSON file per subset whose parts grow side by side: objects or lists over all pictures, one
/// element a line. Private to dataset.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

struct JsonSection {
    std::string open;   // "\"imgs\":{"
    std::string close;  // "}"
    /// The elements that a picture adds, each as JSON without line breaks.
    std::vector<std::string> (*elements)(const FormatContext& context,
                                         const LabelledPicture& picture);
};

struct SectionedJson {
    std::string (*name_of)(const std::string& subset);
    std::string head;  // "{" and the members before the first section, with their comma
    std::vector<JsonSection> sections;
};

/// Writes the sections one after the other; those after the first wait in files of their own.
std::unique_ptr<FormatWriter> open_sectioned_json(const FormatContext& context,
                                                  const SectionedJson& form);

/// Every line of every subset's file is what the records give.
void check_sectioned_json(FormatCheck& check, const SectionedJson& form);

}  // namespace diorama
