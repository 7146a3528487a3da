// The two models of time.
#include "sim/memory/dram_model.hpp"

#include "sim/memory/banked_dram.hpp"
#include "sim/memory/bandwidth_dram.hpp"

namespace lop::sim {

std::int64_t DramTiming::most_cycles(std::int64_t bursts) const {
  if (!banked) return bursts * burst_units() / bytes_num + 1 + latency_cycles;
  const DramRules& r = banked->device.rules;
  // A burst that waits for everything, and refreshes between.
  const std::int64_t alone = r.ras + r.rp_all + r.rp + r.rcd + r.faw + r.cl + r.cwl + r.wr + r.rtw + r.wtr_l + r.ccd_l +
                             banked->device.burst_clocks;
  const std::int64_t clocks = (bursts + 1) * alone * (1 + (r.rfc + alone) / r.refi + 1) + r.rfc + alone;
  return clocks * banked->clocks_den / banked->clocks_num + 2 + latency_cycles;
}

std::unique_ptr<DramModel> make_dram_model(const DramTiming& timing) {
  if (timing.banked) return std::make_unique<BankedDram>(timing);
  return std::make_unique<BandwidthDram>(timing);
}

}  // namespace lop::sim
