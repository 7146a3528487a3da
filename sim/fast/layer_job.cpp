// Checks a job against the slice that is to run it.
#include "sim/fast/layer_job.hpp"

#include <initializer_list>
#include <limits>
#include <utility>

namespace lop::sim {
namespace {

constexpr std::int64_t kLargestDimension = std::numeric_limits<std::int32_t>::max();

[[noreturn]] void refuse(const std::string& layer, const std::string& problem) {
  throw pe::OperandError("layer '" + layer + "': " + problem);
}

void check_sizes(const std::string& layer, std::initializer_list<std::pair<const char*, std::int64_t>> sizes) {
  for (const auto& [name, size] : sizes) {
    if (size >= 1 && size <= kLargestDimension) continue;
    refuse(layer, std::string(name) + " is " + std::to_string(size) + ", expected 1 to 2^31 - 1");
  }
}

}  // namespace

void check_job(const VectorJob& job) {
  check_sizes(job.name, {{"rows", job.shape.rows}, {"columns", job.shape.columns}, {"count", job.count}});
  if (job.shape.second_columns < 0 || job.shape.second_columns > kLargestDimension) {
    check_sizes(job.name, {{"second_columns", job.shape.second_columns}});
  }
}

void check_job(const pe::Slice& slice, const LayerJob& job) {
  const auto fail = [&](const std::string& problem) { refuse(job.name, problem); };
  check_sizes(job.name, {{"m", job.m}, {"k", job.k}, {"n", job.n}});
  if (const auto& c = job.convolution; c && (c->m() != job.m || c->k() != job.k || c->n() != job.n)) {
    fail("m, k and n are not those of its convolution");
  }
  if (job.count < 1) fail("count is " + std::to_string(job.count) + ", expected at least 1");
  if (job.mode < 0 || job.mode >= static_cast<int>(slice.modes().size())) {
    fail("mode " + std::to_string(job.mode) + " does not exist");
  }
  if (!job.operands) return;
  const tensor::GemmOperands& operands = *job.operands;
  const auto differs = [](std::size_t actual, std::int64_t expected) {
    return actual != static_cast<std::size_t>(expected);
  };
  if (differs(operands.activations.rows, job.m) || differs(operands.activations.columns, job.k)) {
    fail("activations are not {m, k}");
  }
  if (differs(operands.weights.rows, job.n) || differs(operands.weights.columns, job.k)) fail("weights are not {n, k}");
  try {
    tensor::check_operands(slice, job.mode, operands);
  } catch (const pe::OperandError& error) {
    fail(error.what());
  }
}

}  // namespace lop::sim
