// The JSON header of a safetensors file, parsed and checked before any tensor is looked at.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/dtype.hpp"

namespace lop::workloads {

/// units  begin and end: bytes from the start of the data
struct TensorEntry {
  Dtype dtype = Dtype::kF32;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;
};

struct TensorHeader {
  std::map<std::string, TensorEntry> tensors;
  std::map<std::string, std::string> metadata;
};

inline constexpr std::uint64_t kLengthBytes = 8;  // before the header
inline constexpr std::uint64_t kHeaderCapBytes = 16u << 20;

/// The length that a file's first bytes announce for its header.
/// errors  TensorFileError where it is too large or the file ends before
std::uint64_t checked_header_bytes(const std::filesystem::path& file, const std::uint8_t* first_bytes,
                                   std::uint64_t file_bytes);

/// Every tensor has a known dtype, a shape whose product is its byte
/// count, and the tensors tile data_bytes without hole or overlap.
/// errors  TensorFileError
TensorHeader parse_header(const std::filesystem::path& file, std::string_view json_text, std::uint64_t data_bytes);

}  // namespace lop::workloads
