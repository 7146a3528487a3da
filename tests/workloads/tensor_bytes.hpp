// safetensors files put together by hand, byte by byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace lop::workloads::test {

/// A directory of its own for one test, removed with it.
class Folder {
 public:
  Folder() {
    static int folders = 0;
    path_ = std::filesystem::temp_directory_path() / ("lop_workloads_" + std::to_string(::getpid()) + "_" + std::to_string(++folders));
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  std::filesystem::path put(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

/// Length, header, data; the length can be made to lie.
inline std::string file_bytes(const std::string& header, const std::string& data, std::int64_t lie = 0) {
  const std::uint64_t length = header.size() + static_cast<std::uint64_t>(lie);
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(length >> (8 * i) & 0xff));
  return bytes + header + data;
}

}  // namespace lop::workloads::test
