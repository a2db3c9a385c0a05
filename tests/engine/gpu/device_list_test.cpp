// Which device a request means, for machines that nobody here has.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "engine/gpu/device.hpp"

namespace diorama {
namespace {

DeviceInfo device(int index, std::string name, DeviceKind kind, std::string uuid = "",
                  std::string pci = "") {
    return {.index = index,
            .name = std::move(name),
            .kind = kind,
            .uuid = std::move(uuid),
            .pci = std::move(pci),
            .vendor_id = kind == DeviceKind::Discrete ? 0x10deu : 0u};
}

const DeviceInfo kCpu = device(0, "llvmpipe", DeviceKind::Cpu, "6d657361");

// Two equal cards that Vulkan lists against the order of their buses.
std::vector<DeviceInfo> two_cards() {
    return {device(0, "NVIDIA A", DeviceKind::Discrete, "bbbb2222", "0000:65:00.0"),
            device(1, "NVIDIA A", DeviceKind::Discrete, "aaaa1111", "0000:17:00.0"),
            device(2, "llvmpipe", DeviceKind::Cpu, "6d657361")};
}

class ChooseDevice : public testing::Test {
 protected:
    void SetUp() override { clear(); }
    void TearDown() override { clear(); }
    static void clear() {
        for (const char* name :
             {"CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
              "GPU_DEVICE_ORDINAL", "ZE_AFFINITY_MASK", "SLURM_LOCALID",
              "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "PARALLEL_JOBSLOT"})
            unsetenv(name);
    }
    static std::string refusal(const std::vector<DeviceInfo>& devices,
                               const DeviceRequest& request) {
        try {
            choose_device(devices, request);
        } catch (const GpuUnavailable& error) {
            return error.what();
        }
        return "(accepted)";
    }
};

TEST_F(ChooseDevice, AutoPrefersDiscreteThenIntegratedThenCpu) {
    const DeviceInfo integrated = device(1, "Intel", DeviceKind::Integrated);
    const DeviceInfo discrete = device(2, "AMD", DeviceKind::Discrete);
    EXPECT_EQ(choose_device({kCpu, integrated, discrete}, {}), 2u);
    EXPECT_EQ(choose_device({kCpu, integrated}, {}), 1u);
    EXPECT_EQ(choose_device({kCpu}, {}), 0u);
}

TEST_F(ChooseDevice, UnusableDevicesAreSkippedAndNamed) {
    DeviceInfo old = device(0, "Old Card", DeviceKind::Discrete);
    old.unusable = "Vulkan 1.1, 1.3 is needed";
    EXPECT_EQ(choose_device({old, kCpu}, {}), 1u);
    EXPECT_NE(refusal({old, kCpu}, {.which = "name:old"}).find("Vulkan 1.1, 1.3 is needed"),
              std::string::npos);
}

TEST_F(ChooseDevice, NamesTheDeviceByEveryProperty) {
    const auto cards = two_cards();
    EXPECT_EQ(choose_device(cards, {.which = "cpu"}), 2u);
    EXPECT_EQ(choose_device(cards, {.which = "1"}), 1u);
    EXPECT_EQ(choose_device(cards, {.which = "uuid:AAAA-1111"}), 1u);
    EXPECT_EQ(choose_device(cards, {.which = "pci:0000:65:00.0"}), 0u);
    EXPECT_EQ(choose_device(cards, {.which = "name:nvidia"}), 0u);
}

TEST_F(ChooseDevice, TheGrantOfASchedulerIsObeyed) {
    const auto cards = two_cards();
    setenv("CUDA_VISIBLE_DEVICES", "GPU-aaaa1111,GPU-bbbb2222", 1);
    EXPECT_EQ(choose_device(cards, {}), 1u);
    // CUDA counts by bus: device 0 is the card at bus 17.
    setenv("CUDA_VISIBLE_DEVICES", "0", 1);
    EXPECT_EQ(choose_device(cards, {}), 1u);
    setenv("CUDA_VISIBLE_DEVICES", "1", 1);
    EXPECT_EQ(choose_device(cards, {}), 0u);
}

TEST_F(ChooseDevice, APromisedGpuIsNeverReplacedByTheCpu) {
    setenv("CUDA_VISIBLE_DEVICES", "0", 1);
    EXPECT_NE(refusal({kCpu}, {}).find("granted 0 (CUDA_VISIBLE_DEVICES), but Vulkan sees no GPU"),
              std::string::npos);
    setenv("CUDA_VISIBLE_DEVICES", "GPU-cccc3333", 1);
    EXPECT_NE(refusal(two_cards(), {}).find("GPU-cccc3333"), std::string::npos);
    // These grant nothing.
    for (const char* nothing : {"", "-1", "NoDevFiles"}) {
        setenv("CUDA_VISIBLE_DEVICES", nothing, 1);
        EXPECT_EQ(choose_device({kCpu}, {}), 0u);
    }
}

// Slurm sets the variables of all makers at once, with numbers of its own.
TEST_F(ChooseDevice, AVariableCountsTheCardsOfItsMaker) {
    auto cards = two_cards();
    for (DeviceInfo card : two_cards()) {
        card.vendor_id = 0x1002;
        card.index += 3;
        if (card.kind == DeviceKind::Discrete) cards.push_back(card);
    }
    const auto first_grant = [&](const char* name, const char* value) {
        clear();
        setenv(name, value, 1);
        return choose_device(cards, {});
    };
    EXPECT_EQ(first_grant("CUDA_VISIBLE_DEVICES", "0"), 1u);
    EXPECT_EQ(first_grant("ROCR_VISIBLE_DEVICES", "0"), 4u);
    EXPECT_EQ(first_grant("HIP_VISIBLE_DEVICES", "1"), 3u);
    EXPECT_EQ(first_grant("GPU_DEVICE_ORDINAL", "1,0"), 3u);
    // No card of this maker is here, so this is no grant.
    EXPECT_EQ(first_grant("ZE_AFFINITY_MASK", "1.0"), 0u);
    for (DeviceInfo& card : cards)
        if (card.kind == DeviceKind::Discrete) card.vendor_id = 0x8086;
    EXPECT_EQ(first_grant("ZE_AFFINITY_MASK", "0.1"), 1u);
}

TEST_F(ChooseDevice, LocalRanksShareTheCards) {
    for (const char* name : {"SLURM_LOCALID", "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID"}) {
        clear();
        setenv(name, "3", 1);
        EXPECT_EQ(choose_device(two_cards(), {}), 1u) << name;
    }
    clear();
    setenv("PARALLEL_JOBSLOT", "3", 1);  // counts from 1
    EXPECT_EQ(choose_device(two_cards(), {}), 0u);
}

TEST_F(ChooseDevice, RefusalsSayWhatThereIs) {
    EXPECT_NE(refusal({}, {}).find("found no device"), std::string::npos);
    EXPECT_NE(refusal({kCpu}, {.allow_cpu = false}).find("llvmpipe"), std::string::npos);
    EXPECT_NE(refusal({kCpu}, {.which = "name:radeon"}).find("name:radeon"), std::string::npos);
    EXPECT_NE(refusal({kCpu}, {.which = "gpu7"}).find("is no device"), std::string::npos);
    EXPECT_NE(refusal({kCpu}, {.which = "7"}).find("no device matches 7"), std::string::npos);
}

}  // namespace
}  // namespace diorama
