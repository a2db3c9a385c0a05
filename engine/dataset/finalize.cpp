#include "engine/dataset/finalize.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"
#include "engine/dataset/sample_ranges.hpp"
#include "engine/dataset/shards.hpp"
#include "engine/dataset/streamed_file.hpp"

namespace diorama {
namespace fs = std::filesystem;

namespace {

constexpr int kManifestFormat = 1;

/// manifest.json: every file in the order in which it is added, and a hash over all of them.
class Manifest {
 public:
    Manifest(FileSystem& files, const fs::path& folder, const Plan& plan)
        : file_(files, folder, std::string(kManifestName)) {
        file_.write(fmt::format("{{\"format\":{},\"engine\":{},\"plan\":\"{}\",\n\"files\":[",
                                kManifestFormat, json_text(plan.engine_version), plan_hash(plan)));
    }

    void add(const FileEntry& entry) {
        file_.write(count_++ == 0 ? "\n" : ",\n");
        file_.write(json_text(
            Json{{"path", entry.path}, {"bytes", entry.size_bytes}, {"sha256", entry.sha256}}));
        tree_.update(fmt::format("{}  {}\n", entry.sha256, entry.path));
        bytes_ += entry.size_bytes;
    }

    void commit(const Json& counts, const std::vector<std::string>& devices, bool durable) {
        file_.write("\n],\n");
        file_.write(fmt::format("\"file_count\":{},\"bytes\":{},\"tree_sha256\":\"{}\",\n", count_,
                                bytes_, tree_.hex()));
        file_.write(fmt::format("\"devices\":{},\n\"counts\":{}}}\n", json_text(Json(devices)),
                                json_text(counts)));
        file_.finish(durable);
        file_.commit();
    }

 private:
    StreamedFile file_;
    Sha256 tree_;
    std::uint64_t count_ = 0;
    std::uint64_t bytes_ = 0;
};

FileEntry entry_of(FileSystem& files, const fs::path& folder, const std::string& name) {
    const auto text = read_file(files, folder / name);
    if (!text) throw FileError(ENOENT, "read", folder / name);
    return {name, text->size(), sha256_hex(*text)};
}

struct CategoryCounts {
    std::uint64_t annotations = 0;
    std::uint64_t dropped = 0;
};

struct SubsetCounts {
    std::uint64_t pictures = 0;
    std::uint64_t annotations = 0;
};

/// One run of finalize(): reads the records in order and feeds the files that are built from them.
class Finalizer {
 public:
    Finalizer(FileSystem& files, const fs::path& folder, const Plan& plan)
        : files_(files),
          folder_(folder),
          plan_(plan),
          hash_(plan_hash(plan)),
          context_(make_format_context(files, folder, plan)) {
        for (const Format& format : chosen_formats(context_.output))
            if (format.open != nullptr) formats_.push_back(format.open(context_));
        manifest_ = std::make_unique<Manifest>(files, folder, plan);
        manifest_->add(entry_of(files, folder, std::string(kPlanName)));
    }

    void add_sample(std::uint64_t index) {
        const std::string name = record_name(index);
        const auto text = read_file(files_, folder_ / name);
        if (!text) return missing_.add(index);
        const auto record = decode_record(*text, name);
        if (record && record->plan != hash_) return foreign_.add(index);
        if (!record || record->index != index || !fits_plan(context_, *record) ||
            !files_present(files_, folder_, record->files))
            return broken_.add(index);
        if (!complete()) return;
        for (const FileEntry& file : record->files) manifest_->add(file);
        manifest_->add({name, text->size(), sha256_hex(*text)});
        add_record(*record);
    }

    Diagnostics problems() const {
        Diagnostics errors;
        const auto report = [&](const SampleRanges& ranges, const char* what) {
            if (ranges.count() == 0) return;
            errors.push_back(data_fault(folder_.string(), "",
                                        fmt::format("{} of {} samples {}: {}", ranges.count(),
                                                    plan_.count, what, ranges.text())));
        };
        report(missing_, "are missing");
        report(broken_, "have a damaged record or lack a file");
        report(foreign_, "were made from another plan");
        return errors;
    }
    bool complete() const { return missing_.count() + broken_.count() + foreign_.count() == 0; }

    FinalizeReport finish(Durability durability, Stale stale) {
        const bool durable = durability != Durability::None;
        for (const auto& format : formats_) format->finish(durable);
        for (const auto& format : formats_)
            format->commit([&](const FileEntry& entry) { manifest_->add(entry); });
        report_.devices = list_devices(files_, folder_);
        for (const std::string& device : report_.devices)
            manifest_->add(entry_of(files_, folder_, device_name(device)));
        if (durable) files_.sync_mount(folder_);
        manifest_->commit(counts(), report_.devices, durable);
        files_.remove(folder_ / kIncompleteMarker);
        files_.remove(folder_ / kShardsName);
        formats_.clear();
        report_.stale_files = remove_stale_files(files_, folder_, stale);
        if (durable) files_.sync_mount(folder_);
        return report_;
    }

