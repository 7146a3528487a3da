// A network from an ONNX file.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/network/graph/graph.hpp"

namespace lop::workloads {

class OnnxError : public std::runtime_error {
 public:
  OnnxError(const std::filesystem::path& file, const std::string& problem)
      : std::runtime_error(file.string() + ": " + problem) {}
};

struct OnnxFile {
  network::graph::Graph graph;
  std::vector<float> mean, deviation;               // of metadata_props `mean` and `std`: one number, or several with
                                                    // commas between; empty where the file has none
  std::vector<std::filesystem::path> tensor_files;  // external data
};

/// The graph has one input without an initializer, FLOAT [batch, channels, height, width] whose batch is a symbol or 1,
/// and one output. Operators are looked at by network::graph::make_program.
/// errors  OnnxError with file, node or tensor, and what was expected; DataFileError where the file cannot be read
OnnxFile read_onnx(const std::filesystem::path& file);

}  // namespace lop::workloads
