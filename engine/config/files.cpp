// The calls of a Reader that end in files: panoramas and meshes, by name, set or glob.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "engine/config/context.hpp"
#include "engine/config/distributions.hpp"
#include "engine/config/glob.hpp"
#include "engine/config/reader.hpp"
#include "engine/config/resolved.hpp"
#include "engine/config/schema.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

namespace fs = std::filesystem;

/// A file that a value names: where it is, and how the resolved configuration spells it.
struct NamedFile {
    fs::path file;
    std::string name;  // relative to the folder of the main file, unless written absolute
};

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// Where a written name lies on this machine.
fs::path located(const Slot& slot, const std::string& written) {
    return slot.node->mark.source->folder / slot.context->paths.local(written);
}

NamedFile named(const Slot& slot, const std::string& written) {
    NamedFile result{located(slot, written).lexically_normal(), written};
    if (!fs::path(written).is_absolute()) {
        const fs::path from_main =
            result.file.lexically_relative(slot.context->folder.lexically_normal());
        result.name = (from_main.empty() ? result.file : from_main).generic_string();
    }
    return result;
}

/// The files behind a name or a glob; findings for none, and for names that are not UTF-8.
std::vector<NamedFile> expand(const Slot& slot, const std::string& text) {
    std::error_code error;
    if (text.empty()) {
        slot.fail("expected the name of a file, found an empty text");
        return {};
    }
    if (fs::is_regular_file(located(slot, text), error)) return {named(slot, text)};
    const std::string looked =
        excerpt(located(slot, text).lexically_normal().generic_string(), 300);
    if (!has_wildcard(text)) {
        const bool there = fs::exists(located(slot, text), error);
        slot.fail(there ? fmt::format("'{}' is not a regular file; for all files of a folder write "
                                      "'{}/*'",
                                      looked, excerpt(text, 300))
                        : fmt::format("there is no file '{}'", looked),
                  Fault::NoInput);
        return {};
    }
    const PathMap& paths = slot.context->paths;
    const GlobResult found = glob(slot.node->mark.source->folder, paths.local(text));
    if (found.too_many) {
        slot.fail(fmt::format("'{}' matches too many files; at most 100000 are used", looked));
        return {};
    }
    if (found.files.empty()) {
        slot.fail(fmt::format("no file matches '{}'", looked), Fault::NoInput);
        return {};
    }
    std::vector<NamedFile> files;
    for (const std::string& file : found.files) {
        if (!is_utf8(file)) {
            slot.fail(fmt::format("'{}' matches a file whose name is not UTF-8; rename it", looked),
                      Fault::Data);
            return {};
        }
        files.push_back(named(slot, paths.written(file)));
    }
    return files;
}

/// Checks the extension of a file, any case; a finding for another one.
bool has_extension(const Slot& slot, const NamedFile& file,
                   const std::vector<std::string>& extensions) {
    const std::string extension = lower(file.file.extension().string());
    if (std::find(extensions.begin(), extensions.end(), extension) != extensions.end()) return true;
    slot.fail(fmt::format("'{}' is not one of the formats {}", excerpt(file.name, 300),
                          join(extensions)));
    return false;
}

/// Gathers the values of a choice with one weight per value. With weights, equal names are one
/// value, and the names are sorted, so that the resolved map reads back in the same order.
template <class T>
class Gather {
 public:
    void add(std::string name, T value, std::optional<double> weight) {
        names_.push_back(std::move(name));
        values_.push_back(std::move(value));
        if (weight) weights_.push_back(*weight);
    }

    Choice<T> take(std::vector<std::string>& names) {
        Choice<T> choice;
        if (weights_.empty()) {
            names = std::move(names_);
            choice.values = std::move(values_);
            return choice;
        }
        std::map<std::string, std::pair<T, double>> merged;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            const auto [at, fresh] = merged.try_emplace(names_[i], values_[i], weights_[i]);
            if (!fresh) at->second.second += weights_[i];
        }
        for (auto& [name, item] : merged) {
            names.push_back(name);
            choice.values.push_back(std::move(item.first));
            choice.weights.push_back(item.second);
        }
        return choice;
    }

 private:
    std::vector<std::string> names_;
    std::vector<T> values_;
    std::vector<double> weights_;
};

/// A weight for a set or a glob is shared by its members.
std::optional<double> share(std::optional<double> weight, std::size_t count) {
    return weight ? std::optional(*weight / static_cast<double>(count)) : std::nullopt;
}

}  // namespace

