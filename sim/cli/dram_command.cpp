// lopsim dram: what a DRAM device gives under four access patterns.
#include <fmt/format.h>

#include <memory>

#include "sim/cli/commands.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/output.hpp"
#include "sim/memory/dram_patterns.hpp"
#include "sim/system/dram_config.hpp"

namespace lop::cli {
namespace {

struct DramArguments {
  std::string device;
  std::vector<std::string> address_mapping = sim::AddressMap::default_fields();
  std::int64_t channels = 1, queue_bursts = 32, bursts = 200'000;
  std::uint32_t seed = 1;
};

sim::AddressMap address_map(const sim::DramDevice& device, const DramArguments& arguments) {
  try {
    return {device, arguments.channels, arguments.address_mapping};
  } catch (const std::invalid_argument& error) {
    throw ArgumentError(fmt::format("dram: --address-mapping: {}", error.what()));
  }
}

std::string table(const DramArguments& arguments) {
  const sim::DramDevice device = sim::load_dram_file(arguments.device).device;
  const sim::BankedTiming timing{device, address_map(device, arguments), arguments.queue_bursts};
  const double ns_per_clock = 1000.0 / static_cast<double>(device.clock_mhz);
  const double peak_gb_per_s = static_cast<double>(sim::kBurstBytes * arguments.channels) /
                               (static_cast<double>(device.burst_clocks) * ns_per_clock);
  std::string text = fmt::format(
      "{}\n{} channel(s), address bits {}, queue of {} reads and {} writes each, open rows, oldest row hit first; peak "
      "{:.1f} GB/s\n\n"
      "| {} bursts of 64 bytes | GB/s | of the peak | mean latency of reads (ns) | activates a burst |\n"
      "|---|---:|---:|---:|---:|\n",
      device.name, arguments.channels, fmt::join(arguments.address_mapping, " "), arguments.queue_bursts,
      arguments.queue_bursts, peak_gb_per_s, arguments.bursts);
  for (const sim::NamedPattern& pattern : sim::dram_patterns(arguments.bursts, timing, arguments.seed)) {
    const sim::PatternResult result = sim::run_pattern(timing, pattern.bursts);
    const double share = result.efficiency(timing);
    text += fmt::format("| {} | {:.2f} | {:.1f} % | {:.1f} | {:.3f} |\n", pattern.name, share * peak_gb_per_s,
                        100 * share, result.mean_latency_clocks * ns_per_clock,
                        static_cast<double>(result.activates) / static_cast<double>(result.bursts));
  }
  return text;
}

}  // namespace

void add_dram_command(CLI::App& app, int&) {
  CLI::App* const command =
      app.add_subcommand("dram", "Throughput and latency of a DRAM device under four access patterns");
  command->footer("Example:\n  lopsim dram configs/memory/ddr4_3200.yaml --channels 2");
  const auto arguments = std::make_shared<DramArguments>();
  command->add_option("DEVICE", arguments->device, "YAML file of the device")->required();
  command->add_option("--channels", arguments->channels, "Channels, a power of two")
      ->check(CLI::IsMember({1, 2, 4, 8, 16, 32, 64}));
  command
      ->add_option("--address-mapping", arguments->address_mapping,
                   "row, bank, bank_group, column and channel, most significant first, with commas between")
      ->delimiter(',')
      ->type_name("FIELDS");
  command->add_option("--queue", arguments->queue_bursts, "Bursts that a channel chooses from")
      ->check(CLI::Range(1, 1024));
  command->add_option("--bursts", arguments->bursts, "Length of each pattern")->check(CLI::Range(1, 100'000'000));
  command->add_option("--seed", arguments->seed, "Of the random reads");
  command->callback([arguments] { print(table(*arguments)); });
}

}  // namespace lop::cli
