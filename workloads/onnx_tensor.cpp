// Elements little-endian in raw bytes, or in lists of their own.
#include "workloads/onnx_tensor.hpp"

#include <charconv>
#include <cstring>

#include "workloads/data_file.hpp"

namespace lop::workloads {
namespace {

using network::graph::ElementType;
using network::graph::Extents;
using network::graph::GraphError;
using network::graph::Tensor;

[[noreturn]] void fail(const onnx::TensorProto& proto, const std::string& problem) {
  throw GraphError("tensor '" + proto.name() + "': " + problem);
}

std::size_t bytes_of(std::int32_t data_type) {
  switch (data_type) {
    case onnx::TensorProto::BOOL: return 1;
    case onnx::TensorProto::INT64: return 8;
    default: return 4;
  }
}

template <typename Stored, typename Out>
void decode(const std::string& bytes, std::vector<Out>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    Stored value;
    std::memcpy(&value, bytes.data() + i * sizeof value, sizeof value);
    out[i] = static_cast<Out>(value);
  }
}

void decode_bytes(const onnx::TensorProto& proto, const std::string& bytes, Tensor& tensor) {
  const std::size_t count = tensor.is_float() ? tensor.floats.size() : tensor.integers.size();
  if (bytes.size() != count * bytes_of(proto.data_type())) {
    fail(proto, "has " + std::to_string(bytes.size()) + " bytes for " + std::to_string(count) + " elements of " +
                    std::to_string(bytes_of(proto.data_type())));
  }
  switch (proto.data_type()) {
    case onnx::TensorProto::FLOAT: return decode<float>(bytes, tensor.floats);
    case onnx::TensorProto::INT32: return decode<std::int32_t>(bytes, tensor.integers);
    case onnx::TensorProto::INT64: return decode<std::int64_t>(bytes, tensor.integers);
    default: return decode<std::uint8_t>(bytes, tensor.integers);
  }
}

template <typename List, typename Out>
void copy_list(const onnx::TensorProto& proto, const List& list, std::vector<Out>& out) {
  if (static_cast<std::size_t>(list.size()) != out.size()) {
    fail(proto, "has " + std::to_string(list.size()) + " of " + std::to_string(out.size()) + " elements");
  }
  out.assign(list.begin(), list.end());
}

std::size_t number_of(const onnx::TensorProto& proto, const std::string& text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    fail(proto, "external data: expected a number, found '" + text + "'");
  }
  return value;
}

}  // namespace

std::string OnnxTensors::external_bytes(const onnx::TensorProto& proto, std::size_t count) {
  std::filesystem::path location;
  std::size_t offset = 0, length = count * bytes_of(proto.data_type());
  for (const auto& entry : proto.external_data()) {
    if (entry.key() == "location") location = entry.value();
    if (entry.key() == "offset") offset = number_of(proto, entry.value());
    if (entry.key() == "length") length = number_of(proto, entry.value());
  }
  bool leaves = location.empty() || location.is_absolute();
  for (const std::filesystem::path& part : location) leaves = leaves || part == "..";
  if (leaves) fail(proto, "its external data lie in '" + location.string() + "'; expected a file beside the ONNX file");
  const std::filesystem::path file = folder_ / location;
  if (files_.count(file) == 0) {
    try {
      files_[file] = read_data_file(file);
    } catch (const DataFileError& error) {
      fail(proto, std::string("its external data: ") + error.what());
    }
  }
  const std::string& bytes = files_[file];
  if (offset > bytes.size() || length > bytes.size() - offset) {
    fail(proto, "its external data are " + std::to_string(length) + " bytes from " + std::to_string(offset) + " on; " +
                    file.string() + " has " + std::to_string(bytes.size()));
  }
  return bytes.substr(offset, length);
}

Tensor OnnxTensors::read(const onnx::TensorProto& proto) {
  const auto element = network::graph::element_type(proto.data_type());
  if (!element) {
    fail(proto, "has elements of data type " + std::to_string(proto.data_type()) + "; supported are " +
                    network::graph::kElementTypes);
  }
  if (proto.has_segment()) fail(proto, "lies in segments, which are not supported");
  const Extents extents(proto.dims().begin(), proto.dims().end());
  std::size_t count = 0;
  try {
    count = network::graph::elements(extents);
  } catch (const GraphError& error) {
    fail(proto, error.what());
  }
  const bool is_external = proto.data_location() == onnx::TensorProto::EXTERNAL;
  const std::string bytes = is_external ? external_bytes(proto, count) : proto.raw_data();
  // Before room is made for elements that are not there.
  if (!is_external && !proto.has_raw_data()) {
    const int found = proto.data_type() == onnx::TensorProto::FLOAT   ? proto.float_data_size()
                      : proto.data_type() == onnx::TensorProto::INT64 ? proto.int64_data_size()
                                                                      : proto.int32_data_size();
    if (static_cast<std::size_t>(found) != count) {
      fail(proto, "has " + std::to_string(found) + " of " + std::to_string(count) + " elements");
    }
  }
  Tensor tensor({*element, extents});
  if (is_external || proto.has_raw_data()) {
    decode_bytes(proto, bytes, tensor);
  } else if (tensor.is_float()) {
    copy_list(proto, proto.float_data(), tensor.floats);
  } else if (proto.data_type() == onnx::TensorProto::INT64) {
    copy_list(proto, proto.int64_data(), tensor.integers);
  } else {
    copy_list(proto, proto.int32_data(), tensor.integers);
  }
  if (*element == ElementType::kBoolean) {
    for (std::int64_t& value : tensor.integers) value = value != 0 ? 1 : 0;
  }
  return tensor;
}

}  // namespace lop::workloads
