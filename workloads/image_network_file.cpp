// One table line an operation: its name in the file and its keys.
#include "workloads/image_network_file.hpp"

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "workloads/limits.hpp"

namespace lop::workloads {
namespace {

using Json = nlohmann::json;
using network::ImageLayer;
using network::ImageOperation;

struct Key {
  const char* name;
  std::size_t ImageLayer::*member;
  std::int64_t least = 1;
};

struct Rule {
  ImageOperation operation;
  std::vector<Key> keys;
  bool needs_epsilon = false;
};

const std::map<std::string, Rule>& rules() {
  static const std::map<std::string, Rule> kRules = {
      {"conv2d",
       {ImageOperation::kConv2d,
        {{"in_channels", &ImageLayer::in},
         {"out_channels", &ImageLayer::out},
         {"kernel", &ImageLayer::kernel},
         {"stride", &ImageLayer::stride},
         {"padding", &ImageLayer::padding, 0}}}},
      {"max_pool2d", {ImageOperation::kMaxPool2d, {{"kernel", &ImageLayer::kernel}, {"stride", &ImageLayer::stride}}}},
      {"flatten", {ImageOperation::kFlatten, {}}},
      {"linear", {ImageOperation::kLinear, {{"in_features", &ImageLayer::in}, {"out_features", &ImageLayer::out}}}},
      {"relu", {ImageOperation::kRelu, {}}},
      {"gelu", {ImageOperation::kGelu, {}}},
      {"patch_embedding",
       {ImageOperation::kPatchEmbedding,
        {{"patch", &ImageLayer::kernel}, {"channels", &ImageLayer::in}, {"features", &ImageLayer::out}}}},
      {"class_token", {ImageOperation::kClassToken, {{"features", &ImageLayer::out}}}},
      {"position_embedding",
       {ImageOperation::kPositionEmbedding, {{"tokens", &ImageLayer::tokens}, {"features", &ImageLayer::out}}}},
      {"layer_norm", {ImageOperation::kLayerNorm, {{"features", &ImageLayer::out}}, true}},
      {"attention",
       {ImageOperation::kAttention, {{"heads", &ImageLayer::heads}, {"head_dim", &ImageLayer::head_width}}}},
      {"add", {ImageOperation::kAdd, {}}},
      {"select_token", {ImageOperation::kSelectToken, {{"index", &ImageLayer::index, 0}}}},
  };
  return kRules;
}

/// One object of the file; remembers which keys were asked for.
class Section {
 public:
  Section(const Json& json, std::string place) : json_(json), place_(std::move(place)) {
    if (!json.is_object()) fail("expected an object, found " + json.dump());
  }

  [[noreturn]] void fail(const std::string& problem) const { throw ImageNetworkError(place_ + ": " + problem); }

  bool has(const std::string& key) const { return json_.contains(key); }

  const Json& need(const std::string& key, const std::string& expected) {
    asked_.insert(key);
    if (!has(key)) fail(key + ": missing key; expected " + expected);
    return json_[key];
  }

  std::size_t integer(const std::string& key, std::int64_t least, std::int64_t most) {
    const std::string expected = "an integer from " + std::to_string(least) + " to " + std::to_string(most);
    const Json& value = need(key, expected);
    if (!value.is_number_integer() || value.get<std::int64_t>() < least || value.get<std::int64_t>() > most) {
      fail(key + ": expected " + expected + ", found " + value.dump());
    }
    return value.get<std::size_t>();
  }

  double number(const std::string& key, bool positive) {
    const char* expected = positive ? "a positive number" : "a number";
    const Json& value = need(key, expected);
    if (!value.is_number() || (positive && !(value.get<double>() > 0)) || !std::isfinite(value.get<double>())) {
      fail(key + ": expected " + expected + ", found " + value.dump());
    }
    return value.get<double>();
  }

  std::string text(const std::string& key) {
    const Json& value = need(key, "a text");
    if (!value.is_string()) fail(key + ": expected a text, found " + value.dump());
    return value.get<std::string>();
  }

  void finish() const {
    for (const auto& [key, value] : json_.items()) {
      if (asked_.count(key) == 0) fail(key + ": unknown key");
    }
  }

 private:
  const Json& json_;
  std::string place_;
  std::set<std::string> asked_;
};

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file) {}

  ImageNetworkFile read() {
    std::ifstream stream(file_);
    const Json json = Json::parse(stream, nullptr, false);
    if (json.is_discarded()) throw ImageNetworkError(file_.string() + ": expected JSON of a network on images");
    Section root(json, file_.string());
    answer_.network.name = root.text("name");
    const std::filesystem::path tensors = file_.parent_path() / root.text("weights");
    weights_ = std::make_shared<TensorWeights>(TensorFile(tensors));
    Section input(root.need("input", "the shape of an image"), file_.string() + ": input");
    read_input(input);
    const Json& layers = root.need("layers", "a list of layers");
    if (!layers.is_array() || layers.empty()) root.fail("layers: expected a list of layers");
    for (std::size_t i = 0; i < layers.size(); ++i) read_layer(layers[i], i);
    answer_.weights = weights_;
    if (root.has("parameters")) check(root, "parameters", parameters_);
    if (root.has("macs_per_image")) check(root, "macs_per_image", network::macs_per_image(answer_.network));
    root.finish();
    return std::move(answer_);
  }

