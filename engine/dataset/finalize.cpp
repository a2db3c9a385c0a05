#include "engine/dataset/finalize.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "engine/dataset/coco.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"
#include "engine/dataset/sample_ranges.hpp"
#include "engine/dataset/streamed_file.hpp"

namespace diorama {
namespace fs = std::filesystem;

namespace {

constexpr int kManifestFormat = 1;

/// The growing COCO file of one subset. Annotations wait in a file of their own, because COCO
/// lists all images first.
class InstancesFile {
 public:
    InstancesFile(FileSystem& files, const fs::path& folder, const std::string& subset,
                  const Plan& plan)
        : file_(files, folder, instances_name(subset)),
          annotations_(files, folder, instances_name(subset) + ".part") {
        file_.write(coco_head(plan));
    }

    void add_image(const std::string& text) { add(file_, image_count_, text); }
    void add_annotation(const std::string& text) { add(annotations_, annotation_count_, text); }

    void finish(bool durable) {
        file_.write("\n],\n\"annotations\":[");
        file_.append(annotations_);
        file_.write("\n]}\n");
        file_.finish(durable);
    }
    FileEntry commit() { return file_.commit(); }

    std::uint64_t image_count() const { return image_count_; }
    std::uint64_t annotation_count() const { return annotation_count_; }

 private:
    static void add(StreamedFile& file, std::uint64_t& count, const std::string& text) {
        file.write(count++ == 0 ? "\n" : ",\n");
        file.write(text);
    }

    StreamedFile file_;
    StreamedFile annotations_;
    std::uint64_t image_count_ = 0;
    std::uint64_t annotation_count_ = 0;
};

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

/// Removes temporary files of writers that died, in the folders of a dataset.
std::uint64_t remove_stale(FileSystem& files, const fs::path& folder, int depth) {
    std::vector<std::string> stale, folders;
    files.list(folder, [&](const FileSystem::Entry& entry) {
        if (entry.folder)
            folders.emplace_back(entry.name);
        else if (is_temporary_name(entry.name))
            stale.emplace_back(entry.name);
    });
    std::uint64_t count = stale.size();
    for (const std::string& name : stale) files.remove(folder / name);
    if (depth == 0) return count;
    for (const std::string& name : folders) count += remove_stale(files, folder / name, depth - 1);
    return count;
}

struct CategoryCounts {
    std::uint64_t annotations = 0;
    std::uint64_t dropped = 0;
};

/// One run of finalize(): reads the records in order and feeds the files that are built from them.
class Finalizer {
 public:
    Finalizer(FileSystem& files, const fs::path& folder, const Plan& plan)
        : files_(files), folder_(folder), plan_(plan), hash_(plan_hash(plan)) {
        files.make_folders(folder / "annotations");
        for (const SubsetShare& subset : plan.split)
            subsets_[subset.name] =
                std::make_unique<InstancesFile>(files, folder, subset.name, plan);
        for (std::size_t i = 0; i < plan.categories.size(); ++i)
            category_ids_[plan.categories[i]] = i + 1;
        manifest_ = std::make_unique<Manifest>(files, folder, plan);
        manifest_->add(entry_of(files, folder, std::string(kPlanName)));
    }

    void add_sample(std::uint64_t index) {
        const std::string name = record_name(index);
        const auto text = read_file(files_, folder_ / name);
        if (!text) return missing_.add(index);
        const auto record = decode_record(*text, name);
        if (record && record->plan != hash_) return foreign_.add(index);
        if (!record || record->index != index || !fits_plan(*record) ||
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

    FinalizeReport finish(Durability durability) {
        const bool durable = durability != Durability::None;
        for (const SubsetShare& subset : plan_.split) subsets_.at(subset.name)->finish(durable);
        for (const SubsetShare& subset : plan_.split)
            manifest_->add(subsets_.at(subset.name)->commit());
        report_.devices = list_devices(files_, folder_);
        for (const std::string& device : report_.devices)
            manifest_->add(entry_of(files_, folder_, device_name(device)));
        if (durable) files_.sync_mount(folder_);
        manifest_->commit(counts(), report_.devices, durable);
        files_.remove(folder_ / kIncompleteMarker);
        subsets_.clear();
        report_.stale_files = remove_stale(files_, folder_, 2);
        if (durable) files_.sync_mount(folder_);
        return report_;
    }

 private:
    /// What a record may only say when the plan agrees.
    bool fits_plan(const Record& record) const {
        if (record.subset != subset_of(plan_, record.index)) return false;
        return std::all_of(
            record.pictures.begin(), record.pictures.end(), [&](const auto& picture) {
                return std::all_of(
                    picture.annotations.begin(), picture.annotations.end(),
                    [&](const auto& a) { return category_ids_.contains(a.annotation.category); });
            });
    }

    void add_record(const Record& record) {
        InstancesFile& subset = *subsets_.at(record.subset);
        ++report_.sample_count;
        for (std::size_t i = 0; i < record.pictures.size(); ++i) {
            const PictureRecord& picture = record.pictures[i];
            const std::uint64_t image_id = ++report_.picture_count;
            subset.add_image(coco_image(record, i, image_id));
            for (const AnnotationRecord& a : picture.annotations) {
                const std::uint64_t id = ++report_.annotation_count;
                ++category_counts_[a.annotation.category].annotations;
                subset.add_annotation(coco_annotation(a, picture.camera, id, image_id,
                                                      category_ids_.at(a.annotation.category)));
            }
            for (const Dropped& dropped : picture.dropped)
                ++category_counts_[dropped.category].dropped;
            report_.dropped_count += picture.dropped.size();
            report_.reject_count += picture.rejects.size();
        }
    }

    Json counts() const {
        Json subsets = Json::object(), categories = Json::object();
        for (const SubsetShare& subset : plan_.split) {
            const InstancesFile& file = *subsets_.at(subset.name);
            subsets[subset.name] = {{"pictures", file.image_count()},
                                    {"annotations", file.annotation_count()}};
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
    std::map<std::string, std::unique_ptr<InstancesFile>> subsets_;
    std::map<std::string, std::size_t> category_ids_;
    std::map<std::string, CategoryCounts> category_counts_;
    std::unique_ptr<Manifest> manifest_;
    SampleRanges missing_, broken_, foreign_;
    FinalizeReport report_;
};

}  // namespace

Expected<FinalizeReport> finalize(FileSystem& files, const fs::path& folder,
                                  Durability durability) {
    const auto plan = load_plan(files, folder);
    if (!plan) return plan.errors();
    Finalizer finalizer(files, folder, *plan);
    for (std::uint64_t index = 0; index < plan->count; ++index) finalizer.add_sample(index);
    if (!finalizer.complete()) return finalizer.problems();
    return finalizer.finish(durability);
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
        SampleRanges missing;
        const auto present = list_records(files, path);
        auto next = present.begin();
        for (std::uint64_t index = 0; index < plan->count; ++index) {
            while (next != present.end() && *next < index) ++next;
            SampleState state = SampleState::Missing;
            if (next != present.end() && *next == index)
                state = sample_state(files, path, status.plan, index);
            status.complete += state == SampleState::Complete ? 1 : 0;
            if (state == SampleState::Broken || state == SampleState::Foreign) ++status.broken;
            if (state != SampleState::Complete) missing.add(index);
        }
        status.missing = missing.text();
        result.push_back(std::move(status));
    }
    return result;
}

}  // namespace diorama
