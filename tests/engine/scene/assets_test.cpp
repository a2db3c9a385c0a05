#include "engine/scene/assets.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "engine/scene/mesh_references.hpp"
#include "scenes/kit.hpp"
#include "tests/engine/scene/solids.hpp"

namespace diorama {
namespace {

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
    TemporaryFolder()
        : path(fs::temp_directory_path() /
               ("diorama_assets_" + std::to_string(::getpid()) + "_" +
                ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
        fs::create_directories(path);
    }
    ~TemporaryFolder() { fs::remove_all(path); }
    void write(const std::string& name, const std::string& content) const {
        fs::create_directories((path / name).parent_path());
        std::ofstream(path / name, std::ios::binary) << content;
    }
    const fs::path path;
};

TEST(Assets, ReadsEachMeshOnceUnderEightThreads) {
    std::atomic<int> reads = 0;
    Assets assets({}, [&](const fs::path&) -> Expected<std::shared_ptr<const Model>> {
        ++reads;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return box_model({0, 0, 0}, {1, 1, 1});
    });
    std::vector<const Model*> seen(8);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (const char* file : {"a.obj", "b.obj", "c.obj"}) {
                const auto loaded = assets.model({file, file});
                ASSERT_TRUE(loaded);
                if (std::string(file) == "a.obj") seen[t] = loaded->model.get();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(reads, 3);
    for (const Model* model : seen) EXPECT_EQ(model, seen[0]);
}

TEST(Assets, AppliesUnitAndUpAxis) {
    Assets assets({}, [](const fs::path&) -> Expected<std::shared_ptr<const Model>> {
        return box_model({0, 0, 0}, {10, 20, 30});  // 30 high along z, in centimeters
    });
    const auto model = assets.model({"box", "box.stl"}, 0.01, "z");
    ASSERT_TRUE(model);
    const Aabb& box = model->model->bounds;
    EXPECT_NEAR(glm::length(box.min - glm::vec3(0, 0, -0.2f)), 0.0f, 1e-6f);
    EXPECT_NEAR(glm::length(box.max - glm::vec3(0.1f, 0.3f, 0)), 0.0f, 1e-6f);
    // The corners of the hull moved along, and faces still wind outward.
    EXPECT_NEAR(box_of(model->hulls->exact).max.y, 0.3, 1e-6);
    const MeshPart& part = model->model->parts[0];
    for (std::size_t i = 0; i < part.indices.size(); i += 3) {
        const glm::vec3 a = part.vertices[part.indices[i]].position;
        const glm::vec3 b = part.vertices[part.indices[i + 1]].position;
        const glm::vec3 c = part.vertices[part.indices[i + 2]].position;
        EXPECT_GT(glm::dot(glm::cross(b - a, c - a), a - box.center()), 0.0f);
    }
}

TEST(Assets, NamesTheFileOfWhatIsWrong) {
    const auto assets = solid_assets();
    const auto missing = assets->model(solid("nothing"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.errors()[0].fault, Fault::NoInput);
    EXPECT_EQ(missing.errors()[0].file, "solids/nothing.obj");
    EXPECT_EQ(assets->model({"no such thing", {}}).errors()[0].fault, Fault::Config);
    EXPECT_EQ(assets->material("no such thing").errors()[0].fault, Fault::Config);
    const auto panorama = assets->panorama(fs::path("missing.hdr"));
    ASSERT_FALSE(panorama);
    EXPECT_EQ(panorama.errors()[0].fault, Fault::NoInput);
}

TEST(Assets, RefusesVerticesThatAreNoPlace) {
    Assets assets({}, [](const fs::path&) -> Expected<std::shared_ptr<const Model>> {
        auto model = std::make_shared<Model>(*box_model({0, 0, 0}, {1, 1, 1}));
        model->parts[0].vertices[3].position.y = std::nanf("");
        return std::shared_ptr<const Model>(model);
    });
    const auto broken = assets.model({"nan", "nan.obj"});
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.errors()[0].fault, Fault::Data);
    EXPECT_EQ(broken.errors()[0].file, "nan.obj");
}

TEST(Assets, EveryKitObjectHasHullsAroundAllItsVertices) {
    const auto assets = solid_assets();
    for (const auto& names : {kit::object_names(), kit::primitive_names()}) {
        for (const std::string& name : names) {
            SCOPED_TRACE(name);
            const auto loaded = assets->model({name, {}});
            ASSERT_TRUE(loaded) << loaded.errors()[0].to_string();
            const Box hull = box_of(loaded->hulls->exact);
            const glm::dvec3 low(loaded->model->bounds.min), high(loaded->model->bounds.max);
            EXPECT_LT(glm::length(hull.min - low), 2e-4 * glm::length(high - low));
            EXPECT_LT(glm::length(hull.max - high), 2e-4 * glm::length(high - low));
            EXPECT_LT(loaded->hulls->near_error, 5e-3 * glm::length(high - low));
        }
    }
}

TEST(Assets, PaintsEqualLooksOnce) {
    const auto assets = solid_assets();
    const SharedPanorama a = assets->panorama(StudioLook{});
    EXPECT_EQ(a, assets->panorama(StudioLook{}));
    EXPECT_NE(a, assets->panorama(StudioLook{.layout = 1}));
}

TEST(Assets, HashesEveryFileThatAConfigurationReaches) {
    const TemporaryFolder folder;
    folder.write("cup.obj", "# a cup\nmtllib cup.mtl\nv 0 0 0\n");
    folder.write("cup.mtl", "newmtl c\nmap_Kd -s 1 1 1 paint.png\n  map_Bump sub\\bump.png\r\n");
    folder.write("paint.png", "abc");
    folder.write("sub/bump.png", "");
    folder.write("sky.hdr", "#?RADIANCE");
    folder.write("unused.png", "x");
    SceneConfig scene;
    ObjectConfig cup;
    cup.mesh = Choice<MeshRef>(MeshRef{"cup", folder.path / "cup.obj"});
    scene.objects = {cup, cup};
    scene.environment.kind = HdriEnvironment{Choice<fs::path>(folder.path / "sky.hdr")};
    const auto files = solid_assets()->files_of(scene);
    ASSERT_TRUE(files);
    std::vector<std::string> names;
    for (const AssetFile& file : *files) {
        names.push_back(fs::path(file.path).lexically_relative(folder.path).string());
    }
    EXPECT_EQ(names, (std::vector<std::string>{"cup.mtl", "cup.obj", "paint.png", "sky.hdr",
                                               "sub/bump.png"}));
    EXPECT_EQ((*files)[2].size_bytes, 3u);
    EXPECT_EQ((*files)[2].sha256,  // FIPS 180-2, example of "abc"
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    fs::remove(folder.path / "sky.hdr");
    const auto missing = solid_assets()->files_of(scene);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.errors()[0].fault, Fault::NoInput);
}

TEST(MeshReferences, AreReadFromGltf) {
    const std::string gltf = R"({"buffers": [{"uri" : "a%20b.bin"}],
        "images": [{"uri":"data:image/png;base64,AA=="}, {"uri": "t/x.png"}, {"name": "uri"}]})";
    EXPECT_EQ(referenced_files(gltf, "m.gltf"), (std::set<std::string>{"a b.bin", "t/x.png"}));
    EXPECT_TRUE(referenced_files("{\"uri\": \"unclosed", "m.gltf").empty());
    EXPECT_TRUE(referenced_files("mtllib x", "m.stl").empty());
}

}  // namespace
}  // namespace diorama
