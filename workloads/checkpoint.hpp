// A folder of safetensors as a network's weights: one file, or shards with an index; read, not mapped, so that no more
// of it lies in memory than was asked for.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "models/network/weight_source.hpp"
#include "workloads/safetensors_header.hpp"

namespace lop::workloads {

class Checkpoint : public network::WeightSource {
 public:
  /// Reads the headers of model.safetensors, or of the shards that model.safetensors.index.json names.
  /// errors  TensorFileError for a folder with neither, a shard that is not there or damaged, a tensor that the index
  ///         promises and its shard lacks
  explicit Checkpoint(const std::filesystem::path& folder);

  /// That the weights are read from.
  const std::vector<std::filesystem::path>& files() const { return files_; }

  bool has(const std::string& name) const override { return tensors_.count(name) != 0; }
  /// errors  TensorFileError for an unknown tensor, another shape or dtype than F32, F16, BF16
  std::vector<float> vector(const std::string& name, std::size_t size) const override;
  tensor::Matrix<float> rows(const std::string& name, std::size_t rows, std::size_t columns, std::size_t first,
                             std::size_t count) const override;

 private:
  struct Stored {
    std::size_t file;  // index into files_
    std::uint64_t data_begin;
    TensorEntry entry;
  };

  void add_file(const std::filesystem::path& file);
  void add_shards(const std::filesystem::path& index);
  const Stored& stored(const std::string& name, const std::vector<std::uint64_t>& shape) const;
  void read(const std::string& name, const Stored& stored, std::size_t first, std::size_t count, float* values) const;

  std::filesystem::path folder_;
  std::vector<std::filesystem::path> files_;
  std::map<std::string, Stored> tensors_;
};

}  // namespace lop::workloads
