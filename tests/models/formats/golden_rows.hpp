// Rows of a golden file of tests/vectors.
#pragma once

#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace lop::test {

/// Cells of every row below the header.
///
/// errors  std::runtime_error when the file cannot be read or has other than `row_count` rows
inline std::vector<std::vector<std::string>> golden_rows(const std::string& file, std::size_t row_count) {
  std::ifstream stream(std::string(LOP_SOURCE_DIR) + "/tests/vectors/" + file);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(stream, line);
  while (std::getline(stream, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  if (rows.size() != row_count) {
    throw std::runtime_error(file + ": " + std::to_string(rows.size()) + " rows, expected " +
                             std::to_string(row_count));
  }
  return rows;
}

inline std::uint32_t hexadecimal(const std::string& cell) {
  return static_cast<std::uint32_t>(std::stoul(cell, nullptr, 16));
}

}  // namespace lop::test
