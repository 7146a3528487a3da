// A network on images as a list of layers: what each computes, from which values, and the shapes that follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace lop::network {

enum class ImageOperation {
  kConv2d,
  kMaxPool2d,
  kFlatten,
  kLinear,
  kRelu,
  kGelu,
  kPatchEmbedding,
  kClassToken,
  kPositionEmbedding,
  kLayerNorm,
  kAttention,
  kAdd,
  kSelectToken,
};

/// A value of one image, kept as a matrix {rows(), features}: pixels row by row, tokens in order, or one row.
struct ValueShape {
  enum class Kind { kImage, kTokens, kFeatures };
  Kind kind = Kind::kFeatures;
  std::size_t height = 1, width = 1;  // of tokens: their number, 1
  std::size_t features = 0;           // of an image: its channels

  std::size_t rows() const { return height * width; }
  std::size_t elements() const { return rows() * features; }
  /// As the JSON files write it: [16, 28, 28].
  std::string text() const;
};

bool operator==(const ValueShape& a, const ValueShape& b);

/// Sizes as the layer states them; those that its operation does not have are 0.
struct ImageLayer {
  std::string name;  // its tensors are name.weight and name.bias
  ImageOperation operation = ImageOperation::kRelu;
  std::vector<std::size_t> inputs;                  // 0 is the image, i + 1 what layer i computes
  std::size_t in = 0, out = 0;                      // channels or features
  std::size_t kernel = 0, stride = 0, padding = 0;  // of patches: their side, twice, and 0
  std::size_t heads = 0, head_width = 0;
  std::size_t tokens = 0;  // of a position embedding
  std::size_t index = 0;   // of the token that is taken
  double epsilon = 0;
};

struct ImageNetwork {
  std::string name;
  ValueShape input;
  float mean = 0, deviation = 1;  // a pixel p goes in as (p / 255 - mean) / deviation
  std::vector<ImageLayer> layers;
};

/// A layer that does not fit its inputs.
class ImageShapeError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// What a layer makes of its inputs. errors  ImageShapeError with what was found and expected
ValueShape output_shape(const ImageLayer& layer, const std::vector<ValueShape>& inputs);

/// Of all values: that of the image, then of each layer. errors  ImageShapeError, with the layer's name
std::vector<ValueShape> value_shapes(const ImageNetwork& network);

/// As stored; empty for a layer without weights.
struct LayerTensors {
  std::vector<std::uint64_t> weight, bias;
};
LayerTensors tensors_of(const ImageLayer& layer);

bool is_convolution(const ImageLayer& layer);
/// Whether its products go through a Product: linear layers and convolutions, patches among them.
bool has_product(const ImageLayer& layer);
/// Inputs of one output of such a layer.
std::size_t product_inputs(const ImageLayer& layer);

/// Multiplications of one image in products, those of attention among them.
std::uint64_t macs_per_image(const ImageNetwork& network);

}  // namespace lop::network
