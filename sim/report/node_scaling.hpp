// Prices carried from one technology node to another by published factors: an estimate, never a measurement.
#pragma once

#include <stdexcept>

#include "sim/report/price_list.hpp"

namespace lop::report {

/// A node or a voltage that the published factors do not cover.
class ScalingError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Stillmaker and Baas, Integration 58 (2017): an area in the node `to_nm` for one in `from_nm`. Between listed nodes
/// below 65 nm linearly. from_nm  65, 45, 32, 16 or 7
double area_factor(int from_nm, int to_nm);

/// The same work's energy at (to_nm, to_v) for one at (from_nm, from_v), high-performance transistors.
double energy_factor(int from_nm, double from_v, int to_nm, double to_v);

/// Energies and areas of parts scaled and marked so in technology, sources and notes; general prices (DRAM), leakage
/// and the clock stay. The result has no characterization. errors  ScalingError, among others for a list without a
/// voltage
PriceList scaled(const PriceList& list, int to_nm, double to_v);

}  // namespace lop::report
