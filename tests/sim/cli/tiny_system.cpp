// The tiny system's files.
#include "tests/sim/cli/tiny_system.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "workloads/safetensors.hpp"

namespace lop::cli::test {
namespace {

constexpr const char* kSystem = R"(name: tiny
fidelity: fast
clock_ghz: 1.0
pe:
  type: bitmod
  parameters: {weight_mode: fp4, alignment: bsig_aware, rounding: truncate, scale_bits: 8, group_size: 16}
array:
  dataflow: output_stationary
  tile_grid: {rows: 2, columns: 2}
  tile: {rows: 4, columns: 4}
memory:
  weight: {capacity_kib: 16, banks: 4, width_bits: 64}
  activation: {capacity_kib: 16, banks: 4, width_bits: 64}
  output: {capacity_kib: 4, banks: 4, width_bits: 64}
  dram: {bandwidth_gb_per_s: 32, latency_ns: 100}
cost:
  prices: prices.yaml
  sram: sram.csv
workload:
  file: workload.yaml
)";

constexpr const char* kWorkload = R"(kind: layers
name: tiny
source: made for this test
tensors: tiny.safetensors
layers:
  - {name: first, m: 5, k: 36, n: 11, count: 2, activation: x, weight: w}
)";

/// FP16 codes of 1 + i / 64 with alternating signs.
workloads::StoredTensor halves(const std::string& name, std::uint64_t rows, std::uint64_t columns) {
  workloads::StoredTensor tensor{name, workloads::Dtype::kF16, {rows, columns}, {}};
  for (std::uint64_t i = 0; i < rows * columns; ++i) {
    const auto code = static_cast<std::uint16_t>(0x3c00 + 16 * (i % 61) + 0x8000 * (i % 2));
    tensor.bytes.push_back(static_cast<std::uint8_t>(code));
    tensor.bytes.push_back(static_cast<std::uint8_t>(code >> 8));
  }
  return tensor;
}

}  // namespace

TinySystem::TinySystem() {
  std::string name = (std::filesystem::temp_directory_path() / "lop_cli_XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  const std::filesystem::path cost = std::filesystem::path(LOP_SOURCE_DIR) / "configs/cost";
  std::filesystem::copy_file(cost / "bitmod_28nm_published.yaml", folder_ / "prices.yaml");
  std::filesystem::copy_file(cost / "sram_cacti7.csv", folder_ / "sram.csv");
  write("system.yaml", kSystem);
  write("workload.yaml", kWorkload);
  workloads::write_safetensors(folder_ / "tiny.safetensors", {halves("x", 5, 36), halves("w", 11, 36)});
}

TinySystem::~TinySystem() { std::filesystem::remove_all(folder_); }

void TinySystem::write(const std::string& name, const std::string& content) const {
  std::ofstream(folder_ / name, std::ios::binary) << content;
}

std::string TinySystem::read(const std::string& name) const {
  std::ostringstream text;
  text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
  return text.str();
}

void TinySystem::replace(const std::string& name, const std::string& from, const std::string& to) const {
  std::string text = read(name);
  const std::size_t at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
    throw std::logic_error(from + " is not once in " + name);
  }
  write(name, text.replace(at, from.size(), to));
}

void TinySystem::use_single_int8_pes() const {
  replace("system.yaml", "type: bitmod", "type: int8_mac");
  replace("system.yaml", "{weight_mode: fp4, alignment: bsig_aware, rounding: truncate, scale_bits: 8, group_size: 16}",
          "{}");
  replace("system.yaml", "tile_grid: {rows: 2, columns: 2}", "tile_grid: {rows: 8, columns: 8}");
  replace("system.yaml", "tile: {rows: 4, columns: 4}", "tile: {rows: 1, columns: 1}");
}

}  // namespace lop::cli::test
