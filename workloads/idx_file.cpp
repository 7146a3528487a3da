// 0, 0, the type, the number of dimensions, extents of 32 bits with the high byte first, bytes.
#include "workloads/idx_file.hpp"

#include <string>

namespace lop::workloads {

IdxFile read_idx(const std::filesystem::path& file, std::size_t dimensions) {
  constexpr std::size_t kExtentBytes = 4;
  constexpr unsigned kUnsignedBytes = 8;
  const std::string content = read_data_file(file);
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(content[i]); };
  if (content.size() < kExtentBytes || byte(0) != 0 || byte(1) != 0 || byte(2) != kUnsignedBytes) {
    throw DataFileError(file, "is no IDX file of unsigned bytes; expected one that begins with 0, 0, 8");
  }
  if (byte(3) != dimensions) {
    throw DataFileError(file, "has " + std::to_string(byte(3)) + " dimensions; expected " + std::to_string(dimensions));
  }
  const std::size_t header = kExtentBytes * (1 + dimensions);
  if (content.size() < header) throw DataFileError(file, "ends within its header");
  IdxFile idx;
  std::size_t size = 1;
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::size_t extent = 0;
    for (std::size_t i = 0; i < kExtentBytes; ++i) extent = extent << 8 | byte(kExtentBytes * (1 + d) + i);
    // More than there is stays more, and does not overflow.
    size = extent != 0 && size > content.size() ? size : size * extent;
    idx.extents.push_back(extent);
  }
  if (content.size() - header != size) {
    throw DataFileError(file, "has " + std::to_string(content.size() - header) +
                                  " bytes after its header; its extents " + "make another number");
  }
  idx.bytes.assign(content.begin() + static_cast<std::ptrdiff_t>(header), content.end());
  return idx;
}

}  // namespace lop::workloads
