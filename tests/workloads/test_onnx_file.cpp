// ONNX files: what is read of them, and that damaged and unsupported ones are refused with their place.
#include "workloads/onnx_file.hpp"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "models/network/graph/graph_network.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workloads/data_file.hpp"

namespace lop::workloads {
namespace {

using lop::test::TemporaryFolder;
using network::graph::Extents;

const std::string kFashion = LOP_SOURCE_DIR "/workloads/fashion_mnist/";

onnx::NodeProto* add_node(onnx::ModelProto& model, const std::string& op, const std::vector<std::string>& inputs,
                          const std::string& output) {
  onnx::NodeProto* node = model.mutable_graph()->add_node();
  node->set_op_type(op);
  node->set_name("n" + std::to_string(model.graph().node_size()));
  for (const std::string& input : inputs) node->add_input(input);
  node->add_output(output);
  return node;
}

onnx::TensorProto* add_tensor(onnx::ModelProto& model, const std::string& name,
                              const std::vector<std::int64_t>& extents,
                              onnx::TensorProto::DataType type = onnx::TensorProto::FLOAT) {
  onnx::TensorProto* tensor = model.mutable_graph()->add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(type);
  for (const std::int64_t extent : extents) tensor->add_dims(extent);
  return tensor;
}

void add_value(onnx::ValueInfoProto& value, const std::string& name, const std::vector<std::int64_t>& extents) {
  value.set_name(name);
  auto* type = value.mutable_type()->mutable_tensor_type();
  type->set_elem_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t extent : extents) type->mutable_shape()->add_dim()->set_dim_value(extent);
}

/// Flatten, a Gemm of 6 inputs and 2 outputs, an addition.
onnx::ModelProto small() {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  add_value(*model.mutable_graph()->add_input(), "image", {1, 1, 2, 3});
  add_value(*model.mutable_graph()->add_output(), "logits", {1, 2});
  add_node(model, "Flatten", {"image"}, "x");
  add_node(model, "Gemm", {"x", "w"}, "y");
  add_node(model, "Add", {"y", "b"}, "logits");
  auto* weights = add_tensor(model, "w", {6, 2});
  for (int i = 0; i < 12; ++i) weights->add_float_data(static_cast<float>(i));
  const float bias[] = {0.5f, -1};
  add_tensor(model, "b", {2})->set_raw_data(bias, sizeof bias);
  return model;
}

class OnnxFiles : public testing::Test {
 protected:
  std::filesystem::path write(const onnx::ModelProto& model) {
    return folder.write("n.onnx", model.SerializeAsString());
  }

  std::string refusal(const std::string& bytes) {
    try {
      const OnnxFile file = read_onnx(folder.write("n.onnx", bytes));
      network::graph::make_program(file.graph);
    } catch (const OnnxError& error) {
      EXPECT_NE(std::string(error.what()).find("n.onnx: "), std::string::npos) << error.what();
      return error.what();
    } catch (const network::graph::GraphError& error) {
      return error.what();
    }
    return "no error";
  }

  template <typename Change>
  void expect(Change change, const std::string& part) {
    onnx::ModelProto model = small();
    change(model);
    const std::string message = refusal(model.SerializeAsString());
    EXPECT_NE(message.find(part), std::string::npos) << message;
  }

