// Random legal machines: illegal draws are drawn again.
#include "tests/sim/system/random_machines.hpp"

#include <vector>

#include "sim/fast/vector_plan.hpp"

namespace lop::sim {
namespace {

class Draw {
 public:
  explicit Draw(std::uint32_t seed) : random_(seed) {}
  std::int64_t from(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }
  template <typename T>
  T one_of(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(from(0, static_cast<std::int64_t>(values.size()) - 1))];
  }
  std::uint32_t bits(int count) { return static_cast<std::uint32_t>(random_()) & ((1u << count) - 1u); }

 private:
  std::mt19937 random_;
};

BufferConfig random_buffer(Draw& draw) {
  BufferConfig buffer{draw.one_of<std::int64_t>({1, 1, 2, 3, 4, 8, 16, 64, 512}), draw.from(1, 8),
                      draw.one_of<std::int64_t>({8, 16, 24, 32, 64, 100, 128, 256})};
  if (buffer.banks % 2 == 0) buffer.ports = draw.from(1, 2);
  return buffer;
}

/// Small rows and frequent refreshes, so that short layers meet every rule.
DramConfig random_banks(Draw& draw, double latency_ns) {
  DramDevice device;
  device.name = "random";
  device.clock_mhz = draw.one_of<std::int64_t>({333, 800, 1600, 2133, 4000});
  device.bank_groups = draw.one_of<std::int64_t>({1, 2, 4});
  device.banks_per_group = draw.one_of<std::int64_t>({1, 2, 8});
  device.rows = 1 << 20;
  device.bursts_per_row = draw.one_of<std::int64_t>({1, 4, 32});
  device.burst_clocks = draw.from(1, 8);
  device.activate_clocks = draw.from(1, 4);
  device.precharge_clocks = draw.from(1, 2);
  device.column_clocks = draw.from(1, 4);
  device.separate_row_bus = draw.from(0, 1) == 1;
  for (std::int64_t DramRules::*rule :
       {&DramRules::cl, &DramRules::cwl, &DramRules::rcd, &DramRules::rp, &DramRules::rp_all, &DramRules::rrd_s,
        &DramRules::rrd_l, &DramRules::ccd_s, &DramRules::ccd_l, &DramRules::wtr_s, &DramRules::wtr_l, &DramRules::rtw,
        &DramRules::rtp, &DramRules::wr}) {
    device.rules.*rule = draw.from(1, 40);
  }
  device.rules.ras = draw.from(1, 90);
  device.rules.faw = draw.from(1, 90);
  device.rules.rfc = draw.from(1, 300);
  device.rules.refi = draw.from(1000, 4000);
  DramConfig dram;
  dram.latency_ns = latency_ns;
  dram.device = std::make_shared<DramDevice>(device);
  dram.channels = draw.one_of<std::int64_t>({1, 1, 2, 4});
  dram.queue_bursts = draw.one_of<std::int64_t>({1, 2, 7, 32});
  dram.address_mapping = draw.one_of<std::vector<std::string>>({AddressMap::default_fields(),
                                                                {"row", "bank", "bank_group", "column", "channel"},
                                                                {"channel", "row", "column", "bank", "bank_group"}});
  return dram;
}

MachineConfig random_machine(Draw& draw) {
  MachineConfig config;
  config.clock_ghz = draw.one_of<double>({1.0, 0.5, 0.8, 1.333, 2.0});
  config.array.tile_rows = static_cast<int>(draw.from(1, 3));
  config.array.tile_columns = static_cast<int>(draw.from(1, 3));
  config.array.rows = static_cast<int>(draw.from(1, 8));
  config.array.columns = static_cast<int>(draw.from(1, 8));
  config.weight_buffer = random_buffer(draw);
  config.activation_buffer = random_buffer(draw);
  config.output_buffer = random_buffer(draw);
  config.dram.bandwidth_gb_per_s = draw.one_of<double>({0.7, 3.2, 12.8, 19.2, 25.6, 32, 64, 100.1, 333.3, 1000});
  config.dram.latency_ns = draw.one_of<double>({0, 1, 7.5, 33.3, 100});
  if (draw.from(0, 1) == 1) config.dram = random_banks(draw, config.dram.latency_ns);
  return config;
}

std::unique_ptr<pe::Slice> random_slice(Draw& draw) {
  const auto one_of = [&](const std::vector<std::string>& values) { return draw.one_of(values); };
  switch (draw.from(0, 11)) {
    case 0:
    case 1: return pe::make_slice("fp16_mac", {{"accumulator", one_of({"fp32", "fp16"})}});
    case 2:
      return pe::make_slice("mixpe_w4a16", {{"accumulator", one_of({"block_aligned", "fp32"})},
                                            {"group_size", one_of({"1", "4", "16", "33", "128"})}});
    case 3: return pe::make_slice("mxfp_dot");
    case 4:
    case 5:
    case 6:
    case 7: return pe::make_slice(one_of(pe::stems()));
    default:
      return pe::make_slice("bitmod", {{"group_size", one_of({"4", "8", "12", "16", "32", "100", "128"})},
                                       {"alignment", one_of({"bsig_aware", "five_input", "post_shift"})},
                                       {"scale_bits", one_of({"4", "6", "8"})}});
  }
}

std::unique_ptr<pe::Slice> random_passing_slice(Draw& draw) {
  switch (draw.from(0, 8)) {
    case 0: return pe::make_slice("fp16_mac", {{"accumulator", draw.one_of<std::string>({"fp32", "fp16"})}});
    case 1: return pe::make_slice("int4_mac");
    case 2: return pe::make_slice("bitfusion");
    case 3: return pe::make_slice("fp16_int8_mac");
    case 4: return pe::make_slice("lmul");
    case 5: return pe::make_slice("ant");
    case 6: return pe::make_slice("olive");
    default: return pe::make_slice("int8_mac");
  }
}

/// Arrays of single PEs; the output SRAM takes a row of sums more often than not.
MachineConfig random_fold_machine(Draw& draw) {
  MachineConfig config = random_machine(draw);
  config.array.tile_rows = static_cast<int>(draw.from(1, 9));
  config.array.tile_columns = static_cast<int>(draw.from(1, 9));
  config.array.rows = config.array.columns = 1;
  config.array.dataflow = draw.one_of<Dataflow>({Dataflow::kWeightStationary, Dataflow::kInputStationary});
  config.output_buffer.banks = draw.from(1, 8);
  config.output_buffer.ports = 2;
  config.output_buffer.width_bits = draw.one_of<std::int64_t>({32, 64, 100, 128, 256});
  return config;
}

/// A finite FP16 number where the code has 16 bits, else any code.
std::uint32_t random_code(Draw& draw, int bits) {
  if (bits < 16) return draw.bits(bits);
  return (draw.bits(1) << 15) | (static_cast<std::uint32_t>(draw.from(0, 20)) << 10) | draw.bits(10);
}

/// Scales from one up.
std::shared_ptr<const tensor::GemmOperands> random_operands(Draw& draw, const pe::Slice& slice, const LayerJob& job) {
  auto operands = std::make_shared<tensor::GemmOperands>();
  const auto m = static_cast<std::size_t>(job.m), k = static_cast<std::size_t>(job.k),
             n = static_cast<std::size_t>(job.n);
  operands->activations = {m, k};
  operands->weights = {n, k};
  operands->metadata = {n, tensor::group_count(slice, k)};
  for (auto& code : operands->activations.values) code = random_code(draw, slice.activation_bits(job.mode));
  for (auto& code : operands->weights.values) code = random_code(draw, slice.weight_bits(job.mode));
  const std::uint32_t one = slice.metadata_use(job.mode).one;
  for (auto& metadata : operands->metadata.values) {
    metadata.scale = one + draw.bits(4);
    metadata.special = static_cast<std::uint8_t>(draw.bits(2));
    metadata.zero = static_cast<std::uint8_t>(draw.bits(4));
  }
  if (slice.row_metadata_bits(job.mode) > 0) {
    operands->row_metadata = {m, tensor::group_count(slice, k)};
    for (auto& scale : operands->row_metadata.values) scale = one + draw.bits(4);
    tensor::derive_row_metadata(slice, job.mode, *operands);
  }
  if (draw.from(0, 1) == 1) {
    for (std::size_t c = 0; c < n; ++c) {
      operands->channel_scale.push_back((0x70u << 23) + (draw.bits(4) << 23) + draw.bits(23));
    }
  }
  return operands;
}

bool is_legal(const RandomCase& c) {
  try {
    validate(c.config, *c.slice, c.job.mode);
    return true;
  } catch (const MachineError&) {
    return false;
  }
}

RandomCase random_legal_machine(Draw& draw, std::unique_ptr<pe::Slice> (*slice)(Draw&) = random_slice,
                                MachineConfig (*machine)(Draw&) = random_machine) {
  RandomCase c;
  do {
    c.slice = slice(draw);
    c.config = machine(draw);
    c.job.mode = static_cast<int>(draw.from(0, static_cast<std::int64_t>(c.slice->modes().size()) - 1));
  } while (!is_legal(c));
  c.job.name = "layer";
  return c;
}

RandomCase with_convolution(Draw& draw, RandomCase c, bool with_values) {
  tensor::Convolution shape;
  do {
    const auto plane = [&](std::int64_t least, std::int64_t most) {
      return tensor::Plane{draw.from(least, most), draw.from(least, most)};
    };
    shape.batch = draw.from(1, 3);
    shape.groups = draw.from(1, 3);
    shape.channels = shape.groups * draw.one_of<std::int64_t>({1, 3, draw.from(1, 40), 16, 32, 64});
    shape.output_channels = shape.groups * draw.from(1, 3 * c.config.array.total_columns());
    shape.input = plane(1, 14);
    shape.kernel = draw.from(0, 3) == 0 ? tensor::Plane{1, 1} : plane(1, 4);
    shape.stride = plane(1, 3);
    shape.dilation = draw.from(0, 2) == 0 ? plane(1, 3) : tensor::Plane{1, 1};
    shape.padding = plane(0, 2);
  } while (shape.out_height() == 0 || shape.out_width() == 0 || shape.m() * shape.k() * shape.n() > 1000000);
  c.job.m = shape.m();
  c.job.k = shape.k();
  c.job.n = shape.n();
  c.job.count = shape.groups;
  c.job.convolution = shape;
  if (with_values) c.job.operands = random_operands(draw, *c.slice, c.job);
  return c;
}

}  // namespace

