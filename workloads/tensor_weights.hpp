// Tensors of one safetensors file as a network's weights, under names of the network's own.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/network/weight_source.hpp"
#include "workloads/safetensors.hpp"

namespace lop::workloads {

class TensorWeights : public network::WeightSource {
 public:
  explicit TensorWeights(TensorFile file) : file_(std::move(file)) {}

  const TensorFile& file() const { return file_; }

  /// From now on `name` is that tensor.
  /// errors  TensorFileError where it is missing, has another shape, or is none of F32, F16, BF16
  void add(const std::string& name, const std::string& tensor, const std::vector<std::uint64_t>& shape);

  bool has(const std::string& name) const override { return tensors_.count(name) != 0; }
  std::vector<float> vector(const std::string& name, std::size_t size) const override;
  /// The first extent of a tensor are its rows, the others its columns.
  tensor::Matrix<float> rows(const std::string& name, std::size_t rows, std::size_t columns, std::size_t first,
                             std::size_t count) const override;

 private:
  TensorFile file_;
  std::map<std::string, std::string> tensors_;
};

}  // namespace lop::workloads
