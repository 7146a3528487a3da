// Factors of Stillmaker and Baas, "Scaling equations for the accurate prediction of CMOS device performance from 180 nm
// to 7 nm", Integration 58 (2017).
#include "sim/report/node_scaling.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <string>

namespace lop::report {
namespace {

constexpr std::array<int, 8> kNodes = {65, 45, 32, 20, 16, 14, 10, 7};

// Row: from; column: to, as kNodes.
const std::map<int, std::array<double, 8>> kAreaFactors = {
    {65, {1, .66, .31, .14, .13, .12, .068, .039}}, {45, {1.5, 1, .46, .21, .19, .17, .10, .059}},
    {32, {3.3, 2.2, 1, .46, .41, .38, .22, .13}},   {16, {7.9, 5.3, 2.4, 1.1, 1, .91, .54, .31}},
    {7, {25, 17, 7.8, 3.6, 3.2, 2.9, 1.7, 1}},
};

/// Energy is proportional to a V^2 + b V + c.
struct EnergyPolynomial {
  double a, b, c;
};
constexpr std::array<EnergyPolynomial, 8> kEnergies = {{{3.755, -4.398, 1.975},
                                                        {1.018, -0.3107, 0.1539},
                                                        {0.8367, -0.4341, 0.1701},
                                                        {0.373, -0.1582, 0.04104},
                                                        {0.2958, -0.1241, 0.03024},
                                                        {0.2363, -0.09675, 0.02239},
                                                        {0.2068, -0.09311, 0.02375},
                                                        {0.1776, -0.09097, 0.02447}}};

/// Between listed nodes linearly.
template <typename Value>
double at_node(int node_nm, Value value) {
  for (std::size_t i = 0; i < kNodes.size(); ++i) {
    if (kNodes[i] == node_nm) return value(i);
    if (i == 0 || kNodes[i] > node_nm || kNodes[i - 1] < node_nm) continue;
    const double share = static_cast<double>(node_nm - kNodes[i]) / (kNodes[i - 1] - kNodes[i]);
    return share * value(i - 1) + (1 - share) * value(i);
  }
  throw ScalingError(fmt::format("no published factors for {} nm; expected 7 to 65", node_nm));
}

double energy(int node_nm, double voltage_v) {
  if (!(voltage_v >= 0.4 && voltage_v <= 1.4)) {
    throw ScalingError(fmt::format("the published factors are for 0.4 to 1.4 V, not {} V", voltage_v));
  }
  return at_node(node_nm, [&](std::size_t i) {
    return (kEnergies[i].a * voltage_v + kEnergies[i].b) * voltage_v + kEnergies[i].c;
  });
}

}  // namespace

double area_factor(int from_nm, int to_nm) {
  const auto row = kAreaFactors.find(from_nm);
  if (row == kAreaFactors.end()) {
    throw ScalingError(fmt::format("no published area factors from {} nm; expected 65, 45, 32, 16 or 7", from_nm));
  }
  return at_node(to_nm, [&](std::size_t i) { return row->second[i]; });
}

double energy_factor(int from_nm, double from_v, int to_nm, double to_v) {
  return energy(to_nm, to_v) / energy(from_nm, from_v);
}

PriceList scaled(const PriceList& list, int to_nm, double to_v) {
  if (list.voltage_v == 0) throw ScalingError("a price list without voltage_v cannot be scaled");
  const double area = area_factor(list.node_nm, to_nm);
  const double energy = energy_factor(list.node_nm, list.voltage_v, to_nm, to_v);
  const std::string mark =
      fmt::format("scaled from {} nm, {} V to {} nm, {} V", list.node_nm, list.voltage_v, to_nm, to_v);
  PriceList result = list;
  result.technology += ", " + mark;
  result.node_nm = to_nm;
  result.voltage_v = to_v;
  result.characterization.reset();
  for (auto& [stem, entries] : result.pes) {
    for (PePrices& entry : entries) {
      for (Price& price : entry.prices) {
        price.energy_pj *= energy;
        price.source += fmt::format("; {} x {:.4g}", mark, energy);
      }
      for (PartArea& part : entry.areas) {
        part.area_um2 *= area;
        part.clock_energy_pj *= energy;
        part.source += fmt::format("; {}, area x {:.4g}", mark, area);
      }
    }
  }
  result.notes.push_back(
      fmt::format("areas and energies are {} by the factors of Stillmaker and Baas (2017), never measured there; "
                  "leakage and clock are "
                  "those of the {} nm list",
                  mark, list.node_nm));
  return result;
}

}  // namespace lop::report
