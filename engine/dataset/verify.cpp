#include "engine/dataset/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "engine/dataset/formats/format_check.hpp"
#include "engine/dataset/json_stream.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"
#include "engine/dataset/sha256.hpp"
#include "engine/dataset/verify_coco.hpp"

namespace diorama {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxFindings = 1000;

/// Size and hash of a file as it is; nothing when there is none.
std::optional<FileEntry> measure(FileSystem& files, const fs::path& folder,
                                 const std::string& name) {
    const auto source = files.open(folder / name);
    if (!source) return std::nullopt;
    Sha256 hash;
    std::uint64_t bytes = 0;
    std::string block(std::size_t{1} << 18, '\0');
    for (std::size_t size = 0; (size = source->read(block.data(), block.size())) > 0;) {
        hash.update({block.data(), size});
        bytes += size;
    }
    return FileEntry{name, bytes, hash.hex()};
}

/// Visits every regular file below `folder` by its name relative to it.
void for_each_file(FileSystem& files, const fs::path& folder, const std::string& prefix,
                   const std::function<void(const std::string&)>& visit) {
    std::vector<std::string> folders;
    files.list(folder / prefix, [&](const FileSystem::Entry& entry) {
        const std::string name = prefix + std::string(entry.name);
        if (entry.folder)
            folders.push_back(name + "/");
        else
            visit(name);
    });
    for (const std::string& name : folders) for_each_file(files, folder, name, visit);
}

struct Totals {
    std::uint64_t pictures = 0;
    std::uint64_t annotations = 0;
};

class Verifier {
 public:
    Verifier(FileSystem& files, const fs::path& folder, const Plan& plan)
        : files_(files),
          folder_(folder),
          plan_(plan),
          hash_(plan_hash(plan)),
          context_(make_format_context(files, folder, plan)) {}

    VerifyReport run() {
        const std::map<std::string, Totals> expected = check_records();
        check_manifest();
        check_unlisted();
        for (const Format& format : chosen_formats(context_.output)) {
            if (format.id == OutputFormat::Coco)
                for (const SubsetShare& subset : plan_.split) check_coco(subset.name, expected);
            FormatCheck check(context_, [&](const auto& rule, const auto& file,
                                            const auto& message) { find(rule, file, message); });
            format.check(check);
        }
        return std::move(report_);
    }

 private:
    void find(const std::string& rule, const std::string& file, const std::string& message,
              bool warning = false) {
        ++(warning ? report_.warning_count : report_.error_count);
        if (report_.findings.size() < kMaxFindings)
            report_.findings.push_back({rule, file, message, warning});
    }

    /// Reads every record and adds up what the other files have to hold.
    std::map<std::string, Totals> check_records() {
        std::map<std::string, Totals> totals;
        expect_file(measure(files_, folder_, std::string(kPlanName)));
        for (std::uint64_t index = 0; index < plan_.count; ++index) {
            const std::string name = record_name(index);
            const auto text = read_file(files_, folder_ / name);
            if (!text) {
                find("T10", name, "the record is missing");
                continue;
            }
            const auto record = decode_record(*text, name);
            if (!record) {
                find("hash", name, record.errors().front().message);
                continue;
            }
            if (record->plan != hash_ || record->index != index || !fits_plan(context_, *record))
                find("T9", name, "plan, index, subset or categories are not those of the dataset");
            for (const FileEntry& file : record->files) expect_file(file);
            expect_file(FileEntry{name, text->size(), sha256_hex(*text)});
            Totals& subset = totals[record->subset];
            for (const PictureRecord& picture : record->pictures) {
                ++subset.pictures;
                subset.annotations += picture.annotations.size();
                if (picture.labelled_count != picture.annotations.size() + picture.dropped.size())
                    find("T10", name,
                         fmt::format("{} objects to label, {} annotations and {} dropped",
                                     picture.labelled_count, picture.annotations.size(),
                                     picture.dropped.size()));
            }
        }
        return totals;
    }

    void expect_file(const std::optional<FileEntry>& entry) {
        if (!entry) return;
        expected_tree_.update(entry->sha256 + "  " + entry->path + "\n");
        ++expected_count_;
    }

