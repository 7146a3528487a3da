// safetensors files put together by hand, byte by byte.
#pragma once

#include <cstdint>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace lop::workloads::test {

using lop::test::TemporaryFolder;

/// Length, header, data; the length can be made to lie.
inline std::string file_bytes(const std::string& header, const std::string& data, std::int64_t lie = 0) {
  const std::uint64_t length = header.size() + static_cast<std::uint64_t>(lie);
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(length >> (8 * i) & 0xff));
  return bytes + header + data;
}

}  // namespace lop::workloads::test
