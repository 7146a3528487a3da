// Workloads from YAML: a transformer's shapes expanded for a phase, or a list of layers with or without tensors.
#pragma once

#include <filesystem>

#include "configs/reader/map.hpp"
#include "workloads/layer.hpp"
#include "workloads/transformer.hpp"

namespace lop::workloads {

/// Whether a workload file is a model's config.json rather than a file of ours.
bool is_hugging_face(const std::filesystem::path& file);

/// Whether it is a topology file of SCALE-Sim.
bool is_scale_sim(const std::filesystem::path& file);

/// Reads the `workload` section of a system: {file}, a file of ours, a model's config.json or a topology of SCALE-Sim,
/// and of transformers {phase: prefill|decode|generate, tokens, batch, steps, attention}; decode may leave tokens out
/// without attention: its linear layers see one token whatever the context. Tensor shapes are checked against the
/// layers. `parameters` is left to the caller.
/// errors  config::ConfigError, for a damaged tensor file too
Workload load_workload(const config::Map& workload_section);

/// The dimensions in a file of `kind: transformer`.
/// errors  config::ConfigError
Transformer load_transformer(const std::filesystem::path& file);

}  // namespace lop::workloads
