// Graphs as a whole: order, folding, names of layers, attention, and images that do not depend on each other.
#include "models/network/graph/graph_network.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <mutex>

#include "models/network/measured_products.hpp"

namespace lop::network::graph {
namespace {

Tensor floats(const Extents& extents, std::vector<float> values = {}) {
  Tensor tensor(TensorType{ElementType::kFloat, extents});
  for (std::size_t i = 0; i < tensor.floats.size(); ++i) {
    tensor.floats[i] = values.empty() ? static_cast<float>(i * 7 % 11) - 5 : values[i];
  }
  return tensor;
}

Tensor integers(std::vector<std::int64_t> values) {
  Tensor tensor(TensorType{ElementType::kInteger, {static_cast<std::int64_t>(values.size())}});
  tensor.integers = std::move(values);
  return tensor;
}

Node node(const std::string& op, const std::vector<std::string>& inputs, const std::string& output,
          std::map<std::string, Attribute> attributes = {}) {
  return {"/" + output, op, inputs, {output}, std::move(attributes)};
}

Graph graph(std::vector<Node> nodes, std::map<std::string, Tensor> constants = {}) {
  return {"small", 17, "image", {1, 1, 4, 6}, std::move(constants), std::move(nodes), "out"};
}

/// Two heads of width 3 over 4 tokens; scores are scaled and masked, a Dropout stands behind the Softmax.
Graph attention() {
  return graph({node("Reshape", {"image", "tokens"}, "x"), node("MatMul", {"x", "q.weight"}, "q"),
                node("MatMul", {"x", "k.weight"}, "k"), node("MatMul", {"x", "v.weight"}, "v"),
                node("Reshape", {"q", "heads"}, "q1"), node("Reshape", {"k", "heads"}, "k1"),
                node("Reshape", {"v", "heads"}, "v1"),
                node("Transpose", {"q1"}, "q2", {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}}),
                node("Transpose", {"k1"}, "k2", {{"perm", std::vector<std::int64_t>{0, 2, 3, 1}}}),
                node("Transpose", {"v1"}, "v2", {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}}),
                node("MatMul", {"q2", "k2"}, "s"), node("Mul", {"s", "scale"}, "s1"), node("Add", {"mask", "s1"}, "s2"),
                node("Softmax", {"s2"}, "p"), node("Dropout", {"p"}, "p1"), node("MatMul", {"p1", "v2"}, "o"),
                node("Flatten", {"o"}, "out")},
               {{"tokens", integers({-1, 4, 6})},
                {"heads", integers({-1, 4, 2, 3})},
                {"scale", floats({}, {0.25f})},
                {"mask", floats({4, 4})},
                {"q.weight", floats({6, 6})},
                {"k.weight", floats({6, 6})},
                {"v.weight", floats({6, 6})}});
}

/// What is asked for, computed in FP32; keys and values come back from the cache doubled where `doubles` says so.
class Recorder : public Fp32Products {
 public:
  std::unique_ptr<Product> linear(const std::string& name, Matrix weights) override {
    names.push_back(name);
    shapes.push_back({weights.rows, weights.columns});
    return Fp32Products::linear(name, std::move(weights));
  }
  std::unique_ptr<Product> attention(AttentionProduct which, std::size_t layer, const Matrix& weights) const override {
    const std::lock_guard lock(mutex);
    const bool is_scores = which == AttentionProduct::kScores;
    ++(is_scores ? scores : values);
    EXPECT_EQ(layer, 0u);
    EXPECT_EQ(weights.rows, is_scores ? 4u : 3u);
    EXPECT_EQ(weights.columns, is_scores ? 3u : 4u);
    return fp32_product(weights);
  }
  void cache(std::size_t layer, Matrix& rows, std::size_t width) const override {
    EXPECT_EQ(layer, 0u);
    EXPECT_EQ(width, 3u);
    EXPECT_EQ(rows.columns, 3u);
    EXPECT_EQ(rows.rows, 4u);
    for (float& value : rows.values) value *= doubles ? 2 : 1;
  }

  std::vector<std::string> names;
  std::vector<std::pair<std::size_t, std::size_t>> shapes;
  bool doubles = false;
  mutable std::size_t scores = 0, values = 0;
  mutable std::mutex mutex;
};

const PixelScale kScale = {{0.5f}, {0.25f}};

Matrix logits(const Graph& some, Products& products, std::size_t images, std::uint8_t first = 0) {
  const GraphNetwork network(some, kScale);
  std::vector<std::uint8_t> pixels(24 * images);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>((i + first) * 37 + first);
  return network.runner(products)->logits(pixels.data(), images);
}

