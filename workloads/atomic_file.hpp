// Files that appear whole or not at all: written beside the target, checked, synced, renamed.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lop::workloads {

/// A file that could not be written: the program's exit code 4.
class WriteError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Replaces `path` by `content`; a reader sees the old file or the new one, after a crash too.
/// errors  WriteError naming the file and the reason; the temporary file is removed
void write_atomically(const std::filesystem::path& path, std::string_view content);

/// Makes a folder and those above it where they are not there.
/// errors  WriteError
void make_folder(const std::filesystem::path& folder);

}  // namespace lop::workloads
