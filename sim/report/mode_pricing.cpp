// One Pricing for each set of choices.
#include "sim/report/mode_pricing.hpp"

#include <stdexcept>

namespace lop::report {

const PricedMode* ModePricing::find_or_add(const LayerPe& pe, const RunFacts& run, const PriceList& prices,
                                           const SramTable& sram) {
  std::unique_ptr<const PricedMode>& mode = kept_[pe.choices];
  if (!mode) {
    MachineFacts machine = run.machine;
    machine.choices = pe.choices;
    machine.lanes = pe.lanes;
    machine.steps_per_chunk = pe.steps_per_chunk;
    mode = std::make_unique<const PricedMode>(std::move(machine), prices, sram);
    modes_.push_back(mode.get());
  }
  return mode.get();
}

ModePricing::ModePricing(const RunFacts& run, const PriceList& prices, const SramTable& sram) {
  if (!run.layer_pes.empty() && run.layer_pes.size() != run.layers.size()) {
    throw std::logic_error("the PEs of some layers are missing");
  }
  const LayerPe own{run.machine.choices, run.machine.lanes, run.machine.steps_per_chunk};
  for (std::size_t i = 0; i < run.layers.size(); ++i) {
    of_layer_.push_back(find_or_add(run.layer_pes.empty() ? own : run.layer_pes[i], run, prices, sram));
  }
  if (modes_.empty()) find_or_add(own, run, prices, sram);
}

}  // namespace lop::report