 private:
  void read_input(Section& input) {
    answer_.network.input = {network::ValueShape::Kind::kImage, input.integer("height", 1, kPlaneMax),
                             input.integer("width", 1, kPlaneMax), input.integer("channels", 1, kPlaneMax)};
    answer_.network.mean = static_cast<float>(input.number("mean", false));
    answer_.network.deviation = static_cast<float>(input.number("std", true));
    input.finish();
    values_["input"] = 0;
    shapes_ = {answer_.network.input};
  }

  void read_layer(const Json& json, std::size_t index) {
    std::string place = file_.string() + ": layers[" + std::to_string(index) + "]";
    if (json.is_object() && json.contains("name") && json["name"].is_string()) {
      place += " '" + json["name"].get<std::string>() + "'";
    }
    Section section(json, place);
    ImageLayer layer;
    layer.name = section.text("name");
    const std::string op = section.text("op");
    const auto rule = rules().find(op);
    if (rule == rules().end()) {
      std::string known;
      for (const auto& [name, some] : rules()) known += (known.empty() ? "" : ", ") + name;
      section.fail("op: '" + op + "' is not known; expected one of " + known);
    }
    layer.operation = rule->second.operation;
    for (const Key& key : rule->second.keys) layer.*key.member = section.integer(key.name, key.least, kPlaneMax);
    if (layer.operation == ImageOperation::kPatchEmbedding) layer.stride = layer.kernel;
    if (rule->second.needs_epsilon) layer.epsilon = section.number("eps", true);
    read_inputs(section, layer);
    add_shape(section, layer);
    add_tensors(section, layer);
    section.finish();
    if (!values_.emplace(layer.name, index + 1).second) section.fail("name: is that of another layer too");
    answer_.network.layers.push_back(std::move(layer));
  }

  std::size_t value_of(const Section& section, const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) section.fail("input: '" + name + "' is neither a layer before this one nor input");
    return found->second;
  }

  void read_inputs(Section& section, ImageLayer& layer) const {
    if (section.has("inputs")) {
      const Json& names = section.need("inputs", "names of layers");
      if (!names.is_array()) section.fail("inputs: expected a list of names, found " + names.dump());
      for (const Json& name : names) {
        if (!name.is_string()) section.fail("inputs: expected names of layers, found " + name.dump());
        layer.inputs.push_back(value_of(section, name.get<std::string>()));
      }
    } else {
      layer.inputs = {section.has("input") ? value_of(section, section.text("input")) : shapes_.size() - 1};
    }
  }

  void add_shape(const Section& section, const ImageLayer& layer) {
    std::vector<network::ValueShape> inputs;
    for (const std::size_t input : layer.inputs) inputs.push_back(shapes_[input]);
    try {
      shapes_.push_back(network::output_shape(layer, inputs));
    } catch (const network::ImageShapeError& error) {
      section.fail(error.what());
    }
    const network::ValueShape& out = shapes_.back();
    const std::uint64_t inputs_of_output = network::is_convolution(layer) ? network::product_inputs(layer) : 1;
    if (out.rows() * inputs_of_output > kMostElements || out.elements() > kMostElements) {
      section.fail("makes " + out.text() + " of an image; expected at most 2^28 elements, windows included");
    }
  }

  void add_tensors(Section& section, const ImageLayer& layer) {
    const network::LayerTensors tensors = network::tensors_of(layer);
    const auto add = [&](const std::string& key, const std::vector<std::uint64_t>& shape) {
      const std::string tensor = section.text(key);
      if (!weights_->file().has(tensor)) {
        section.fail(key + ": no tensor '" + tensor + "' in " + weights_->file().path().string());
      }
      try {
        weights_->add(layer.name + "." + key, tensor, shape);
      } catch (const TensorFileError& error) {
        section.fail(key + ": " + error.what());
      }
      std::uint64_t elements = 1;
      for (const std::uint64_t extent : shape) elements *= extent;
      parameters_ += elements;
    };
    if (!tensors.weight.empty()) add("weight", tensors.weight);
    const bool may_lack_bias = network::has_product(layer);
    if (!tensors.bias.empty() && (section.has("bias") || !may_lack_bias)) add("bias", tensors.bias);
  }

  static void check(Section& root, const char* key, std::uint64_t computed) {
    const Json& stated = root.need(key, "an integer");
    if (stated != computed) {
      root.fail(std::string(key) + ": is " + stated.dump() + "; the layers have " + std::to_string(computed));
    }
  }

  static constexpr std::uint64_t kMostElements = std::uint64_t{1} << 28;

  std::filesystem::path file_;
  ImageNetworkFile answer_;
  std::shared_ptr<TensorWeights> weights_;
  std::map<std::string, std::size_t> values_;  // by name, numbers as ImageLayer::inputs has them
  std::vector<network::ValueShape> shapes_;
  std::uint64_t parameters_ = 0;
};

}  // namespace

ImageNetworkFile read_image_network(const std::filesystem::path& file) { return Reader(file).read(); }

}  // namespace lop::workloads