fs::path Reader::file(std::string_view key, const std::vector<std::string>& extensions,
                      std::string_view help) {
    const Slot slot = enter(key, help, true);
    if (slot.describing()) {
        slot.schema->update({{"type", "string"}, {"minLength", 1}});
        return {};
    }
    if (!slot.written()) return {};
    if (!slot.node->is_scalar()) {
        slot.fail("expected a file name, found " + found(*slot.node));
        return {};
    }
    const auto files = expand(slot, slot.node->text);
    if (files.empty()) return {};
    if (files.size() > 1) {
        slot.fail(fmt::format("'{}' matches {} files, expected one", excerpt(slot.node->text, 300),
                              files.size()));
        return {};
    }
    if (!has_extension(slot, files.front(), extensions)) return {};
    slot.record(files.front().name);
    return files.front().file;
}

Choice<fs::path> Reader::files(std::string_view key, const std::vector<std::string>& extensions,
                               std::string_view help, bool required) {
    const Slot slot = enter(key, help, required);
    if (!required && !slot.describing() && !slot.node) return {};
    if (slot.describing()) {
        const nlohmann::json item{{"type", "string"}, {"minLength", 1}};
        slot.schema->update(choice_schema(item, item));
        return {};
    }
    Gather<fs::path> gather;
    parse_choice(slot, "a file name",
                 [&](const Slot& item, const std::string& text, std::optional<double> weight) {
                     const auto files = expand(item, text);
                     for (const NamedFile& file : files) {
                         if (!has_extension(item, file, extensions)) return;
                         gather.add(file.name, file.file, share(weight, files.size()));
                     }
                 });
    std::vector<std::string> names;
    Choice<fs::path> choice = gather.take(names);
    slot.record(choice_json(names, choice.weights));
    return choice;
}

fs::path Reader::folder(std::string_view key, std::string_view help) {
    const Slot slot = enter(key, help, true);
    if (slot.describing()) {
        slot.schema->update({{"type", "string"}, {"minLength", 1}});
        return {};
    }
    if (!slot.written()) return {};
    std::error_code error;
    if (!slot.node->is_scalar() || slot.node->text.empty()) {
        slot.fail("expected the name of a folder, found " + found(*slot.node));
        return {};
    }
    const NamedFile folder = named(slot, slot.node->text);
    if (!fs::is_directory(folder.file, error))
        slot.fail(
            fmt::format("there is no folder '{}'", excerpt(folder.file.generic_string(), 300)),
            Fault::NoInput);
    slot.record(folder.name);
    return folder.file;
}

Choice<MeshRef> Reader::meshes(std::string_view key, const std::vector<std::string>& also,
                               std::string_view help) {
    const Slot slot = enter(key, help, true);
    const KitNames& kit = slot.context->kit;
    std::vector<std::string> known = also;
    known.insert(known.end(), {"kit", "primitives"});
    known.insert(known.end(), kit.objects.begin(), kit.objects.end());
    known.insert(known.end(), kit.primitives.begin(), kit.primitives.end());
    if (slot.describing()) {
        const nlohmann::json any{{"type", "string"}, {"minLength", 1}};
        const nlohmann::json item{{"anyOf", nlohmann::json::array({names_schema(known), any})}};
        slot.schema->update(choice_schema(item, any));
        return {};
    }
    Gather<MeshRef> gather;
    const auto add_names = [&](const std::vector<std::string>& names,
                               std::optional<double> weight) {
        for (const std::string& name : names)
            gather.add(name, {.name = name}, share(weight, names.size()));
    };
    parse_choice(slot, "a mesh",
                 [&](const Slot& item, const std::string& text, std::optional<double> weight) {
                     if (text == "kit") return add_names(kit.objects, weight);
                     if (text == "primitives") return add_names(kit.primitives, weight);
                     if (std::find(known.begin(), known.end(), text) != known.end())
                         return add_names({text}, weight);
                     // A bare word is more likely a misspelled name of the kit than a file.
                     std::error_code error;
                     const bool word = text.find_first_of("./*?[") == text.npos;
                     if (word && !fs::exists(located(item, text), error)) {
                         item.fail(fmt::format(
                             "there is no mesh '{}' in the kit, and no file of this name{}",
                             excerpt(text), did_you_mean(text, known)));
                         return;
                     }
                     const auto files = expand(item, text);
                     for (const NamedFile& file : files)
                         gather.add(file.name, {.name = file.name, .file = file.file},
                                    share(weight, files.size()));
                 });
    std::vector<std::string> names;
    Choice<MeshRef> choice = gather.take(names);
    slot.record(choice_json(names, choice.weights));
    return choice;
}

}  // namespace diorama::config
