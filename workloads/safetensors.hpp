// safetensors files: 8-byte header length, JSON header, raw little-endian tensors that tile the rest of the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/tensor/matrix.hpp"
#include "workloads/atomic_file.hpp"
#include "workloads/dtype.hpp"
#include "workloads/tensor_file_error.hpp"

namespace lop::workloads {

/// Bytes inside the mapped file, not aligned.
struct Bytes {
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;
};

/// shapes  row major, as stored; bytes.size is the product of shape and the element's size
struct Tensor {
  Dtype dtype = Dtype::kF32;
  std::vector<std::uint64_t> shape;
  Bytes bytes;   // live as long as the TensorFile
};

/// What read_fp16_codes accepts beside F16.
enum class Fp16Source {
  kF16Only,           // any other dtype is an error: no value changes
  kF16OrRoundedF32,   // F32 is rounded to nearest even, overflow to Inf
};

/// A memory-mapped file whose header has been checked in full when the constructor returns.
class TensorFile {
 public:
  /// errors  TensorFileError
  explicit TensorFile(const std::filesystem::path& path);
  ~TensorFile();
  TensorFile(TensorFile&&) noexcept;
  TensorFile& operator=(TensorFile&&) noexcept;

  const std::filesystem::path& path() const { return path_; }
  std::vector<std::string> names() const;
  bool has(const std::string& name) const { return tensors_.count(name) != 0; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

  /// errors  TensorFileError that lists the nearest names, for an unknown one
  const Tensor& tensor(const std::string& name) const;

  /// F32, F16 and BF16 decode exactly. shapes  2-D
  /// errors  TensorFileError for another dtype or rank
  tensor::Matrix<float> read_matrix(const std::string& name) const;

  /// IEEE binary16 codes. shapes  2-D
  /// errors  TensorFileError for another dtype or rank
  tensor::Matrix<std::uint32_t> read_fp16_codes(const std::string& name,
                                                Fp16Source source = Fp16Source::kF16Only) const;

 private:
  class Mapping;

  const Tensor& matrix_tensor(const std::string& name) const;

  std::filesystem::path path_;
  std::unique_ptr<Mapping> mapping_;
  std::map<std::string, Tensor> tensors_;
  std::map<std::string, std::string> metadata_;
};

/// A tensor to be written. shapes  bytes.size() is the product of shape and the element's size
struct StoredTensor {
  std::string name;
  Dtype dtype = Dtype::kF32;
  std::vector<std::uint64_t> shape;
  std::vector<std::uint8_t> bytes;   // little-endian
};

/// Tensors in the given order; the same input gives the same bytes.
/// errors  std::invalid_argument for a wrong byte count or a repeated or reserved name; WriteError
void write_safetensors(const std::filesystem::path& path, const std::vector<StoredTensor>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace lop::workloads
