#include "engine/dataset/unsynced.hpp"

#include <string>

#include "engine/dataset/json.hpp"

namespace diorama {
namespace {

constexpr std::string_view kNoteName = "unsynced";

}  // namespace

std::filesystem::path note_unsynced(FileSystem& files, const std::filesystem::path& folder,
                                    const std::vector<std::uint64_t>& samples) {
    const auto path = temporary_path(folder / "records" / kNoteName);
    try {
        const auto sink = files.create(path);
        sink->write(json_text(Json{{"samples", samples}}));
        sink->close();
    } catch (const FileError&) {
        remove_quietly(files, path);
        throw;
    }
    return path;
}

std::set<std::uint64_t> unsynced_samples(FileSystem& files, const std::filesystem::path& folder) {
    std::vector<std::string> notes;
    files.list(folder / "records", [&](const FileSystem::Entry& entry) {
        if (is_temporary_name(entry.name) && entry.name.ends_with(kNoteName))
            notes.emplace_back(entry.name);
    });
    std::set<std::uint64_t> samples;
    for (const std::string& note : notes) {
        const auto text = read_file(files, folder / "records" / note, 1 << 20);
        // A torn note was written before its sync, and so before any of its records.
        const auto json = text ? parse_json(*text) : std::nullopt;
        if (!json || !json->is_object() || !json->contains("samples")) continue;
        for (const Json& sample : json->at("samples"))
            if (sample.is_number_unsigned()) samples.insert(sample.get<std::uint64_t>());
    }
    return samples;
}

}  // namespace diorama
