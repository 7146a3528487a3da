// Headers first; elements when asked for, through a small buffer.
#include "workloads/checkpoint.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "workloads/safetensors.hpp"
#include "workloads/tensor_elements.hpp"

namespace lop::workloads {
namespace {

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text = "[";
  for (const std::uint64_t extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  return text + "]";
}

bool is_file(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

}  // namespace

Checkpoint::Checkpoint(const std::filesystem::path& folder) : folder_(folder) {
  const auto index = folder / "model.safetensors.index.json", single = folder / "model.safetensors";
  if (is_file(index)) {
    add_shards(index);
  } else if (is_file(single)) {
    add_file(single);
  } else {
    throw TensorFileError(folder, "",
                          "has no weights; expected model.safetensors, or shards with model.safetensors.index.json");
  }
}

void Checkpoint::add_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code error;
  const std::uint64_t size = is_file(file) ? std::filesystem::file_size(file, error) : 0;
  if (!stream || error || size == 0) throw TensorFileError(file, "", "cannot be read; expected a safetensors file");
  std::uint8_t length[kLengthBytes];
  if (size < kLengthBytes || !stream.read(reinterpret_cast<char*>(length), kLengthBytes)) {
    throw TensorFileError(file, "", "has " + std::to_string(size) + " bytes; a safetensors file has at least 8");
  }
  std::string text(checked_header_bytes(file, length, size), '\0');
  if (!stream.read(text.data(), static_cast<std::streamsize>(text.size()))) {
    throw TensorFileError(file, "", "its header cannot be read");
  }
  const std::uint64_t data_begin = kLengthBytes + text.size();
  TensorHeader header = parse_header(file, text, size - data_begin);
  for (auto& [name, entry] : header.tensors) {
    if (!tensors_.emplace(name, Stored{files_.size(), data_begin, std::move(entry)}).second) {
      throw TensorFileError(file, name, "is in another shard too");
    }
  }
  files_.push_back(file);
}

void Checkpoint::add_shards(const std::filesystem::path& index) {
  std::ifstream stream(index);
  const auto json = nlohmann::json::parse(stream, nullptr, false);
  const auto map = json.is_object() ? json.find("weight_map") : json.end();
  if (!json.is_object() || map == json.end() || !map->is_object()) {
    throw TensorFileError(index, "", "weight_map: expected an object from tensor names to file names");
  }
  std::set<std::string> names;
  for (const auto& [tensor, file] : map->items()) {
    const std::string name = file.is_string() ? file.get<std::string>() : "";
    if (name.empty() || std::filesystem::path(name).filename() != name) {
      throw TensorFileError(index, tensor, "expected the name of a file of the same folder, found " + file.dump());
    }
    names.insert(name);
  }
  for (const std::string& name : names) add_file(index.parent_path() / name);
  for (const auto& [tensor, file] : map->items()) {
    const auto found = tensors_.find(tensor);
    if (found == tensors_.end() || files_[found->second.file].filename() != file.get<std::string>()) {
      throw TensorFileError(index, tensor, "is not in " + file.get<std::string>() + ", where the index has it");
    }
  }
}

const Checkpoint::Stored& Checkpoint::stored(const std::string& name, const std::vector<std::uint64_t>& shape) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) {
    throw TensorFileError(folder_, name, "is missing; expected it with shape " + shape_text(shape));
  }
  if (found->second.entry.shape != shape) {
    throw TensorFileError(
        files_[found->second.file], name,
        "has shape " + shape_text(found->second.entry.shape) + "; config.json makes it " + shape_text(shape));
  }
  return found->second;
}

void Checkpoint::read(const std::string& name, const Stored& stored, std::size_t first, std::size_t count,
                      float* values) const {
  constexpr std::size_t kElementsAtATime = 1 << 16;
  const std::filesystem::path& file = files_[stored.file];
  const std::size_t bytes = dtype_bytes(stored.entry.dtype);
  if (!decode_elements(stored.entry.dtype, nullptr, 0, values)) {
    throw TensorFileError(file, name,
                          std::string("expected F32, F16 or BF16, found ") + dtype_name(stored.entry.dtype));
  }
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(stored.data_begin + stored.entry.begin + first * bytes));
  std::vector<std::uint8_t> buffer(std::min(count, kElementsAtATime) * bytes);
  for (std::size_t done = 0; done < count;) {
    const std::size_t some = std::min(count - done, kElementsAtATime);
    if (!stream.read(reinterpret_cast<char*>(buffer.data()), static_cast<std::streamsize>(some * bytes))) {
      throw TensorFileError(file, name, "cannot be read");
    }
    decode_elements(stored.entry.dtype, buffer.data(), some, values + done);
    done += some;
  }
}

std::vector<float> Checkpoint::vector(const std::string& name, std::size_t size) const {
  std::vector<float> values(size);
  read(name, stored(name, {size}), 0, size, values.data());
  return values;
}

tensor::Matrix<float> Checkpoint::rows(const std::string& name, std::size_t rows, std::size_t columns,
                                       std::size_t first, std::size_t count) const {
  tensor::Matrix<float> matrix(count, columns);
  read(name, stored(name, {rows, columns}), first * columns, count * columns, matrix.values.data());
  return matrix;
}

}  // namespace lop::workloads
