// Field by field.
#include "sim/system/workload_jobs.hpp"

namespace lop::sim {
namespace {

std::optional<Packing> packing_of(const std::optional<workloads::StoredFormat>& format) {
  if (!format) return std::nullopt;
  return Packing{format->code_bits, format->group_size, format->group_bits};
}

}  // namespace

LayerJob job_of(const pe::Slice& slice, const workloads::Layer& layer) {
  LayerJob job;
  job.name = layer.name;
  job.m = layer.m;
  job.k = layer.k;
  job.n = layer.n;
  job.count = layer.count;
  job.mode = slice.default_mode();
  job.convolution = layer.convolution;
  job.stored = packing_of(layer.stored);
  return job;
}

VectorShape vector_shape(const workloads::Layer& layer) {
  return {layer.operation, layer.m, layer.k, layer.second_columns, packing_of(layer.stored)};
}

}  // namespace lop::sim
