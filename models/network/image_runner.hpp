// Runs a network on images, a batch at a time: a convolution of a batch is one matrix product.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/network/classifier.hpp"
#include "models/network/image_network.hpp"

namespace lop::network {

class ImageRunner : public ClassifierRunner {
 public:
  /// Linear layers and convolutions, under their layers' names, and the products of attention go through `products`;
  /// so do keys and values, as through a cache. All else is FP32.
  /// weights   layer.weight {out, inputs} and layer.bias, of linear layers and convolutions where the source has one
  /// products  lives as long as the runner
  /// errors    ImageShapeError; what the source throws
  ImageRunner(const ImageNetwork& network, const WeightSource& weights, Products& products);
  ~ImageRunner() override;

  /// What goes in for stored pixels. shapes  pixels [images, channels, height, width], out {images x pixels, channels}
  Matrix input(const std::uint8_t* pixels, std::size_t images) const;

  /// Output of the last layer; that of an image does not depend on the others.
  /// shapes  out {images x rows, features} of that layer
  Matrix run(Matrix images) const;

  Matrix logits(const std::uint8_t* pixels, std::size_t images) const override { return run(input(pixels, images)); }
  std::size_t images_at_a_time() const override;

 private:
  struct Layer;

  Matrix compute(std::size_t index, std::vector<Matrix>& values) const;

  ImageNetwork network_;
  std::vector<ValueShape> shapes_;
  std::vector<std::size_t> last_use_;  // of each value: the layer after which it can go
  std::vector<Layer> layers_;
  const Products& products_;
};

/// A list of layers whose last one makes scores of classes.
class ImageClassifier : public Classifier {
 public:
  /// errors  ImageShapeError
  ImageClassifier(ImageNetwork network, std::shared_ptr<const WeightSource> weights);

  std::string name() const override { return network_.name; }
  Image image() const override;
  std::size_t classes() const override { return classes_; }
  std::vector<Layer> layers() const override;
  const WeightSource& weights() const override { return *weights_; }
  std::uint64_t macs_per_image() const override { return network::macs_per_image(network_); }
  std::unique_ptr<ClassifierRunner> runner(Products& products) const override;

 private:
  ImageNetwork network_;
  std::shared_ptr<const WeightSource> weights_;
  std::size_t classes_ = 0;
};

}  // namespace lop::network