RandomCase random_case(std::uint32_t seed, bool with_values) {
  Draw draw(seed);
  RandomCase c = random_legal_machine(draw);
  const std::int64_t rows = c.config.array.total_rows(), columns = c.config.array.total_columns();
  c.job.m = draw.from(0, 3) == 0 ? draw.from(1, rows) : draw.from(1, 4 * rows);
  c.job.n = draw.from(0, 3) == 0 ? draw.from(1, columns) : draw.from(1, 4 * columns);
  c.job.k = draw.one_of<std::int64_t>({1, 3, draw.from(1, 40), draw.from(1, 300), draw.from(1, 700)});
  if (with_values) c.job.operands = random_operands(draw, *c.slice, c.job);
  if (draw.from(0, 3) == 0) c.job.stored = Packing{draw.from(1, 8), draw.from(1, 130), draw.from(0, 24)};
  return c;
}

RandomCase random_fold_case(std::uint32_t seed, bool with_values) {
  Draw draw(seed);
  RandomCase c = random_legal_machine(draw, random_passing_slice, random_fold_machine);
  // Few vectors wait for loads and for sums that come back, many hide both.
  const std::int64_t few = 4, many = 90;
  c.job.m = draw.from(1, draw.one_of<std::int64_t>({few, many}));
  c.job.n = draw.from(1, draw.one_of<std::int64_t>({few, 40, many}));
  c.job.k = draw.one_of<std::int64_t>({1, 3, draw.from(1, 40), draw.from(1, 300)});
  if (with_values) c.job.operands = random_operands(draw, *c.slice, c.job);
  return c;
}