    /// Compares every listed file with the disk, and the list with what the records say.
    void check_manifest() {
        const std::string manifest(kManifestName);
        Sha256 tree;     // of all files
        Sha256 samples;  // of those before what finalize made
        const auto top =
            stream_json(files_, folder_ / manifest, [&](const auto& key, const Json& value) {
                if (key != "files") return;
                std::string problem;
                Fields fields(value, "files", problem);
                const FileEntry entry{fields.text("path"), fields.integer("bytes", INT64_MAX),
                                      fields.hash("sha256")};
                if (!problem.empty()) return find("hash", manifest, problem);
                ++report_.file_count;
                tree.update(entry.sha256 + "  " + entry.path + "\n");
                if (report_.file_count <= expected_count_)
                    samples.update(entry.sha256 + "  " + entry.path + "\n");
                if (!is_inner_path(entry.path))
                    return find("hash", manifest, "a listed file lies outside of the dataset");
                const auto found = measure(files_, folder_, entry.path);
                if (!found)
                    find("hash", entry.path, "the file is missing");
                else if (found->size_bytes != entry.size_bytes)
                    find("hash", entry.path,
                         fmt::format("{} bytes, the manifest says {}", found->size_bytes,
                                     entry.size_bytes));
                else if (found->sha256 != entry.sha256)
                    find("hash", entry.path, "the content is not what the manifest says");
            });
        if (!top) return find("hash", manifest, "is not JSON");
        std::string problem;
        Fields fields(*top, "", problem);
        const std::string listed = tree.hex();
        if (fields.hash("plan") != hash_ && problem.empty())
            find("T9", manifest, "belongs to another plan");
        if (fields.hash("tree_sha256") != listed && problem.empty())
            find("hash", manifest, "tree_sha256 is not that of the listed files");
        if (!problem.empty()) find("hash", manifest, problem);
        if (expected_tree_.hex() != samples.hex())
            find("T9", manifest, "does not list exactly the files that the records name");
    }

    /// Files that nothing accounts for. The names are collected only when the counts differ.
    void check_unlisted() {
        const auto counts = [](const std::string& name) {
            return name != kManifestName && name != kIncompleteMarker;
        };
        if (files_.size_bytes(folder_ / kIncompleteMarker))
            find("T10", std::string(kIncompleteMarker), "the dataset says that it is incomplete");
        std::uint64_t count = 0;
        for_each_file(files_, folder_, "", [&](const std::string& name) { count += counts(name); });
        if (count <= report_.file_count) return;
        std::set<std::string> listed;
        const auto top = stream_json(files_, folder_ / kManifestName,
                                     [&](const std::string& key, const Json& value) {
                                         std::string problem;
                                         if (key == "files")
                                             listed.insert(Fields(value, "", problem).text("path"));
                                     });
        if (!top) return;
        for_each_file(files_, folder_, "", [&](const std::string& name) {
            if (counts(name) && !listed.contains(name))
                find("T9", name, "the manifest does not list this file", true);
        });
    }

    void check_coco(const std::string& subset, const std::map<std::string, Totals>& expected) {
        const std::string name = instances_name(subset);
        if (!files_.size_bytes(folder_ / name)) return find("T10", name, "the file is missing");
        const CocoCounts counts =
            verify_coco(files_, folder_ / name, plan_,
                        [&](const std::string& rule, const std::string& message, bool warning) {
                            find(rule, name, message, warning);
                        });
        report_.picture_count += counts.images;
        report_.annotation_count += counts.annotations;
        if (counts.empty_images > 0)
            report_.notes.push_back(
                fmt::format("{}: Detectron2 and MMDetection leave {} pictures without objects out "
                            "of training (FILTER_EMPTY_ANNOTATIONS, filter_empty_gt)",
                            name, counts.empty_images));
        if (counts.rle_objects > 0)
            report_.notes.push_back(
                fmt::format("{}: {} masks are RLE, for which Detectron2 needs INPUT.MASK_FORMAT: "
                            "bitmask",
                            name, counts.rle_objects));
        const auto found = expected.find(subset);
        const Totals totals = found == expected.end() ? Totals{} : found->second;
        if (counts.images != totals.pictures || counts.annotations != totals.annotations)
            find("T10", name,
                 fmt::format("{} pictures and {} annotations, the records have {} and {}",
                             counts.images, counts.annotations, totals.pictures,
                             totals.annotations));
    }

    FileSystem& files_;
    const fs::path& folder_;
    const Plan& plan_;
    std::string hash_;
    FormatContext context_;
    Sha256 expected_tree_;  // the plan, and what the records name
    std::uint64_t expected_count_ = 0;
    VerifyReport report_;
};

}  // namespace

Expected<VerifyReport> verify(FileSystem& files, const fs::path& folder) {
    const auto plan = load_finished_plan(files, folder);
    if (!plan) return plan.errors();
    return Verifier(files, folder, *plan).run();
}

}  // namespace diorama
