#include "tools/preview/window.hpp"

// After the Vulkan headers, so that its Vulkan functions are declared.
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "tools/preview/interface.hpp"
#include "tools/preview/swapchain.hpp"

namespace diorama::preview {
namespace {

constexpr Extent kSize{1440, 860};  // in screen coordinates, where the screen has room

std::string last_error() {
    const char* text = nullptr;
    glfwGetError(&text);
    return text ? text : "unknown error";
}

struct CloseWindow {
    void operator()(GLFWwindow* window) const { glfwDestroyWindow(window); }
};
using UniqueWindow = std::unique_ptr<GLFWwindow, CloseWindow>;

UniqueWindow open_window() {
    Extent size = kSize;
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {
        int x = 0, y = 0, width = 0, height = 0;
        glfwGetMonitorWorkarea(monitor, &x, &y, &width, &height);
        if (width > 0 && height > 0)
            size = {std::min(size.width, width), std::min(size.height, height)};
    }
    glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    UniqueWindow window(glfwCreateWindow(size.width, size.height, "diorama", nullptr, nullptr));
    if (!window) throw GpuUnavailable("cannot open a window: " + last_error());
    glfwSetWindowSizeLimits(window.get(), 640, 420, GLFW_DONT_CARE, GLFW_DONT_CARE);
    return window;
}

/// The device of the interface, able to show pictures.
Device open_device(DeviceRequest request) {
    std::uint32_t count = 0;
    const char** names = glfwGetRequiredInstanceExtensions(&count);
    if (!names) throw GpuUnavailable("this display cannot show Vulkan pictures: " + last_error());
    request.instance_extensions.assign(names, names + count);
    request.device_extensions = {VK_KHR_SWAPCHAIN_EXTENSION_NAME};
    return Device(request);
}

class Surface {
 public:
    Surface(const Device& device, GLFWwindow* window) : instance_(device.instance()) {
        check(glfwCreateWindowSurface(instance_, window, nullptr, &surface_),
              "glfwCreateWindowSurface");
        VkBool32 shows = VK_FALSE;
        vkGetPhysicalDeviceSurfaceSupportKHR(device.physical(), device.queue_family(), surface_,
                                             &shows);
        if (!shows) {
            vkDestroySurfaceKHR(instance_, surface_, nullptr);
            throw GpuUnavailable(device.info().name + " cannot show pictures in this window");
        }
    }
    ~Surface() { vkDestroySurfaceKHR(instance_, surface_, nullptr); }
    Surface(const Surface&) = delete;
    Surface& operator=(const Surface&) = delete;

    VkSurfaceKHR get() const { return surface_; }

 private:
    VkInstance instance_;
    VkSurfaceKHR surface_ = VK_NULL_HANDLE;
};

/// The UI library's connection to the window's inputs.
struct Inputs {
    explicit Inputs(GLFWwindow* window) { ImGui_ImplGlfw_InitForVulkan(window, true); }
    ~Inputs() { ImGui_ImplGlfw_Shutdown(); }
    Inputs(const Inputs&) = delete;
    Inputs& operator=(const Inputs&) = delete;
};

/// How much larger than usual everything has to be, in the units that the mouse moves in. Some
/// displays scale these themselves.
float interface_scale(GLFWwindow* window) {
    float scale = 1, ignored = 1;
    glfwGetWindowContentScale(window, &scale, &ignored);
    int units = 0, pixels = 0, height = 0;
    glfwGetWindowSize(window, &units, &height);
    glfwGetFramebufferSize(window, &pixels, &height);
    return pixels > 0 ? scale * static_cast<float>(units) / static_cast<float>(pixels) : scale;
}

/// What the window is called, so that the task bar and scripts know what it shows.
std::string title(const Session& session, const ViewState& state) {
    const bool current = session.sample() && session.sample()->index == session.index() &&
                         !session.sample()->draft && !session.busy();
    return fmt::format("{}{} - sample {} - seed {} - {}{}{} - diorama", session.file(),
                       session.overrides().empty() ? "" : "*", session.index(), session.seed(),
                       named(state.view).word, session.errors().empty() ? "" : " - error",
                       current ? "" : " - working");
}

/// Keys come as events: one that is down for less than a frame counts as well.
void press_key(GLFWwindow* window, int key, int, int action, int modifiers) {
    auto* interface = static_cast<Interface*>(glfwGetWindowUserPointer(window));
    const bool control = (modifiers & GLFW_MOD_CONTROL) != 0;
    // Text fields keep their keys, and undo by themselves.
    const bool typing = ImGui::GetIO().WantTextInput && !(control && key != GLFW_KEY_Z);
    if (action != GLFW_RELEASE && interface && !typing) interface->press(key, control);
}

void drop_files(GLFWwindow* window, int count, const char** files) {
    auto* interface = static_cast<Interface*>(glfwGetWindowUserPointer(window));
    for (int i = 0; i < count; ++i) interface->drop(files[i]);
}

}  // namespace

Display::Display() {
    if (!glfwInit()) error_ = last_error();
}

Display::~Display() { glfwTerminate(); }

void wake_window() { glfwPostEmptyEvent(); }

void run_window(Session& session, const ViewState& state, const DeviceRequest& request) {
    const UniqueWindow window = open_window();
    const Device device = open_device(request);
    const Surface surface(device, window.get());
    const VkSurfaceFormatKHR format = choose_format(device, surface.get());
    const Theme theme(interface_scale(window.get()));
    glfwSetKeyCallback(window.get(), press_key);
    const Inputs inputs(window.get());  // passes keys on to the callback before
    Commands commands(device);
    Painter painter(device, commands, format.format);
    Interface interface(session, state, theme, painter, commands);
    Swapchain swapchain(device, surface.get(), format);  // goes first, and waits for its last frame
    glfwSetWindowUserPointer(window.get(), &interface);
    glfwSetDropCallback(window.get(), drop_files);

    constexpr double kLookForSavedFiles = 0.25;  // seconds
    std::string shown_title;
    // Widgets need a frame or two after an event until they have settled.
    int frames_to_draw = 3;
    while (!glfwWindowShouldClose(window.get()) && !interface.closed()) {
        if (frames_to_draw > 0 || session.busy()) {
            glfwPollEvents();
        } else {
            const double before = glfwGetTime();
            glfwWaitEventsTimeout(kLookForSavedFiles);
            // An event, not the end of the wait.
            if (glfwGetTime() - before < kLookForSavedFiles) frames_to_draw = 3;
        }
        if (session.update()) frames_to_draw = 3;
        if (frames_to_draw == 0 && !session.busy()) continue;
        if (frames_to_draw > 0) --frames_to_draw;
        swapchain.wait();
        interface.update();

        ImGui_ImplGlfw_NewFrame();
        ImGui::NewFrame();
        interface.draw();
        ImGui::Render();
        Extent size;
        glfwGetFramebufferSize(window.get(), &size.width, &size.height);
        if (const auto target = swapchain.begin(size)) {
            painter.paint(target->commands, target->view, target->extent, *ImGui::GetDrawData());
            swapchain.present();
        } else {
            glfwWaitEventsTimeout(0.05);  // minimized, or just resized
            frames_to_draw = 1;
        }
        if (const std::string text = title(session, interface.state()); text != shown_title) {
            glfwSetWindowTitle(window.get(), text.c_str());
            shown_title = text;
        }
    }
    expect_valid(device);
}

}  // namespace diorama::preview
