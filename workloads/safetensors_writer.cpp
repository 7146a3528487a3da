// Writing safetensors files: header padded to eight bytes, tensors in the given order.
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "workloads/safetensors.hpp"
#include "workloads/safetensors_header.hpp"

namespace lop::workloads {
namespace {

std::uint64_t byte_count(const StoredTensor& tensor) {
  std::uint64_t bytes = dtype_bytes(tensor.dtype);
  for (const std::uint64_t extent : tensor.shape) {
    if (__builtin_mul_overflow(bytes, extent, &bytes)) {
      throw std::invalid_argument(tensor.name + ": shape exceeds 64 bits");
    }
  }
  return bytes;
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, const std::vector<StoredTensor>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::set<std::string> names{"__metadata__"};
  std::string data;
  for (const StoredTensor& tensor : tensors) {
    if (!names.insert(tensor.name).second) {
      throw std::invalid_argument("tensor name repeated or reserved: " + tensor.name);
    }
    if (tensor.bytes.size() != byte_count(tensor)) {
      throw std::invalid_argument(tensor.name + ": shape and dtype need " + std::to_string(byte_count(tensor)) +
                                  " bytes, got " + std::to_string(tensor.bytes.size()));
    }
    const std::uint64_t begin = data.size();
    data.append(tensor.bytes.begin(), tensor.bytes.end());
    header[tensor.name] = {
        {"dtype", dtype_name(tensor.dtype)}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  if (text.size() > kHeaderCapBytes) throw std::invalid_argument(path.string() + ": header above 16 MiB");
  std::string content;
  for (int byte = 0; byte < 8; ++byte) content.push_back(static_cast<char>(text.size() >> (8 * byte) & 0xff));
  write_atomically(path, content + text + data);
}

}  // namespace lop::workloads
