#include "engine/dataset/formats/sectioned_json.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace diorama {
namespace {

class SectionedJsonWriter final : public FormatWriter {
 public:
    SectionedJsonWriter(const FormatContext& context, const SectionedJson& form)
        : FormatWriter(context), form_(form) {
        for (const auto& [subset, file] : open_for_subsets(form.name_of)) {
            file->write(form_.head);
            Subset& own = subsets_[subset];
            own.file = file;
            for (std::size_t i = 0; i < form_.sections.size(); ++i)
                own.parts.push_back({std::make_unique<StreamedFile>(
                                         context.files, context.folder,
                                         fmt::format("{}.part{}", form_.name_of(subset), i)),
                                     0});
        }
    }

    void add(const LabelledPicture& picture) override {
        Subset& own = subsets_.at(picture.record.subset);
        for (std::size_t i = 0; i < form_.sections.size(); ++i) {
            auto& [file, count] = own.parts[i];
            for (const std::string& element : form_.sections[i].elements(context(), picture)) {
                file->write(count++ == 0 ? "\n" : ",\n");
                file->write(element);
            }
        }
    }

    void finish(bool durable) override {
        for (auto& [name, own] : subsets_) {
            for (std::size_t i = 0; i < form_.sections.size(); ++i) {
                own.file->write(form_.sections[i].open);
                own.file->append(*own.parts[i].first);
                own.file->write("\n" + form_.sections[i].close +
                                (i + 1 < form_.sections.size() ? ",\n" : "}\n"));
            }
        }
        finish_files(durable);
    }

 private:
    struct Subset {
        StreamedFile* file = nullptr;
        std::vector<std::pair<std::unique_ptr<StreamedFile>, std::uint64_t>> parts;
    };

    const SectionedJson form_;
    std::map<std::string, Subset> subsets_;
};

/// The lines of a file, one at a time.
class Lines {
 public:
    explicit Lines(std::unique_ptr<FileSource> source) : source_(std::move(source)) {}

    bool next(std::string& line) {
        line.clear();
        for (;;) {
            const std::string_view rest(block_.data() + begin_, size_ - begin_);
            const std::size_t end = rest.find('\n');
            line.append(rest.substr(0, end));
            if (end != std::string_view::npos) {
                begin_ += end + 1;
                return true;
            }
            begin_ = 0;
            size_ = source_->read(block_.data(), block_.size());
            if (size_ == 0) return !line.empty();
        }
    }

 private:
    std::unique_ptr<FileSource> source_;
    std::array<char, 1 << 16> block_{};
    std::size_t begin_ = 0, size_ = 0;
};

/// @return  what is wrong; empty: nothing.
std::string difference(FormatCheck& check, const SectionedJson& form, const std::string& subset,
                       Lines& lines) {
    std::string line, before = form.head;
    std::uint64_t number = 0;
    const auto is = [&](const std::string& expected) {
        ++number;
        return lines.next(line) && line == expected;
    };
    const auto differs = [&] {
        return fmt::format("line {} is not what its record gives", number);
    };
    for (std::size_t i = 0; i < form.sections.size(); ++i) {
        const JsonSection& section = form.sections[i];
        // Whether a comma follows an element is known only when the next one comes.
        before += section.open;
        const char* after = "";
        check.rewind();
        while (check.next(subset)) {
            for (std::string& element : section.elements(check.context(), check.labelled())) {
                if (!is(before + after)) return differs();
                before = std::move(element);
                after = ",";
            }
        }
        if (!is(before)) return differs();
        before = section.close + (i + 1 < form.sections.size() ? "," : "}");
        if (!is(before)) return differs();
        before.clear();
    }
    if (lines.next(line)) return "goes on after its end";
    return {};
}

}  // namespace

std::unique_ptr<FormatWriter> open_sectioned_json(const FormatContext& context,
                                                  const SectionedJson& form) {
    return std::make_unique<SectionedJsonWriter>(context, form);
}

void check_sectioned_json(FormatCheck& check, const SectionedJson& form) {
    for (const SubsetShare& subset : check.context().plan.split) {
        const std::string file = form.name_of(subset.name);
        auto source = check.context().files.open(check.context().folder / file);
        if (!source) {
            check.find(file, "the file is missing", "T10");
            continue;
        }
        Lines lines(std::move(source));
        const std::string wrong = difference(check, form, subset.name, lines);
        if (!wrong.empty()) check.find(file, wrong);
    }
    check.rewind();
}

}  // namespace diorama
