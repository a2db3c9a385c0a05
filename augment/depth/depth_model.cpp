#include "augment/depth/depth_model.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <mutex>

#ifdef DIORAMA_DNN
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#endif

namespace diorama {

#ifdef DIORAMA_DNN
namespace {

Diagnostic fault(const ModelDepth& model, std::string message) {
    return {.fault = Fault::Data, .file = model.onnx.string(), .message = std::move(message)};
}

double constant(const Distribution& value) { return std::get<Constant>(value.kind()).value; }

class OnnxDepthModel final : public DepthModel {
 public:
    OnnxDepthModel(const ModelDepth& model, cv::dnn::Net net)
        : model_(model), net_(std::move(net)) {}

    Expected<Image<float>> estimate(const Image<Rgb8>& picture) override {
        try {
            const cv::Mat output = run(picture);
            const int height = model_.size.height, width = model_.size.width;
            if (output.total() !=
                static_cast<std::size_t>(height) * static_cast<std::size_t>(width))
                return fault(model_, fmt::format("gives {} values for a picture of {} x {} pixels",
                                                 output.total(), width, height));
            const cv::Mat map(height, width, CV_32F, output.data);
            cv::Mat scaled;
            cv::resize(map, scaled, {picture.width(), picture.height()}, 0, 0, cv::INTER_LINEAR);
            return depth_of(scaled);
        } catch (const cv::Exception& e) {
            return fault(model_, "cannot run: " + e.err);
        }
    }

 private:
    cv::Mat run(const Image<Rgb8>& picture) {
        const cv::Mat color(picture.height(), picture.width(), CV_8UC3,
                            const_cast<Rgb8*>(picture.data()));
        cv::Mat scaled, real;
        cv::resize(color, scaled, {model_.size.width, model_.size.height}, 0, 0, cv::INTER_AREA);
        scaled.convertTo(real, CV_32F, 1.0 / 255.0);
        const auto& m = model_.mean;
        const auto& d = model_.deviation;
        cv::subtract(real, cv::Scalar(constant(m[0]), constant(m[1]), constant(m[2])), real);
        cv::divide(real, cv::Scalar(constant(d[0]), constant(d[1]), constant(d[2])), real);
        const std::lock_guard lock(mutex_);
        net_.setInput(cv::dnn::blobFromImage(real));
        return net_.forward().clone();
    }

    Image<float> depth_of(const cv::Mat& values) const {
        Image<float> depth({values.cols, values.rows});
        for (int y = 0; y < values.rows; ++y) {
            for (int x = 0; x < values.cols; ++x) {
                double v =
                    model_.scale * static_cast<double>(values.at<float>(y, x)) + model_.shift;
                if (model_.gives == ModelDepth::Gives::InverseMeters) v = 1.0 / v;
                const bool good = std::isfinite(v) && v > 0.0;
                depth.at(x, y) =
                    good ? static_cast<float>(v) : std::numeric_limits<float>::infinity();
            }
        }
        return depth;
    }

    const ModelDepth model_;
    std::mutex mutex_;
    cv::dnn::Net net_;
};

}  // namespace

Expected<std::shared_ptr<DepthModel>> DepthModel::open(const ModelDepth& model) {
    try {
        cv::dnn::Net net = cv::dnn::readNetFromONNX(model.onnx.string());
        if (net.empty()) return fault(model, "holds no network");
        net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        return std::shared_ptr<DepthModel>(std::make_shared<OnnxDepthModel>(model, std::move(net)));
    } catch (const cv::Exception& e) {
        return fault(model, "is no network that can be read: " + e.err);
    }
}
#else
Expected<std::shared_ptr<DepthModel>> DepthModel::open(const ModelDepth& model) {
    return Diagnostic{.fault = Fault::Config,
                      .file = model.onnx.string(),
                      .message = "needs OpenCV's dnn, which this build lacks"};
}
#endif

}  // namespace diorama
