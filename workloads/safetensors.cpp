// Mapping a safetensors file, and its tensors as matrices.
#include "workloads/safetensors.hpp"

#include <boost/iostreams/device/mapped_file.hpp>
#include <cstring>

#include "models/formats/fp32.hpp"
#include "workloads/safetensors_header.hpp"
#include "workloads/tensor_elements.hpp"

namespace lop::workloads {
namespace {

template <typename T>
T load(const std::uint8_t* data) {
  T value;
  std::memcpy(&value, data, sizeof value);
  return value;
}

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text = "[";
  for (const std::uint64_t extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  return text + "]";
}

}  // namespace

class TensorFile::Mapping {
 public:
  explicit Mapping(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
      throw TensorFileError(path, "", "no such file; expected a safetensors file");
    }
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) throw TensorFileError(path, "", "cannot be read: " + error.message());
    if (size < kLengthBytes) {
      throw TensorFileError(path, "", "has " + std::to_string(size) + " bytes; a safetensors file has at least 8");
    }
    try {
      source_.open(path.string());
    } catch (const std::exception& failure) {
      throw TensorFileError(path, "", std::string("cannot be mapped: ") + failure.what());
    }
  }

  const std::uint8_t* data() const { return reinterpret_cast<const std::uint8_t*>(source_.data()); }
  std::uint64_t size() const { return source_.size(); }

 private:
  boost::iostreams::mapped_file_source source_;
};

TensorFile::TensorFile(const std::filesystem::path& path) : path_(path), mapping_(std::make_unique<Mapping>(path)) {
  const std::uint8_t* bytes = mapping_->data();
  const std::uint64_t header_bytes = checked_header_bytes(path, bytes, mapping_->size());
  const std::uint64_t rest = mapping_->size() - kLengthBytes;
  const std::uint8_t* data = bytes + kLengthBytes + header_bytes;
  const std::string_view text(reinterpret_cast<const char*>(bytes + kLengthBytes), header_bytes);
  TensorHeader header = parse_header(path, text, rest - header_bytes);
  metadata_ = std::move(header.metadata);
  for (auto& [name, entry] : header.tensors) {
    tensors_.emplace(name,
                     Tensor{entry.dtype, std::move(entry.shape), Bytes{data + entry.begin, entry.end - entry.begin}});
  }
}

TensorFile::~TensorFile() = default;
TensorFile::TensorFile(TensorFile&&) noexcept = default;
TensorFile& TensorFile::operator=(TensorFile&&) noexcept = default;

std::vector<std::string> TensorFile::names() const {
  std::vector<std::string> names;
  for (const auto& item : tensors_) names.push_back(item.first);
  return names;
}

const Tensor& TensorFile::tensor(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found != tensors_.end()) return found->second;
  constexpr std::size_t kListed = 20;
  std::string known;
  std::size_t listed = 0;
  for (const auto& item : tensors_) {
    if (listed++ == kListed) break;
    known += (known.empty() ? "" : ", ") + item.first;
  }
  if (tensors_.size() > kListed) known += ", ... (" + std::to_string(tensors_.size()) + " in all)";
  throw TensorFileError(path_, name, "is not in the file; it has " + (known.empty() ? "no tensors" : known));
}

const Tensor& TensorFile::matrix_tensor(const std::string& name) const {
  const Tensor& found = tensor(name);
  if (found.shape.size() != 2) {
    throw TensorFileError(path_, name, "expected two dimensions, found shape " + shape_text(found.shape));
  }
  return found;
}

tensor::Matrix<float> TensorFile::read_matrix(const std::string& name) const {
  const Tensor& stored = matrix_tensor(name);
  tensor::Matrix<float> matrix(stored.shape[0], stored.shape[1]);
  if (!decode_elements(stored.dtype, stored.bytes.data, matrix.values.size(), matrix.values.data())) {
    throw TensorFileError(path_, name, std::string("expected F32, F16 or BF16, found ") + dtype_name(stored.dtype));
  }
  return matrix;
}

tensor::Matrix<std::uint32_t> TensorFile::read_fp16_codes(const std::string& name, Fp16Source source) const {
  const Tensor& stored = matrix_tensor(name);
  const bool rounded = stored.dtype == Dtype::kF32 && source == Fp16Source::kF16OrRoundedF32;
  if (stored.dtype != Dtype::kF16 && !rounded) {
    throw TensorFileError(path_, name,
                          std::string("expected F16") + (source == Fp16Source::kF16Only ? "" : " or F32") + ", found " +
                              dtype_name(stored.dtype));
  }
  tensor::Matrix<std::uint32_t> matrix(stored.shape[0], stored.shape[1]);
  const std::uint8_t* data = stored.bytes.data;
  for (std::size_t i = 0; i < matrix.values.size(); ++i) {
    matrix.values[i] =
        rounded ? formats::fp16_from_fp32(load<std::uint32_t>(data + 4 * i)) : load<std::uint16_t>(data + 2 * i);
  }
  return matrix;
}

}  // namespace lop::workloads
