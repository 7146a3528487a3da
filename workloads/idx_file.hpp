// IDX files, the format of the MNIST images: bytes in as many dimensions as the file says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "workloads/data_file.hpp"

namespace lop::workloads {

/// shapes  bytes: the product of the extents, the last one fastest
struct IdxFile {
  std::vector<std::size_t> extents;
  std::vector<std::uint8_t> bytes;
};

/// Unsigned bytes alone, compressed where the name ends in .gz.
///
/// dimensions  that are expected
/// errors      DataFileError with the file and what was expected
IdxFile read_idx(const std::filesystem::path& file, std::size_t dimensions);

}  // namespace lop::workloads