  TemporaryFolder folder;
};

TEST_F(OnnxFiles, GraphTensorsAndMetadataAreRead) {
  onnx::ModelProto model = small();
  auto* metadata = model.add_metadata_props();
  metadata->set_key("mean");
  metadata->set_value("0.25,0.5");
  add_tensor(model, "i", {2}, onnx::TensorProto::INT64)->add_int64_data(-3);
  model.mutable_graph()->mutable_initializer(2)->add_int64_data(std::int64_t{1} << 40);
  add_tensor(model, "j", {1}, onnx::TensorProto::INT32)->add_int32_data(7);
  add_tensor(model, "k", {1}, onnx::TensorProto::BOOL)->add_int32_data(1);
  const OnnxFile file = read_onnx(write(model));
  EXPECT_EQ(file.graph.opset, 13);
  EXPECT_EQ(file.graph.input, "image");
  EXPECT_EQ(file.graph.input_extents, (Extents{1, 1, 2, 3}));
  EXPECT_EQ(file.graph.output, "logits");
  EXPECT_EQ(file.graph.nodes[1].op, "Gemm");
  EXPECT_EQ(file.graph.constants.at("w").floats[11], 11);
  EXPECT_EQ(file.graph.constants.at("b").floats, (std::vector<float>{0.5f, -1}));
  EXPECT_EQ(file.graph.constants.at("i").integers, (std::vector<std::int64_t>{-3, std::int64_t{1} << 40}));
  EXPECT_EQ(file.graph.constants.at("j").integers[0], 7);
  EXPECT_EQ(file.graph.constants.at("k").type.element, network::graph::ElementType::kBoolean);
  EXPECT_EQ(file.mean, (std::vector<float>{0.25f, 0.5f}));
  EXPECT_TRUE(file.deviation.empty());
}

TEST_F(OnnxFiles, ABatchMayBeASymbolAndInitializersMayBeInputsToo) {
  onnx::ModelProto model = small();
  auto* batch = model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
  batch->mutable_dim(0)->set_dim_param("N");
  add_value(*model.mutable_graph()->add_input(), "w", {6, 2});
  EXPECT_EQ(read_onnx(write(model)).graph.input_extents, (Extents{1, 1, 2, 3}));
}

TEST_F(OnnxFiles, ExternalDataAreReadFromBesideTheFile) {
  onnx::ModelProto model = small();
  auto* weights = model.mutable_graph()->mutable_initializer(0);
  weights->clear_float_data();
  weights->set_data_location(onnx::TensorProto::EXTERNAL);
  const auto set = [&](const std::string& key, const std::string& value) {
    auto* entry = weights->add_external_data();
    entry->set_key(key);
    entry->set_value(value);
  };
  set("location", "w.bin");
  EXPECT_NE(refusal(model.SerializeAsString()).find("tensor 'w': its external data: "), std::string::npos);
  std::vector<float> values(13);
  for (std::size_t i = 0; i < 13; ++i) values[i] = static_cast<float>(i) + 0.5f;
  const auto* bytes = reinterpret_cast<const char*>(values.data());
  folder.write("w.bin", std::string(bytes, bytes + 52));
  set("offset", "4");
  set("length", "48");
  const OnnxFile file = read_onnx(write(model));
  EXPECT_EQ(file.graph.constants.at("w").floats[0], 1.5f);
  EXPECT_EQ(file.graph.constants.at("w").floats[11], 12.5f);
  ASSERT_EQ(file.tensor_files.size(), 1u);
  EXPECT_EQ(file.tensor_files[0].filename(), "w.bin");
  weights->mutable_external_data(1)->set_value("8");
  EXPECT_NE(refusal(model.SerializeAsString()).find("are 48 bytes from 8 on; "), std::string::npos);
  weights->mutable_external_data(1)->set_value("-8");
  EXPECT_NE(refusal(model.SerializeAsString()).find("expected a number, found '-8'"), std::string::npos);
  weights->mutable_external_data(1)->set_value("4");
  for (const char* outside : {"../w.bin", "/etc/passwd", "", "a/../../w.bin"}) {
    weights->mutable_external_data(0)->set_value(outside);
    EXPECT_NE(refusal(model.SerializeAsString()).find("expected a file beside the ONNX file"), std::string::npos);
  }
}

TEST_F(OnnxFiles, WhatIsNotSupportedIsNamed) {
  const auto graph = [](onnx::ModelProto& model) { return model.mutable_graph(); };
  expect([](auto& m) { m.clear_graph(); }, "has no graph");
  expect([](auto& m) { m.clear_opset_import(); }, "names no opset of ai.onnx");
  expect([](auto& m) { m.mutable_opset_import(0)->set_version(99); }, "is of opset 99; supported are 7 to 20");
  expect([](auto& m) { m.mutable_opset_import(0)->set_domain("other"); }, "names no opset of ai.onnx");
  expect([&](auto& m) { graph(m)->mutable_node(1)->set_domain("com.microsoft"); },
         "node 'n2' (Gemm): is of domain 'com.microsoft'; supported is ai.onnx");
  expect([&](auto& m) { graph(m)->mutable_node(0)->set_op_type("NonZero"); },
         "node 'n1' (NonZero): this operator is not supported; supported are Abs");
  expect(
      [&](auto& m) {
        auto* attribute = graph(m)->mutable_node(0)->add_attribute();
        attribute->set_name("then_branch");
        attribute->set_type(onnx::AttributeProto::GRAPH);
        graph(m)->mutable_node(0)->set_op_type("If");
      },
      "node 'n1' (If): attribute then_branch is a graph; operators that choose or repeat graphs are not supported");
  expect([&](auto& m) { graph(m)->mutable_node(0)->add_attribute()->set_name("axis"); },
         "node 'n1' (Flatten): attribute axis: expected FLOAT, INT");
  expect([&](auto& m) { add_value(*graph(m)->add_input(), "mask", {1}); }, "has inputs 'image', 'mask'; expected one");
  expect([&](auto& m) { graph(m)->clear_input(); }, "expected one, the image");
  expect([&](auto& m) { graph(m)->clear_output(); }, "has 0 outputs; expected one, the logits");
  expect([&](auto& m) { add_value(*graph(m)->mutable_input(0), "image", {1}); }, "input 'image' is [1, 1, 2, 3, 1]");
  const auto shape = [&](auto& m) {
    return graph(m)->mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
  };
  expect(
      [&](auto& m) { shape(m)->mutable_dim(0)->set_dim_value(2); },
      "input 'image' is [2, 1, 2, 3]; expected FLOAT [batch, channels, height, width] with a batch of 1 or a symbol");
  expect([&](auto& m) { shape(m)->mutable_dim(2)->set_dim_param("H"); }, "input 'image' is [1, 1, -1, 3]; expected");
  expect([&](auto& m) { shape(m)->mutable_dim(2)->set_dim_value(std::int64_t{1} << 62); }, "at most 2^28 elements");
  expect([&](auto& m) { graph(m)->mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(2); },
         "input 'image' has elements of data type 2; expected FLOAT");
  expect([&](auto& m) { *graph(m)->add_initializer() = graph(m)->initializer(0); }, "tensor 'w' is there twice");
  expect([&](auto& m) { graph(m)->add_sparse_initializer(); }, "sparse initializers");
  expect(
      [](auto& m) {
        auto* entry = m.add_metadata_props();
        entry->set_key("std");
        entry->set_value("0.5,");
      },
      "metadata 'std' is '0.5,'; expected numbers with commas between");
}

TEST_F(OnnxFiles, TensorsThatDoNotFitAreNamed) {
  const auto tensor = [](onnx::ModelProto& model, int i) { return model.mutable_graph()->mutable_initializer(i); };
  expect([&](auto& m) { tensor(m, 0)->add_float_data(1); }, "tensor 'w': has 13 of 12 elements");
  expect([&](auto& m) { tensor(m, 0)->add_dims(1000000); }, "tensor 'w': has 12 of 12000000 elements");
  expect([&](auto& m) { tensor(m, 0)->add_dims(-1); }, "tensor 'w': a tensor of [6, 2, -1]");
  expect([&](auto& m) { tensor(m, 0)->add_dims(std::int64_t{1} << 62); }, "at most 2^28 elements");
  expect([&](auto& m) { tensor(m, 1)->set_raw_data("1234567"); }, "tensor 'b': has 7 bytes for 2 elements of 4");
  expect([&](auto& m) { tensor(m, 1)->set_data_type(onnx::TensorProto::FLOAT16); },
         "tensor 'b': has elements of data type 10; supported are FLOAT, INT32, INT64 or BOOL");
  expect([&](auto& m) { tensor(m, 1)->mutable_segment(); }, "lies in segments");
  expect([&](auto& m) { m.mutable_graph()->mutable_initializer()->DeleteSubrange(1, 1); },
         "node 'n3' (Add): takes 'b', which is neither an initializer nor made by a node");
  expect([&](auto& m) { *tensor(m, 0)->mutable_dims() = google::protobuf::RepeatedField<google::protobuf::int64>(); },
         "tensor 'w': has 12 of 1 elements");
  expect([&](auto& m) { tensor(m, 0)->set_dims(0, 4), tensor(m, 0)->set_dims(1, 3); },
         "node 'n2' (Gemm): multiplies [1, 6] and [4, 3]");
}

// Each of them ends in an error or in a program: none crashes.
TEST_F(OnnxFiles, TruncatedAndDamagedFilesAreRefusedOrRead) {
  const std::string whole = small().SerializeAsString();
  ASSERT_EQ(refusal(whole), "no error");
  std::size_t refused = 0;
  for (std::size_t size = 0; size < whole.size(); ++size)
    refused += refusal(whole.substr(0, size)) == "no error" ? 0 : 1;
  EXPECT_EQ(refused, whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int bit : {0, 2, 5, 7}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      refusal(damaged);
    }
  }
  for (const char* text : {"", "no protobuf", "{\"name\": 1}", "\xff\xff\xff\xff"}) {
    EXPECT_NE(refusal(text), "no error") << text;
  }
  EXPECT_THROW(read_onnx(folder / "nowhere.onnx"), DataFileError);
}

TEST_F(OnnxFiles, TheShippedOnesAreReadWithTheirScale) {
  for (const char* name : {"cnn.onnx", "vit.onnx"}) {
    const OnnxFile file = read_onnx(kFashion + name);
    EXPECT_EQ(file.mean, std::vector<float>{0.2861f});
    EXPECT_EQ(file.deviation, std::vector<float>{0.3529f});
  }
}

}  // namespace
}  // namespace lop::workloads
