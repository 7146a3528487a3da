// Shapes are checked when a name is given; elements decode when they are asked for.
#include "workloads/tensor_weights.hpp"

#include "workloads/tensor_elements.hpp"

namespace lop::workloads {
namespace {

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text = "[";
  for (const std::uint64_t extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  return text + "]";
}

}  // namespace

void TensorWeights::add(const std::string& name, const std::string& tensor, const std::vector<std::uint64_t>& shape) {
  const Tensor& found = file_.tensor(tensor);
  if (found.shape != shape) {
    throw TensorFileError(file_.path(), tensor,
                          "has shape " + shape_text(found.shape) + "; expected " + shape_text(shape));
  }
  if (!decode_elements(found.dtype, nullptr, 0, nullptr)) {
    throw TensorFileError(file_.path(), tensor,
                          std::string("expected F32, F16 or BF16, found ") + dtype_name(found.dtype));
  }
  tensors_[name] = tensor;
}

std::vector<float> TensorWeights::vector(const std::string& name, std::size_t size) const {
  return rows(name, 1, size, 0, 1).values;
}

tensor::Matrix<float> TensorWeights::rows(const std::string& name, std::size_t rows, std::size_t columns,
                                          std::size_t first, std::size_t count) const {
  const Tensor& tensor = file_.tensor(tensors_.at(name));
  const std::size_t bytes = dtype_bytes(tensor.dtype);
  if (tensor.bytes.size != rows * columns * bytes || first + count > rows) {
    throw TensorFileError(file_.path(), tensors_.at(name), "is asked for as another shape than it has");
  }
  tensor::Matrix<float> matrix(count, columns);
  decode_elements(tensor.dtype, tensor.bytes.data + first * columns * bytes, matrix.values.size(),
                  matrix.values.data());
  return matrix;
}

}  // namespace lop::workloads