// It fails when the cache is left out.
TEST(GraphNetworks, ScoresAndValuesOfAttentionAreFoundAndGoThroughTheCache) {
  Recorder recorder, doubled;
  const Matrix once = logits(attention(), recorder, 2);
  EXPECT_EQ(recorder.names, (std::vector<std::string>{"q", "k", "v"}));
  EXPECT_EQ(recorder.scores, 4u);  // two heads of two images
  EXPECT_EQ(recorder.values, 4u);
  // Scores that are told from values: doubled values double the output, doubled keys as a doubled scale does.
  doubled.doubles = true;
  Graph twice = attention();
  twice.constants["scale"] = floats({}, {0.5f});
  Matrix expected = logits(twice, recorder, 2);
  for (float& value : expected.values) value *= 2;
  EXPECT_EQ(logits(attention(), doubled, 2).values, expected.values);
  EXPECT_NE(once.values, expected.values);
}

TEST(GraphNetworks, AProductThatFeedsNoSoftmaxOrWhoseSoftmaxFeedsNoneIsNoAttention) {
  Graph none = attention();
  none.nodes[13].op = "Relu";
  Graph scores_alone = attention();
  scores_alone.nodes[15] = node("Concat", {"p1", "v2"}, "o", {{"axis", std::int64_t{3}}});
  Graph of_columns = attention();
  of_columns.nodes[13].attributes["axis"] = std::int64_t{2};
  for (const Graph& some : {none, scores_alone, of_columns}) {
    Recorder recorder;
    logits(some, recorder, 1);
    EXPECT_EQ(recorder.scores + recorder.values, 0u);
  }
}

TEST(GraphNetworks, AnImageDependsOnNoOtherAndABatchOfOneInTheFileIsNoLimit) {
  // A Shape and an Expand that fix a batch of 1, as exporters write them.
  const Graph fixed = graph(
      {node("Shape", {"image"}, "shape"), node("Slice", {"shape", "zero", "one"}, "batch"),
       node("Concat", {"batch", "rest"}, "extents", {{"axis", std::int64_t{0}}}),
       node("Expand", {"token", "extents"}, "tokens"),
       node("Concat", {"image", "tokens"}, "x", {{"axis", std::int64_t{2}}}),
       node("Conv", {"x", "c.weight", "c.bias"}, "y", {{"group", std::int64_t{1}}}), node("Flatten", {"y"}, "out")},
      {{"zero", integers({0})},
       {"one", integers({1})},
       {"rest", integers({1, 1, 6})},
       {"token", floats({1, 1, 1, 1})},
       {"c.weight", floats({2, 1, 3, 3})},
       {"c.bias", floats({2})}});
  for (const Graph& some : {fixed, attention()}) {
    Fp32Products products;
    const Matrix three = logits(some, products, 3);
    EXPECT_EQ(three.rows, 3u);
    for (std::size_t i = 0; i < 3; ++i) {
      std::vector<std::uint8_t> pixels(72);
      for (std::size_t p = 0; p < 72; ++p) pixels[p] = static_cast<std::uint8_t>(p * 37);
      const Matrix one = GraphNetwork(some, kScale).runner(products)->logits(pixels.data() + 24 * i, 1);
      EXPECT_EQ(one.values, std::vector<float>(three.row(i), three.row(i) + three.columns));
    }
    EXPECT_NE(std::vector<float>(three.row(0), three.row(1)), std::vector<float>(three.row(1), three.row(2)));
  }
}

TEST(GraphNetworks, LayersAreNamedAfterTheirWeightOrElseTheirNode) {
  const std::map<std::string, Tensor> constants = {{"fc.weight", floats({24, 24})}, {"m", floats({24, 24})}};
  std::vector<Node> nodes = {node("Flatten", {"image"}, "x"), node("MatMul", {"x", "fc.weight"}, "a"),
                             node("Gemm", {"a", "fc.weight"}, "b"), node("MatMul", {"b", "m"}, "c"),
                             node("MatMul", {"c", "m"}, "out")};
  nodes[3].name = "";
  nodes[4].name = "scores";  // the name of another role
  Recorder recorder;
  logits(graph(nodes, constants), recorder, 1);
  EXPECT_EQ(recorder.names, (std::vector<std::string>{"fc", "/b", "c", "out"}));
}

/// A convolution in two groups, then a stack of two matrices.
Graph grouped() {
  return graph(
      {node("Reshape", {"image", "channels"}, "x"), node("Conv", {"x", "c.weight"}, "y", {{"group", std::int64_t{2}}}),
       node("Reshape", {"y", "stack"}, "z"), node("MatMul", {"z", "m"}, "w"), node("Flatten", {"w"}, "out")},
      {{"channels", integers({-1, 4, 2, 3})},
       {"stack", integers({-1, 2, 2, 2})},
       {"c.weight", floats({4, 2, 2, 2})},
       {"m", floats({2, 2, 5})}});
}