RandomCase random_convolution(std::uint32_t seed, bool with_values) {
  Draw draw(seed);
  return with_convolution(draw, random_legal_machine(draw), with_values);
}

RandomCase random_fold_convolution(std::uint32_t seed, bool with_values) {
  Draw draw(seed);
  const auto weight_stationary = [](Draw& d) {
    MachineConfig config = random_fold_machine(d);
    config.array.dataflow = Dataflow::kWeightStationary;
    return config;
  };
  return with_convolution(draw, random_legal_machine(draw, random_passing_slice, weight_stationary), with_values);
}

RandomOperation random_operation(std::uint32_t seed) {
  Draw draw(seed);
  RandomOperation c;
  while (true) {
    RandomCase machine = random_legal_machine(draw);
    c.slice = std::move(machine.slice);
    c.config = std::move(machine.config);
    c.config.vector.lanes = draw.one_of<std::int64_t>({1, 2, 3, 8, 16, 64});
    c.config.vector.latency_cycles = draw.from(1, 20);
    if (draw.from(0, 3) == 0) {
      c.config.array.dataflow = Dataflow::kWeightStationary;
      c.config.output_buffer.ports = 2;
    }
    c.job.name = "operation";
    c.job.mode = machine.job.mode;
    VectorShape& shape = c.job.shape;
    shape.operation = draw.one_of(workloads::vector_operation_names());
    shape.rows = draw.one_of<std::int64_t>({1, draw.from(1, 10), draw.from(1, 60)});
    shape.columns = draw.one_of<std::int64_t>({1, 7, draw.from(1, 70), draw.from(1, 700), draw.from(1, 3000)});
    shape.second_columns = shape.operation == "rotary" ? draw.from(1, shape.columns) : shape.columns;
    shape.stored = Packing{draw.from(2, 8), draw.from(1, 64), draw.from(0, 24)};
    try {
      make_vector_plan(facts_of(*c.slice, c.job.mode, c.config.array), resolve(c.config), shape);
      return c;
    } catch (const MachineError&) {
      continue;  // a buffer that holds too little
    }
  }
}

