// Layer by layer: read and quantise, simulate, compare, hash.
#include "sim/system/run_system.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "models/quantizers/group_quantizer.hpp"
#include "sim/report/pricing.hpp"
#include "sim/report/sha256.hpp"
#include "sim/system/mapper.hpp"
#include "sim/system/operands.hpp"
#include "sim/system/run.hpp"
#include "sim/system/workload_jobs.hpp"
#include "workloads/safetensors.hpp"

namespace lop::sim {
namespace {

/// Row-major, little-endian, each code in whole bytes.
void hash_codes(report::Sha256& hash, const tensor::Matrix<std::uint32_t>& out, int bits) {
  const auto bytes_per_code = static_cast<std::size_t>((bits + 7) / 8);
  std::vector<std::uint8_t> bytes;
  bytes.reserve(out.values.size() * bytes_per_code);
  for (const std::uint32_t code : out.values) {
    for (std::size_t byte = 0; byte < bytes_per_code; ++byte) {
      bytes.push_back(static_cast<std::uint8_t>(code >> (8 * byte)));
    }
  }
  hash.update(bytes.data(), bytes.size());
}

/// Rows [first, first + count) of a matrix.
tensor::Matrix<std::uint32_t> rows_of(tensor::Matrix<std::uint32_t> all, std::int64_t first, std::int64_t count) {
  if (static_cast<std::size_t>(count) == all.rows) return all;
  tensor::Matrix<std::uint32_t> part(static_cast<std::size_t>(count), all.columns);
  std::copy_n(all.row(static_cast<std::size_t>(first)), part.values.size(), part.values.begin());
  return part;
}

class LayerRunner {
 public:
  explicit LayerRunner(const RunConfig& run) : run_(run) {
    if (!run.workload.tensors.empty()) tensors_.emplace(run.workload.tensors);
  }

  void run(const workloads::Layer& layer, report::RunFacts& facts) {
    const pe::Slice& slice = run_.slice_of(layer);
    const int mode = slice.default_mode();
    if (!layer.operation.empty()) return run_operation(slice, mode, layer, facts);
    LayerJob job = job_of(slice, layer);
    map_layer(slice, job, facts);
    facts.layer_pes.push_back({slice.choices(), slice.lanes(mode), slice.steps_per_chunk(mode)});
    if (!tensors_) {
      facts.layers.push_back(simulate_once(slice, job));
      return;
    }
    const tensor::Matrix<std::uint32_t> activations = tensors_->read_fp16_codes(layer.activation_tensor);
    const tensor::Matrix<std::uint32_t> weights =
        rows_of(tensors_->read_fp16_codes(layer.weight_tensor), layer.first_channel, layer.n);
    job.operands = std::make_shared<const tensor::GemmOperands>(make_operands(slice, mode, activations, weights));
    LayerResult result = simulate(slice, job);
    hash_codes(hash_, *result.out, slice.out_bits());
    facts.accuracy.push_back(report::measure_accuracy(reference_outputs(activations, weights),
                                                      output_values(slice, *job.operands, *result.out)));
    result.out.reset();
    facts.layers.push_back(std::move(result));
  }

  void finish(report::RunFacts& facts) {
    if (tensors_) {
      facts.accuracy_reference = "unquantised FP16 tensors as stored, products summed in FP64";
      facts.output_sha256 = hash_.hex();
    } else {
      facts.notes.emplace_back("the workload has shapes only: cycles, energy and area, but no outputs and no errors");
    }
  }

 private:
  void run_operation(const pe::Slice& slice, int mode, const workloads::Layer& layer, report::RunFacts& facts) {
    const VectorJob job{layer.name, layer.count, mode, vector_shape(layer)};
    facts.mappings.emplace_back();
    facts.layer_pes.push_back({slice.choices(), slice.lanes(mode), slice.steps_per_chunk(mode)});
    const auto [kept, is_new] = operations_.try_emplace({job.shape, mode});
    if (is_new) {
      kept->second =
          (run_.fidelity == Fidelity::kFast ? run_operation_fast : run_operation_cycle)(slice, run_.machine, job);
    }
    LayerResult result = kept->second;
    result.name = job.name;
    result.count = job.count;
    facts.layers.push_back(std::move(result));
  }

