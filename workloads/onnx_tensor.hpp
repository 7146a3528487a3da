// Tensors as ONNX files hold them.
#pragma once

#include <onnx/onnx_pb.h>

#include <filesystem>
#include <map>
#include <string>

#include "models/network/graph/tensor.hpp"

namespace lop::workloads {

/// Reads tensors, from files beside the ONNX file too.
class OnnxTensors {
 public:
  explicit OnnxTensors(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// errors  GraphError with the tensor's name
  network::graph::Tensor read(const onnx::TensorProto& proto);

  /// External data, by path.
  const std::map<std::filesystem::path, std::string>& files() const { return files_; }

 private:
  std::string external_bytes(const onnx::TensorProto& proto, std::size_t count);

  std::filesystem::path folder_;
  std::map<std::filesystem::path, std::string> files_;
};

}  // namespace lop::workloads
