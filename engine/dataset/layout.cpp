#include "engine/dataset/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "engine/dataset/json.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/sha256.hpp"

namespace diorama {

std::string record_name(std::uint64_t index) {
    return fmt::format("records/{}.json", sample_name(index));
}

std::string data_name(const std::string& channel, const std::string& subset, std::uint64_t index,
                      const std::string& suffix, const std::string& extension) {
    return fmt::format("{}/{}/{}{}.{}", channel, subset, sample_name(index), suffix, extension);
}

std::string instances_name(const std::string& subset) {
    return fmt::format("annotations/instances_{}.json", subset);
}

std::string panoptic_name(const std::string& subset) {
    return fmt::format("annotations/panoptic_{}.json", subset);
}

std::string text_name(const std::string& subset) {
    return fmt::format("annotations/text_{}.json", subset);
}

std::string device_name(const std::string& fingerprint) {
    return fmt::format("devices/{}.json", sha256_hex(fingerprint).substr(0, 16));
}

std::vector<std::uint64_t> list_records(FileSystem& files, const std::filesystem::path& folder) {
    std::vector<std::uint64_t> indices;
    files.list(folder / "records", [&](const FileSystem::Entry& entry) {
        const std::string_view name = entry.name;
        std::uint64_t index = 0;
        const auto parsed = std::from_chars(name.data(), name.data() + name.size(), index);
        if (parsed.ec == std::errc{} && !entry.folder && record_name(index).substr(8) == name)
            indices.push_back(index);
    });
    std::sort(indices.begin(), indices.end());
    return indices;
}

std::vector<std::string> list_devices(FileSystem& files, const std::filesystem::path& folder) {
    std::vector<std::string> names, devices;
    files.list(folder / "devices", [&](const FileSystem::Entry& entry) {
        if (!entry.folder && !is_temporary_name(entry.name)) names.emplace_back(entry.name);
    });
    for (const std::string& name : names) {
        const auto text = read_file(files, folder / "devices" / name, 1 << 20);
        const auto json = text ? parse_json(*text) : std::nullopt;
        if (!json) continue;
        std::string error;
        const std::string fingerprint = Fields(*json, "", error).text("fingerprint", 1 << 16);
        if (error.empty() && device_name(fingerprint) == "devices/" + name)
            devices.push_back(fingerprint);
    }
    std::sort(devices.begin(), devices.end());
    return devices;
}

std::vector<FileEntry> channel_files(const Record& record, const std::string& stem) {
    const std::string middle = fmt::format("/{}/{}.", record.subset, stem);
    std::vector<FileEntry> files;
    std::ranges::copy_if(record.files, std::back_inserter(files), [&](const FileEntry& file) {
        const std::size_t at = file.path.find('/');
        return file.path.compare(at, middle.size(), middle) == 0 &&
               file.path.find('/', at + middle.size()) == std::string::npos;
    });
    return files;
}

Expected<Plan> load_finished_plan(FileSystem& files, const std::filesystem::path& folder) {
    auto plan = load_plan(files, folder);
    if (plan && !files.size_bytes(folder / kManifestName))
        return Diagnostic{.fault = Fault::NoInput,
                          .file = (folder / kManifestName).string(),
                          .message = "is missing: the dataset is not finished"};
    return plan;
}

namespace {

bool files_intact(FileSystem& files, const std::filesystem::path& folder,
                  const std::vector<FileEntry>& entries) {
    return std::all_of(entries.begin(), entries.end(), [&](const FileEntry& entry) {
        const auto content = read_file(files, folder / entry.path);
        return content && sha256_hex(*content) == entry.sha256;
    });
}

}  // namespace

bool files_present(FileSystem& files, const std::filesystem::path& folder,
                   const std::vector<FileEntry>& entries) {
    return std::all_of(entries.begin(), entries.end(), [&](const FileEntry& entry) {
        return files.size_bytes(folder / entry.path) == entry.size_bytes;
    });
}

SampleState sample_state(FileSystem& files, const std::filesystem::path& folder,
                         const std::string& plan, std::uint64_t index, Depth depth) {
    const std::string name = record_name(index);
    const auto text = read_file(files, folder / name);
    if (!text) return SampleState::Missing;
    if (const auto entries = check_record(*text, plan, index)) {
        const bool sound = files_present(files, folder, *entries) &&
                           (depth == Depth::Sizes || files_intact(files, folder, *entries));
        return sound ? SampleState::Complete : SampleState::Broken;
    }
    const auto record = decode_record(*text, name);
    return record && record->plan != plan ? SampleState::Foreign : SampleState::Broken;
}

}  // namespace diorama
