// The configurations in configs/ and the starter text, against the names of the real kit.
#include "scenes/kit.hpp"
#include "tests/engine/config/config_folder.hpp"

namespace diorama {
namespace {

KitNames kit_names() {
    return {kit::object_names(), kit::primitive_names(), kit::material_names()};
}

TEST(Examples, AllLoad) {
    const ConfigFolder folder;
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(DIORAMA_SOURCE_DIR "/configs")) {
        if (entry.path().extension() != ".yaml") continue;
        const auto loaded = load_run_config(entry.path(), kit_names());
        EXPECT_TRUE(loaded) << folder.findings(loaded);
        ++count;
    }
    EXPECT_GE(count, 14u);
}

TEST(Examples, TheStarterTextLoads) {
    const ConfigFolder folder;
    folder.write("init.yaml", starter_config());
    const auto loaded = load_run_config(folder.path() / "init.yaml", kit_names());
    EXPECT_TRUE(loaded) << folder.findings(loaded);
}

TEST(Examples, RealMeshesTakesAGlob) {
    const ConfigFolder folder;
    folder.write("crate/crate.obj", "data");
    folder.write("barrel/barrel.obj", "data");
    const auto loaded =
        load_run_config(DIORAMA_SOURCE_DIR "/configs/real_meshes.yaml", kit_names(),
                        {{"scene.objects[0].mesh", (folder.path() / "*/*.obj").string()}});
    ASSERT_TRUE(loaded) << folder.findings(loaded);
    EXPECT_EQ(category_names(loaded->run), (std::vector<std::string>{"barrel", "crate"}));
    // In centimeters, as the comment in the file says.
    const auto metric =
        load_run_config(DIORAMA_SOURCE_DIR "/configs/real_meshes.yaml", kit_names(),
                        {{"scene.objects[0].scale", "1"}, {"scene.objects[0].unit_m", "0.01"}});
    ASSERT_TRUE(metric) << folder.findings(metric);
    const auto& scene = std::get<SceneConfig>(metric->run.generator);
    EXPECT_FALSE(scene.objects[0].size_m);
    EXPECT_EQ(scene.objects[0].unit_m, 0.01);
}

}  // namespace
}  // namespace diorama
