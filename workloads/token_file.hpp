// Files of token numbers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "workloads/data_file.hpp"

namespace lop::workloads {

using TokenFileError = DataFileError;

/// Unsigned little-endian numbers of 16 or 32 bits by the file's name: .u16, .u32, .u16.gz, .u32.gz.
///
/// vocabulary  tokens lie below it
/// errors      TokenFileError with the file and what was expected
std::vector<std::uint32_t> read_tokens(const std::filesystem::path& file, std::size_t vocabulary);

}  // namespace lop::workloads
