// A network on images from its JSON file and the tensors that it names.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>

#include "models/network/image_network.hpp"
#include "workloads/tensor_weights.hpp"

namespace lop::workloads {

class ImageNetworkError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ImageNetworkFile {
  network::ImageNetwork network;
  std::shared_ptr<const TensorWeights> weights;  // as layer.weight and layer.bias
};

/// The format is in workloads/fashion_mnist/README.md. All is checked: keys, shapes, tensors, and, where the file has
/// them, parameters and macs_per_image; a key that is not known might change the network and is refused.
/// errors  ImageNetworkError with file, layer, key and what was expected; TensorFileError for damaged weights
ImageNetworkFile read_image_network(const std::filesystem::path& file);

}  // namespace lop::workloads