namespace {

std::string text_of(const BufferConfig& b) {
  return std::to_string(b.capacity_kib) + " KiB " + std::to_string(b.banks) + "x" + std::to_string(b.width_bits) + " ";
}

}  // namespace

std::string RandomOperation::describe() const {
  const VectorShape& shape = job.shape;
  return std::string(slice->stem()) + ", " + shape.operation + " on " + std::to_string(shape.rows) + "x" +
         std::to_string(shape.columns) + ", table " + std::to_string(shape.second_columns) + ", lanes " +
         std::to_string(config.vector.lanes) + ", latency " + std::to_string(config.vector.latency_cycles) +
         ", buffers " + text_of(config.weight_buffer) + text_of(config.activation_buffer) +
         text_of(config.output_buffer);
}

std::string RandomCase::describe() const {
  const auto number = [](auto value) { return std::to_string(value); };
  std::string text = std::string(slice->stem()) + " " + slice->modes()[static_cast<std::size_t>(job.mode)] + " group " +
                     number(slice->group_size());
  text += ", " + dataflow_names()[static_cast<std::size_t>(config.array.dataflow)] + " array " +
          number(config.array.tile_rows) + "x" + number(config.array.tile_columns) + " tiles of " +
          number(config.array.rows) + "x" + number(config.array.columns);
  text += ", buffers " + text_of(config.weight_buffer) + text_of(config.activation_buffer) + text_of(config.output_buffer);
  const DramConfig& dram = config.dram;
  text += dram.device ? ", dram " + number(dram.device->clock_mhz) + " MHz x " + number(dram.channels) +
                            " channels, queue " + number(dram.queue_bursts) + ", "
                      : ", dram " + number(dram.bandwidth_gb_per_s) + " GB/s ";
  text += number(dram.latency_ns) + " ns at " + number(config.clock_ghz) + " GHz";
  text += ", layer " + number(job.m) + "x" + number(job.k) + "x" + number(job.n);
  if (!job.convolution) return text;
  const tensor::Convolution& shape = *job.convolution;
  const auto plane = [&](const char* name, const tensor::Plane& p) {
    return std::string(", ") + name + " " + number(p.height) + "x" + number(p.width);
  };
  return text + ", " + number(shape.batch) + " images of " + number(shape.channels) + " channels in " +
         number(shape.groups) + " groups" + plane("input", shape.input) + plane("kernel", shape.kernel) +
         plane("stride", shape.stride) + plane("dilation", shape.dilation) + plane("padding", shape.padding);
}

}  // namespace lop::sim
