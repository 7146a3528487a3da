// Decimal quantities become integers here and nowhere else.
#include "sim/system/machine_config.hpp"

#include <cmath>
#include <numeric>
#include <string>

namespace lop::sim {
namespace {

constexpr double kMostThousandths = 1e9;

/// `value` in thousandths. errors  MachineError unless it is a multiple of 0.001 from `least` to 1e6
std::int64_t thousandths(const std::string& key, double value, double least) {
  if (!(value >= least && value * 1000 <= kMostThousandths)) {
    throw MachineError(
        key, "expected " + std::string(least > 0 ? "a positive number" : "a number from 0") + ", at most 1e6");
  }
  const double rounded = std::round(value * 1000);
  if (std::abs(value * 1000 - rounded) > 1e-6) throw MachineError(key, "expected a multiple of 0.001");
  return static_cast<std::int64_t>(rounded);
}

void check_range(const std::string& key, std::int64_t value, std::int64_t most) {
  if (value < 1 || value > most) {
    throw MachineError(key, "is " + std::to_string(value) + ", expected 1 to " + std::to_string(most));
  }
}

SramShape sram_of(const std::string& key, const BufferConfig& config) {
  check_range(key + ".capacity_kib", config.capacity_kib, std::int64_t{1} << 30);
  check_range(key + ".banks", config.banks, 1 << 16);
  check_range(key + ".width_bits", config.width_bits, 1 << 20);
  check_range(key + ".ports", config.ports, 2);
  if (config.ports == 1 && config.banks % 2 != 0) {
    throw MachineError(key + ".banks", "is " + std::to_string(config.banks) +
                                           ", expected an even number: with one port a half has half of the banks");
  }
  const std::int64_t banks_of_a_half = config.ports == 1 ? config.banks / 2 : config.banks;
  return {config.capacity_kib * 1024 * 8 / 2, banks_of_a_half, config.width_bits};
}

std::shared_ptr<const BankedTiming> banked_of(const DramConfig& config, std::int64_t clock_mhz) {
  check_range("dram.channels", config.channels, 64);
  if ((config.channels & (config.channels - 1)) != 0) {
    throw MachineError("dram.channels", "is " + std::to_string(config.channels) + ", expected a power of two");
  }
  check_range("dram.queue_bursts", config.queue_bursts, 1 << 10);
  const std::int64_t divisor = std::gcd(config.device->clock_mhz, clock_mhz);
  try {
    return std::make_shared<BankedTiming>(
        BankedTiming{*config.device, AddressMap(*config.device, config.channels, config.address_mapping),
                     config.queue_bursts, config.device->clock_mhz / divisor, clock_mhz / divisor});
  } catch (const std::invalid_argument& error) {
    throw MachineError("dram.address_mapping", error.what());
  }
}

}  // namespace

Machine resolve(const MachineConfig& config) {
  Machine machine;
  machine.array = config.array;
  machine.vector = config.vector;
  check_range("array.tile_rows", config.array.tile_rows, 1 << 10);
  check_range("array.tile_columns", config.array.tile_columns, 1 << 10);
  check_range("array.rows", config.array.rows, 1 << 10);
  check_range("array.columns", config.array.columns, 1 << 10);
  machine.weight = sram_of("weight_buffer", config.weight_buffer);
  machine.activation = sram_of("activation_buffer", config.activation_buffer);
  machine.output = sram_of("output_buffer", config.output_buffer);
  if (passes_sums(config.array.dataflow) && config.output_buffer.ports == 1) {
    throw MachineError("output_buffer.ports",
                       "is 1; sums come from a half and go back to it in one cycle: expected 2, or output_stationary");
  }

  const std::int64_t clock_mhz = thousandths("clock_ghz", config.clock_ghz, 0.001);
  const std::int64_t latency_ps = thousandths("dram.latency_ns", config.dram.latency_ns, 0);
  // 1 ps x 1 MHz = 1e-6 cycle.
  machine.dram.latency_cycles = (latency_ps * clock_mhz + 999'999) / 1'000'000;
  if (config.dram.device) {
    machine.dram.banked = banked_of(config.dram, clock_mhz);
    return machine;
  }
  const std::int64_t bandwidth_mb_per_s = thousandths("dram.bandwidth_gb_per_s", config.dram.bandwidth_gb_per_s, 0.001);
  // Bytes a cycle: 1e6 bytes a second over 1e6 cycles a second.
  const std::int64_t divisor = std::gcd(bandwidth_mb_per_s, clock_mhz);
  machine.dram.bytes_num = bandwidth_mb_per_s / divisor;
  machine.dram.bytes_den = clock_mhz / divisor;
  return machine;
}

void validate(const MachineConfig& config, const pe::Slice& slice, int mode) {
  check_fit(resolve(config), slice, mode);
}

}  // namespace lop::sim