  /// Gives the job its mapping, and notes it. Equal shapes in equal modes are mapped once.
  void map_layer(const pe::Slice& slice, LayerJob& job, report::RunFacts& facts) {
    const MappingConfig& config = run_.mapping;
    if (!config.of_layer.empty()) {
      const auto found = config.of_layer.find(job.name);
      if (found == config.of_layer.end()) throw MachineError("mapping.result", "it has no layer of that name");
      job.mapping = found->second;
    } else {
      const auto [kept, is_new] = mapped_.try_emplace({job.shape(), job.mode});
      if (is_new) kept->second = choose_mapping(slice, job);
      job.mapping = kept->second;
    }
    facts.mappings.emplace_back(shown(*job.mapping));
  }

  Mapping choose_mapping(const pe::Slice& slice, const LayerJob& job) const {
    const MappingObjective objective = run_.mapping.objective;
    if (objective == MappingObjective::kRule) return rule_mapping(slice, run_.machine, job);
    report::MachineFacts machine = machine_facts(run_);
    machine.choices = slice.choices();
    const report::Pricing pricing(machine, run_.prices, *run_.sram);
    return best_mapping(slice, run_.machine, job, [&](const LayerResult& layer) {
      const auto cycles = static_cast<double>(layer.cycles);
      if (objective == MappingObjective::kCycles) return cycles;
      double energy_pj = 0;
      for (const auto& [part, pj] : pricing.energy_pj(layer.counts, layer.cycles)) energy_pj += pj;
      return objective == MappingObjective::kEnergy ? energy_pj : energy_pj * cycles;
    });
  }

  LayerResult simulate(const pe::Slice& slice, const LayerJob& job) const {
    auto results = (run_.fidelity == Fidelity::kFast ? run_fast : run_cycle)(slice, run_.machine, {job});
    return std::move(results.front());
  }

  /// A layer's cycles depend on its shape, mode and mapping alone, because the machine drains at its end.
  LayerResult simulate_once(const pe::Slice& slice, const LayerJob& job) {
    const auto [kept, is_new] = simulated_.try_emplace({job.shape(), job.mode, *job.mapping});
    if (is_new) kept->second = simulate(slice, job);
    LayerResult result = kept->second;
    result.name = job.name;
    result.count = job.count;
    return result;
  }

  const RunConfig& run_;
  std::optional<workloads::TensorFile> tensors_;
  std::map<std::pair<GemmShape, int>, Mapping> mapped_;
  std::map<std::tuple<GemmShape, int, Mapping>, LayerResult> simulated_;
  std::map<std::pair<VectorShape, int>, LayerResult> operations_;
  report::Sha256 hash_;
};

}  // namespace

report::RunFacts run_system(const RunConfig& run, const OnLayer& on_layer) {
  report::RunFacts facts;
  facts.fidelity = fidelity_name(run.fidelity);
  facts.config = resolved_config(run);
  facts.workload_name = run.workload.name;
  facts.workload_source = run.workload.source;
  facts.machine = machine_facts(run);
  if (run.workload.generation) {
    facts.generation = report::GenerationFacts{run.workload.generation->batch, run.workload.generation->steps, {}};
    for (const workloads::Layer& layer : run.workload.layers) facts.generation->is_prefill.push_back(layer.is_prefill);
  }
  LayerRunner runner(run);
  for (std::size_t i = 0; i < run.workload.layers.size(); ++i) {
    if (on_layer) on_layer(i, run.workload.layers.size());
    const workloads::Layer& layer = run.workload.layers[i];
    const auto refuse_layer = [&](const std::exception& error) {
      refuse(run.document, "workload.file", "layer '" + layer.name + "': " + error.what());
    };
    try {
      runner.run(layer, facts);
    } catch (const MachineError& error) {
      refuse(run.document, error);
    } catch (const pe::OperandError& error) {
      refuse_layer(error);
    } catch (const quantizers::QuantizeError& error) {
      refuse_layer(error);
    } catch (const workloads::TensorFileError& error) {
      refuse_layer(error);
    }
  }
  runner.finish(facts);
  return facts;
}

}  // namespace lop::sim
