// Reading and checking workload descriptions.
#include "workloads/loader.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "configs/reader/document.hpp"
#include "workloads/channel_groups.hpp"
#include "workloads/convolution_layer.hpp"
#include "workloads/hugging_face.hpp"
#include "workloads/limits.hpp"
#include "workloads/safetensors.hpp"
#include "workloads/scale_sim.hpp"
#include "workloads/transformer_reader.hpp"

namespace lop::workloads {
namespace {

void load_network(const config::Map& section, const Transformer& network, Workload& workload) {
  const Scenario scenario = read_scenario(section, network);
  double most = static_cast<double>(network.layers * network.kv_heads) * static_cast<double>(scenario.batch);
  for (const std::int64_t factor : {scenario.tokens, scenario.steps, std::max(network.experts, std::int64_t{1})}) {
    most *= static_cast<double>(factor);
  }
  if (most > static_cast<double>(kMacsMax)) {
    section.fail("batch", "the workload has more than 2^60 multiply-accumulates");
  }
  workload.layers = network_layers(network, scenario);
  for (const Layer& layer : workload.layers) {
    if (std::max({layer.m, layer.k, layer.n}) > kExtentMax) {
      section.fail("tokens", "layer '" + layer.name + "' has a side of more than 2^24");
    }
  }
  if (scenario.phase == Phase::kGenerate) {
    workload.generation = Generation{scenario.batch, scenario.tokens, scenario.steps};
  }
}

/// Those whose results an array reads or adds to; the format of a cache belongs to a network.
std::vector<std::string> listed_operation_names() {
  std::vector<std::string> names;
  for (const std::string& name : vector_operation_names()) {
    if (find_vector_operation(name)->result != VectorResult::kStored) names.push_back(name);
  }
  return names;
}

void check_shape(const config::Map& layer, const std::string& key, const TensorFile& file, const std::string& letters,
                 std::int64_t rows, std::int64_t columns) {
  const std::string name = layer.text(key);
  if (!file.has(name)) layer.fail(key, "tensor '" + name + "' is not in " + file.path().string());
  const std::vector<std::uint64_t>& shape = file.tensor(name).shape;
  if (shape == std::vector<std::uint64_t>{static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(columns)}) {
    return;
  }
  std::string found;
  for (const std::uint64_t extent : shape) found += (found.empty() ? "" : ", ") + std::to_string(extent);
  layer.fail(key, "tensor '" + name + "' has shape [" + found + "]; expected " + letters + " = [" +
                      std::to_string(rows) + ", " + std::to_string(columns) + "]");
}

Layer vector_layer(const config::Map& map, const std::string& name, std::int64_t count) {
  Layer layer;
  layer.name = name;
  layer.count = count;
  layer.operation = map.one_of("operation", listed_operation_names());
  layer.m = map.integer("rows", 1, kExtentMax);
  layer.k = map.integer("columns", 1, kExtentMax);
  const VectorOperation& operation = *find_vector_operation(layer.operation);
  if (operation.second == SecondOperand::kTable) layer.second_columns = map.integer("table_columns", 1, layer.k);
  if (operation.second == SecondOperand::kMatrix) layer.second_columns = layer.k;
  return layer;
}

Layer load_shape(const config::Map& map) {
  const std::string name = map.text("name");
  const std::int64_t count = map.has("count") ? map.integer("count", 1, kCountMax) : 1;
  const std::string kind = map.has("kind") ? map.one_of("kind", {"gemm", "convolution", "vector"}) : "gemm";
  if (kind == "convolution") return convolution_layer(name, read_convolution(map), count);
  if (kind == "vector") return vector_layer(map, name, count);
  Layer layer;
  layer.name = name;
  layer.m = map.integer("m", 1, kExtentMax);
  layer.k = map.integer("k", 1, kExtentMax);
  layer.n = map.integer("n", 1, kExtentMax);
  layer.count = count;
  return layer;
}

Layer load_layer(const config::Map& map, const TensorFile* tensors) {
  Layer layer = load_shape(map);
  if (map.has("parameters")) layer.parameters = map.scalars("parameters");
  for (const char* key : {"activation", "weight"}) {
    if (!tensors && map.has(key)) map.fail(key, "names a tensor, but the workload has no `tensors` file");
  }
  if (tensors && !layer.operation.empty()) {
    map.fail("kind", "a workload with tensors computes GEMMs alone; expected gemm or convolution");
  }
  if (tensors) {
    check_shape(map, "activation", *tensors, "[m, k]", layer.m, layer.k);
    check_shape(map, "weight", *tensors, "[n, k]", layer.n, layer.k);
    layer.activation_tensor = map.text("activation");
    layer.weight_tensor = map.text("weight");
  }
  return layer;
}

TensorFile open_tensors(const config::Map& root, const std::filesystem::path& path) {
  try {
    return TensorFile(path);
  } catch (const TensorFileError& error) {
    root.fail("tensors", error.what());
  }
}

void refuse_scenario(const config::Map& section) {
  for (const char* key : {"phase", "tokens", "batch", "steps", "attention", "causal_skip", "kv_cache"}) {
    if (section.has(key)) section.fail(key, "belongs to workloads of kind transformer; this one is of kind layers");
  }
}

std::vector<Layer> load_layers(const config::Map& section, const config::Map& root, std::filesystem::path& tensors) {
  refuse_scenario(section);
  std::unique_ptr<TensorFile> file;
  if (root.has("tensors")) {
    tensors = root.file("tensors");
    file = std::make_unique<TensorFile>(open_tensors(root, tensors));
  }
  std::vector<Layer> layers;
  std::set<std::string> names;
  for (const config::Map& map : root.maps("layers")) {
    layers.push_back(load_layer(map, file.get()));
    layers.back().role = layers.back().name;
    layers.back().matrices = layers.back().operation.empty() ? layers.back().count : 0;
    if (!names.insert(layers.back().name).second) {
      map.fail("name", "another layer is called '" + layers.back().name + "' as well");
    }
  }
  // As in networks, what is not a GEMM counts where it is asked for.
  if (!section.has("vector") || !section.boolean("vector")) {
    layers.erase(std::remove_if(layers.begin(), layers.end(), [](const Layer& l) { return !l.operation.empty(); }),
                 layers.end());
  }
  if (layers.empty()) root.fail("layers", "expected at least one layer");
  return layers;
}

void check_size(const config::Map& map, const char* key, const std::vector<Layer>& layers) {
  std::uint64_t total = 0;
  for (const Layer& layer : layers) {
    std::uint64_t macs = static_cast<std::uint64_t>(layer.m);
    bool overflow = __builtin_mul_overflow(macs, static_cast<std::uint64_t>(layer.k), &macs);
    overflow |= __builtin_mul_overflow(macs, static_cast<std::uint64_t>(layer.n), &macs);
    overflow |= __builtin_mul_overflow(macs, static_cast<std::uint64_t>(layer.count), &macs);
    overflow |= __builtin_add_overflow(total, macs, &total);
    if (overflow || total > kMacsMax) map.fail(key, "the workload has more than 2^60 multiply-accumulates");
  }
}

Workload load_hugging_face(const config::Map& section) {
  try {
    const HuggingFaceNetwork network = read_hugging_face(section.file("file"));
    Workload workload;
    workload.name = network.name;
    workload.source = "config.json of the model";
    load_network(section, network.transformer, workload);
    check_size(section, "file", workload.layers);
    split_channels(section, workload.layers);
    return workload;
  } catch (const HuggingFaceError& error) {
    section.fail("file", error.what());
  }
}

Workload load_scale_sim(const config::Map& section) {
  refuse_scenario(section);
  const std::filesystem::path file = section.file("file");
  Workload workload{file.stem().string(), "topology file of SCALE-Sim", {}, read_scale_sim(file), {}};
  check_size(section, "file", workload.layers);
  split_channels(section, workload.layers);
  return workload;
}

/// A description of ours is YAML, of which JSON is a part: written by a tracer, it has a `kind`.
bool is_own_description(const std::filesystem::path& file) {
  std::ifstream stream(file);
  const nlohmann::json json = nlohmann::json::parse(stream, nullptr, false);
  return json.is_object() && json.contains("kind");
}

}  // namespace

bool is_hugging_face(const std::filesystem::path& file) {
  return file.extension() == ".json" && !is_own_description(file);
}
bool is_scale_sim(const std::filesystem::path& file) { return file.extension() == ".csv"; }

Workload load_workload(const config::Map& workload_section) {
  if (is_hugging_face(workload_section.file("file"))) return load_hugging_face(workload_section);
  if (is_scale_sim(workload_section.file("file"))) return load_scale_sim(workload_section);
  const config::Document document = config::Document::load(workload_section.file("file"));
  const config::Map root = document.root();
  Workload workload;
  const bool transformer = root.one_of("kind", {"transformer", "layers"}) == "transformer";
  workload.name = root.text("name");
  workload.source = root.text("source");
  if (transformer) {
    load_network(workload_section, read_transformer(root), workload);
  } else {
    workload.layers = load_layers(workload_section, root, workload.tensors);
  }
  check_size(root, "layers", workload.layers);
  root.finish();
  split_channels(workload_section, workload.layers);
  return workload;
}

Transformer load_transformer(const std::filesystem::path& file) {
  const config::Document document = config::Document::load(file);
  const config::Map root = document.root();
  root.one_of("kind", {"transformer"});
  root.text("name");
  root.text("source");
  const Transformer network = read_transformer(root);
  root.finish();
  return network;
}

}  // namespace lop::workloads
