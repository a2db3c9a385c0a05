#include "augment/resources.hpp"

#include <algorithm>
#include <utility>

#include "augment/color/cube_file.hpp"
#include "engine/io/file.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {
namespace {

constexpr std::uint64_t kMaxCubeBytes = 128u << 20;

/// Calls `visit` for every operator, those in composites included.
template <class Visit>
void each_operator(const std::vector<Augmentation>& list, const Visit& visit) {
    for (const Augmentation& item : list) {
        if (const auto* composite = std::get_if<Composite>(&item.what))
            each_operator(composite->items, visit);
        else
            std::visit(visit, std::get<OperatorConfig>(item.what));
    }
}

/// The files that an operator draws from.
template <class Config>
std::vector<std::filesystem::path> files_of(const Config& config) {
    if constexpr (requires { config.file.values; }) return config.file.values;
    if constexpr (requires { config.references.values; }) return config.references.values;
    return {};
}

Expected<ColorCube::Table> load_cube(const std::filesystem::path& file) {
    const auto bytes = read_file(file, kMaxCubeBytes);
    if (!bytes) return bytes.errors();
    return parse_cube({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, file.string());
}

Expected<Reference> load_reference(const std::filesystem::path& file) {
    const auto picture = load_image(file);
    if (!picture) return picture.errors();
    return make_reference(without_alpha(*picture));
}

/// Loads a file that is not there yet; what is wrong goes to `findings`.
template <class T, class Load>
void load_into(std::map<std::filesystem::path, std::shared_ptr<const T>>& loaded,
               const std::filesystem::path& file, Load load, Diagnostics& findings) {
    if (loaded.contains(file)) return;
    Expected<T> value = load(file);
    if (value) {
        loaded[file] = std::make_shared<const T>(*std::move(value));
    } else {
        findings.insert(findings.end(), value.errors().begin(), value.errors().end());
    }
}

}  // namespace

std::vector<std::filesystem::path> augmentation_files(const std::vector<Augmentation>& list) {
    std::vector<std::filesystem::path> files;
    each_operator(list, [&](const auto& config) {
        const auto more = files_of(config);
        files.insert(files.end(), more.begin(), more.end());
    });
    std::ranges::sort(files);
    const auto repeated = std::ranges::unique(files);
    files.erase(repeated.begin(), repeated.end());
    return files;
}

Expected<Resources> load_resources(const std::vector<Augmentation>& list) {
    Resources resources;
    Diagnostics findings;
    each_operator(list, [&]<class Config>(const Config& config) {
        for (const auto& file : files_of(config)) {
            if constexpr (std::is_same_v<Config, LutConfig>)
                load_into(resources.cubes, file, load_cube, findings);
            else
                load_into(resources.references, file, load_reference, findings);
        }
    });
    if (!findings.empty()) return findings;
    return resources;
}

}  // namespace diorama
