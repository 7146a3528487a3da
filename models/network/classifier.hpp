// A network that scores the classes of images, however it is described.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/network/products.hpp"
#include "models/network/weight_source.hpp"

namespace lop::network {

/// How stored pixels go in: a pixel p of channel c as (p / 255 - mean[c]) / deviation[c], each step rounded.
struct PixelScale {
  std::vector<float> mean, deviation;  // one a channel

  float of(std::uint8_t pixel, std::size_t channel) const {
    return (static_cast<float>(pixel) / 255.0f - mean[channel]) / deviation[channel];
  }
};

/// A network whose products some arithmetic computes.
class ClassifierRunner {
 public:
  virtual ~ClassifierRunner() = default;

  /// Those of an image do not depend on the others.
  /// shapes  pixels [images, channels, height, width], out {images, classes}
  virtual Matrix logits(const std::uint8_t* pixels, std::size_t images) const = 0;

  /// Images for one call that keep its largest matrix small.
  virtual std::size_t images_at_a_time() const = 0;
};

class Classifier {
 public:
  /// Weights {n, k} of a convolution or linear layer.
  struct Layer {
    std::string name;
    std::size_t n = 0, k = 0;
  };
  struct Image {
    std::size_t channels = 0, height = 0, width = 0;
    std::size_t elements() const { return channels * height * width; }
    /// "[1, 28, 28]"
    std::string text() const {
      return "[" + std::to_string(channels) + ", " + std::to_string(height) + ", " + std::to_string(width) + "]";
    }
  };

  virtual ~Classifier() = default;

  virtual std::string name() const = 0;
  virtual Image image() const = 0;
  virtual std::size_t classes() const = 0;
  /// Those whose products go through Products::linear, in order; their weights are layer.weight of weights().
  virtual std::vector<Layer> layers() const = 0;
  virtual const WeightSource& weights() const = 0;
  /// Multiplications of one image in products, those of attention among them.
  virtual std::uint64_t macs_per_image() const = 0;

  /// products  lives as long as the runner
  virtual std::unique_ptr<ClassifierRunner> runner(Products& products) const = 0;
};

}  // namespace lop::network
