// Tokens as they are stored, compressed or not.
#include "workloads/token_file.hpp"

#include <string>

namespace lop::workloads {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& problem) {
  throw TokenFileError(file, problem);
}

}  // namespace

std::vector<std::uint32_t> read_tokens(const std::filesystem::path& file, std::size_t vocabulary) {
  const bool compressed = file.extension() == ".gz";
  const std::string kind = (compressed ? file.stem() : file).extension().string();
  const std::size_t width = kind == ".u16" ? 2 : kind == ".u32" ? 4 : 0;
  if (width == 0) fail(file, "expected a name that ends in .u16, .u32, .u16.gz or .u32.gz, which tells the width");
  const std::string bytes = read_data_file(file);
  if (bytes.empty() || bytes.size() % width != 0) {
    fail(file, "has " + std::to_string(bytes.size()) + " bytes; expected tokens of " + std::to_string(width));
  }
  std::vector<std::uint32_t> tokens(bytes.size() / width);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    for (std::size_t b = 0; b < width; ++b) {
      tokens[i] |= std::uint32_t{static_cast<std::uint8_t>(bytes[i * width + b])} << (8 * b);
    }
    if (tokens[i] >= vocabulary) {
      fail(file, "token " + std::to_string(i) + " is " + std::to_string(tokens[i]) + "; the network's vocabulary has " +
                     std::to_string(vocabulary));
    }
  }
  return tokens;
}

}  // namespace lop::workloads
