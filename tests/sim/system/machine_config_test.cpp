// From decimal quantities to integers, and what is refused.
#include <gtest/gtest.h>

#include "sim/system/machine_config.hpp"

namespace lop::sim {
namespace {

MachineConfig config() {
  MachineConfig c;
  c.clock_ghz = 1;
  c.array = {4, 4, 8, 8};
  c.weight_buffer = {512, 8, 64};
  c.activation_buffer = {512, 8, 256};
  c.output_buffer = {64, 8, 128};
  c.dram.bandwidth_gb_per_s = 25.6;
  c.dram.latency_ns = 50;
  return c;
}

std::string refused_key(const MachineConfig& c) {
  try {
    validate(c, *pe::make_slice("bitmod"), 0);
  } catch (const MachineError& error) {
    return error.key();
  }
  return "";
}

TEST(MachineConfig, BandwidthBecomesAReducedFractionOfBytesACycle) {
  MachineConfig c = config();
  EXPECT_EQ(resolve(c).dram.bytes_num, 128);
  EXPECT_EQ(resolve(c).dram.bytes_den, 5);
  c.clock_ghz = 0.8;
  EXPECT_EQ(resolve(c).dram.bytes_num, 32);
  EXPECT_EQ(resolve(c).dram.bytes_den, 1);
}

TEST(MachineConfig, LatencyIsRoundedUpToWholeCycles) {
  MachineConfig c = config();
  c.clock_ghz = 1.333;
  c.dram.latency_ns = 7.5;   // 9.9975 cycles
  EXPECT_EQ(resolve(c).dram.latency_cycles, 10);
  c.clock_ghz = 2;
  EXPECT_EQ(resolve(c).dram.latency_cycles, 15);
  c.dram.latency_ns = 0;
  EXPECT_EQ(resolve(c).dram.latency_cycles, 0);
}

TEST(MachineConfig, AHalfHasHalfTheCapacity) { EXPECT_EQ(resolve(config()).weight.half_bits, 512 * 1024 * 8 / 2); }

TEST(MachineConfig, WithOnePortAHalfHasHalfOfTheBanks) {
  MachineConfig c = config();
  EXPECT_EQ(resolve(c).weight.banks, 8);
  c.weight_buffer.ports = 1;
  EXPECT_EQ(resolve(c).weight.banks, 4);
  EXPECT_EQ(resolve(c).weight.half_bits, 512 * 1024 * 8 / 2);
  c.weight_buffer.banks = 7;
  EXPECT_EQ(refused_key(c), "weight_buffer.banks");
}

TEST(MachineConfig, ALegalMachineIsAccepted) { EXPECT_EQ(refused_key(config()), ""); }

TEST(MachineConfig, EveryRefusalNamesItsKey) {
  const auto refused = [](auto change) {
    MachineConfig c = config();
    change(c);
    return refused_key(c);
  };
  EXPECT_EQ(refused([](MachineConfig& c) { c.clock_ghz = 0; }), "clock_ghz");
  EXPECT_EQ(refused([](MachineConfig& c) { c.clock_ghz = 1.00005; }), "clock_ghz");
  EXPECT_EQ(refused([](MachineConfig& c) { c.dram.bandwidth_gb_per_s = -1; }), "dram.bandwidth_gb_per_s");
  EXPECT_EQ(refused([](MachineConfig& c) { c.dram.latency_ns = 1e99; }), "dram.latency_ns");
  EXPECT_EQ(refused([](MachineConfig& c) { c.array.tile_columns = 0; }), "array.tile_columns");
  EXPECT_EQ(refused([](MachineConfig& c) { c.activation_buffer.banks = 0; }), "activation_buffer.banks");
}

TEST(MachineConfig, AHalfMustHoldOneGroupOfATile) {
  // 32 tokens x 128 x 16 bits = 65536 bits: a half of 8 KiB, 16
  // KiB in all. 32 channels x (128 x 8 + 10) bits: 33088 bits.
  MachineConfig c = config();
  c.activation_buffer.capacity_kib = 16;
  EXPECT_EQ(refused_key(c), "");
  c.activation_buffer.capacity_kib = 15;
  EXPECT_EQ(refused_key(c), "activation_buffer.capacity_kib");
  c = config();
  c.weight_buffer.capacity_kib = 9;
  EXPECT_EQ(refused_key(c), "");
  c.weight_buffer.capacity_kib = 8;
  EXPECT_EQ(refused_key(c), "weight_buffer.capacity_kib");
}

TEST(MachineConfig, TheOutputBufferMustTakeAnArrayRowACycleAndAWholeTile) {
  MachineConfig c = config();
  c.output_buffer = {64, 8, 64};   // 32 columns x 16 bits = 512
  EXPECT_EQ(refused_key(c), "");
  c.output_buffer = {64, 7, 64};
  EXPECT_EQ(refused_key(c), "output_buffer.width_bits");
  c.output_buffer = {4, 8, 64};    // 32 rows x 512 bits = 2 KiB a half
  EXPECT_EQ(refused_key(c), "");
  c.output_buffer = {3, 8, 64};
  EXPECT_EQ(refused_key(c), "output_buffer.capacity_kib");
}

}  // namespace
}  // namespace lop::sim
