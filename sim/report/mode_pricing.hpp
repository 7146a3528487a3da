// Prices and peak rate of the modes that the layers of a run use.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "sim/report/pricing.hpp"
#include "sim/report/result.hpp"

namespace lop::report {

/// The machine with its PEs in one mode.
struct PricedMode {
  PricedMode(MachineFacts facts, const PriceList& prices, const SramTable& sram)
      : machine(std::move(facts)), pricing(machine, prices, sram) {}
  PricedMode(const PricedMode&) = delete;

  double peak_macs_per_cycle() const {
    return static_cast<double>(machine.pe_count) * machine.lanes / machine.steps_per_chunk;
  }

  const MachineFacts machine;
  const Pricing pricing;
};

class ModePricing {
 public:
  /// errors  those of Pricing; std::logic_error when only some layers have a PE of their own
  ModePricing(const RunFacts& run, const PriceList& prices, const SramTable& sram);

  const PricedMode& of(std::size_t layer) const { return *of_layer_.at(layer); }

  /// In the order of their first layer, at least the machine's own.
  const std::vector<const PricedMode*>& modes() const { return modes_; }

 private:
  const PricedMode* find_or_add(const LayerPe& pe, const RunFacts& run, const PriceList& prices, const SramTable& sram);

  std::map<pe::Choices, std::unique_ptr<const PricedMode>> kept_;
  std::vector<const PricedMode*> of_layer_, modes_;
};

}  // namespace lop::report
