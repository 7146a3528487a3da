// What a configuration of lopsim quantize asks for.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "configs/reader/document.hpp"
#include "models/quantizers/scheme.hpp"

namespace lop::cli {

/// statistics  weight -> tensor of {k} activation maxima (F32) or {m, k} activations; with the same one weights share
///             scales
struct Smoothing {
  int quarters = 2;                           // exponent of the activations
  std::optional<std::filesystem::path> file;  // of the statistics; the input file if absent
  std::map<std::string, std::string> statistics;
};

struct QuantizePlan {
  std::unique_ptr<quantizers::Scheme> scheme;
  std::optional<std::vector<std::string>> names;  // absent: all that can be quantised
  std::optional<Smoothing> smoothing;             // before the rotation
  std::optional<std::size_t> hadamard;            // block
  bool refuse_not_finite = true;
  std::string configuration;  // as one line of JSON
};

/// Keys, the default first:
///   weight_mode   required: a name of block_format(), or see GroupQuantizeOptions
///   not_finite    refuse | propagate
///   rounding      nearest_even | toward_zero | floor | nearest_away | stochastic
///   hadamard      block;  smoothing {exponent, statistics, file};  tensors: all
/// of block formats:
///   block_size    the format's;  overflow saturate | infinity;  scale_rounding floor | ceil | nearest | even | cover
///   zero_block    lowest | unit;  lost_block zero | smallest
/// of all others:
///   granularity   group | channel | token | tensor; group_size required for groups
///   second_level  none | int8; scale_bits 8
///   scale_method  absmax | least_mse; clip {from: 75, to: 100, step: 1}, per cent of the absmax scale
///   scale_precision fp32 | fp16 | e8m0;  arithmetic fp32 | fp16;  plain false;  peak;  candidates;  seed 0
/// errors  config::ConfigError
QuantizePlan read_quantize_plan(const config::Document& document);

}  // namespace lop::cli