TEST(GraphNetworks, GroupsAndStacksOfWeightsAreProductsOfTheirOwnUnderOneName) {
  Recorder recorder;
  const GraphNetwork network(grouped(), kScale);
  const auto runner = network.runner(recorder);
  EXPECT_EQ(recorder.names, (std::vector<std::string>{"c", "c", "/w", "/w"}));
  EXPECT_EQ(recorder.shapes[1], (std::pair<std::size_t, std::size_t>{2, 8}));
  EXPECT_EQ(recorder.shapes[3], (std::pair<std::size_t, std::size_t>{5, 2}));
  const auto layers = network.layers();
  ASSERT_EQ(layers.size(), 2u);
  EXPECT_EQ(layers[0].name, "c");
  EXPECT_EQ(layers[0].n, 4u);
  EXPECT_EQ(layers[0].k, 8u);
  EXPECT_EQ(network.weights().matrix("c.weight", 4, 8).values, floats({4, 2, 2, 2}).floats);
}

/// FP32, but for the second group of the convolution, whose weights are doubled.
class SecondGroupDoubled : public Fp32Products {
 public:
  std::unique_ptr<Product> linear(const std::string& name, Matrix weights) override {
    if (name == "c" && ++groups_ == 2) {
      for (float& weight : weights.values) weight *= 2;
    }
    return Fp32Products::linear(name, std::move(weights));
  }

 private:
  int groups_ = 0;
};

TEST(GraphNetworks, AllGroupsOfALayerAreMeasured) {
  const GraphNetwork network(grouped(), kScale);
  std::vector<std::uint8_t> pixels(24);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 37);
  SecondGroupDoubled doubled;
  Fp32Products right;
  for (Products* products : {static_cast<Products*>(&right), static_cast<Products*>(&doubled)}) {
    MeasuredProducts measured(*products, network.weights());
    network.runner(measured)->logits(pixels.data(), 1);
    EXPECT_EQ(std::isinf(measured.errors().at("c").sqnr_db()), products == &right);
    EXPECT_TRUE(std::isinf(measured.errors().at("/w").sqnr_db()));
  }
}

TEST(GraphNetworks, NodesThatTheOutputDoesNotNeedAreLeftOut) {
  Recorder recorder;
  logits(graph({node("Flatten", {"image"}, "out"), node("MatMul", {"out", "w.weight"}, "unused")},
               {{"w.weight", floats({24, 3})}}),
         recorder, 1);
  EXPECT_TRUE(recorder.names.empty());
}

std::string refusal(const Graph& some) {
  try {
    GraphNetwork network(some, kScale);
  } catch (const GraphError& error) {
    return error.what();
  }
  return "no error";
}

TEST(GraphNetworks, GraphsThatCannotBeRunAreRefusedBeforeAnyImage) {
  const auto expect = [](const Graph& some, const std::string& part) {
    const std::string message = refusal(some);
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  const Node flat = node("Flatten", {"image"}, "out");
  expect(graph({node("Relu", {"b"}, "a"), node("Relu", {"a"}, "b"), flat}),
         "node '/a' (Relu): takes 'b' of node '/b' (Relu), which does not stand before it; expected nodes in order, "
         "without a cycle");
  expect(graph({node("Add", {"image", "w"}, "out")}),
         "node '/out' (Add): takes 'w', which is neither an initializer nor made by a node");
  expect(graph({node("Relu", {"image"}, "a")}), "no node makes its output 'out'");
  expect(graph({node("Flatten", {"image"}, "image")}), "makes 'image', which is there already");
  expect(graph({node("Relu", {"c"}, "out")}, {{"c", floats({1, 3})}}), "its output does not depend on the image");
  expect(graph({node("Relu", {"image"}, "out")}), "its output 'out' is [1, 1, 4, 6] of an image; expected logits");
  expect(graph({flat, node("MatMul", {"out", "w"}, "x")}, {{"w", floats({23, 2})}}),
         "node '/x' (MatMul): multiplies [1, 24] and [23, 2]");
  expect(graph({node("Cast", {"image"}, "s", {{"to", std::int64_t{7}}}), node("Reshape", {"image", "s"}, "out")}),
         "node '/out' (Reshape): its shape depends on the image; expected a constant");
  expect(graph({node("Conv", {"image", "image"}, "out")}), "node '/out' (Conv): its weight depends on the image");
  expect(graph({node("Add", {"image", ""}, "out")}), "node '/out' (Add): input 1 is missing");
  expect(graph({node("Div", {"i", "i"}, "a"), flat}, {{"i", integers({0})}}), "node '/a' (Div): an integer leaves its");
  Graph flat_input = graph({flat});
  flat_input.input_extents = {1, 24};
  expect(flat_input, "its input 'image' is [1, 24]; expected [1, channels, height, width]");
  Graph old = graph({flat});
  old.opset = 6;
  expect(old, "is of opset 6; supported are 7 to 20");
  old.opset = 21;
  expect(old, "is of opset 21; supported are 7 to 20");
}

}  // namespace
}  // namespace lop::network::graph