 private:
    void add_record(const Record& record) {
        SubsetCounts& subset = subset_counts_[record.subset];
        ++report_.sample_count;
        for (const PictureRecord& picture : record.pictures) {
            const LabelledPicture labelled{record, picture, ++report_.picture_count,
                                           report_.annotation_count + 1};
            for (const auto& format : formats_) format->add(labelled);
            ++subset.pictures;
            subset.annotations += picture.annotations.size();
            report_.annotation_count += picture.annotations.size();
            for (const AnnotationRecord& a : picture.annotations)
                ++category_counts_[a.annotation.category].annotations;
            for (const Dropped& dropped : picture.dropped)
                ++category_counts_[dropped.category].dropped;
            report_.dropped_count += picture.dropped.size();
            report_.reject_count += picture.rejects.size();
        }
    }

    Json counts() const {
        Json subsets = Json::object(), categories = Json::object();
        for (const SubsetShare& subset : plan_.split) {
            const auto found = subset_counts_.find(subset.name);
            const SubsetCounts count =
                found == subset_counts_.end() ? SubsetCounts{} : found->second;
            subsets[subset.name] = {{"pictures", count.pictures},
                                    {"annotations", count.annotations}};
        }
        for (const auto& [name, count] : category_counts_)
            categories[name] = {{"annotations", count.annotations}, {"dropped", count.dropped}};
        return {{"samples", report_.sample_count},         {"pictures", report_.picture_count},
                {"annotations", report_.annotation_count}, {"dropped", report_.dropped_count},
                {"rejects", report_.reject_count},         {"subsets", std::move(subsets)},
                {"categories", std::move(categories)}};
    }

    FileSystem& files_;
    const fs::path& folder_;
    const Plan& plan_;
    std::string hash_;
    FormatContext context_;
    std::vector<std::unique_ptr<FormatWriter>> formats_;
    std::map<std::string, SubsetCounts> subset_counts_;
    std::map<std::string, CategoryCounts> category_counts_;
    std::unique_ptr<Manifest> manifest_;
    SampleRanges missing_, broken_, foreign_;
    FinalizeReport report_;
};

}  // namespace

Expected<FinalizeReport> finalize(FileSystem& files, const fs::path& folder, Durability durability,
                                  Stale stale) {
    const auto plan = load_plan(files, folder);
    if (!plan) return plan.errors();
    Finalizer finalizer(files, folder, *plan);
    for (std::uint64_t index = 0; index < plan->count; ++index) finalizer.add_sample(index);
    if (!finalizer.complete()) return finalizer.problems();
    return finalizer.finish(durability, stale);
}

Expected<std::vector<FolderStatus>> status(FileSystem& files, const fs::path& folder) {
    std::vector<fs::path> folders;
    if (files.size_bytes(folder / kPlanName)) {
        folders.push_back(folder);
    } else {
        files.list(folder, [&](const FileSystem::Entry& entry) {
            if (entry.folder) folders.push_back(folder / entry.name);
        });
        std::erase_if(folders,
                      [&](const fs::path& path) { return !files.size_bytes(path / kPlanName); });
        std::sort(folders.begin(), folders.end());
    }
    if (folders.empty())
        return Diagnostic{.fault = Fault::NoInput,
                          .file = folder.string(),
                          .message = "neither this folder nor a subfolder holds a plan.json"};

    std::vector<FolderStatus> result;
    for (const fs::path& path : folders) {
        const auto plan = load_plan(files, path);
        if (!plan) return plan.errors();
        FolderStatus status{.folder = path, .plan = plan_hash(*plan), .total = plan->count};
        status.finalized = files.size_bytes(path / kManifestName).has_value();
        status.shards = stored_shard_count(files, path).value_or(0);
        status.present.resize(plan->count);
        SampleRanges missing;
        const auto present = list_records(files, path);
        auto next = present.begin();
        for (std::uint64_t index = 0; index < plan->count; ++index) {
            while (next != present.end() && *next < index) ++next;
            SampleState state = SampleState::Missing;
            if (next != present.end() && *next == index)
                state = sample_state(files, path, status.plan, index);
            status.complete += state == SampleState::Complete ? 1 : 0;
            status.present[index] = state == SampleState::Complete;
            if (state == SampleState::Broken || state == SampleState::Foreign) ++status.broken;
            if (state != SampleState::Complete) missing.add(index);
        }
        status.missing = missing.text();
        result.push_back(std::move(status));
    }
    return result;
}

}  // namespace diorama
