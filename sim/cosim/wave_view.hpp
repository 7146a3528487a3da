// A GTKWave save file that opens the signals of a mismatch's waveform.
#pragma once

#include <filesystem>

#include "sim/array/array_ports.hpp"
#include "sim/cosim/lockstep.hpp"

namespace lop::cosim {

/// Ports of the array, then those of the PEs of the mismatch's column, with the marker at the mismatch's cycle. Named
/// like the waveform, ending in .gtkw. traced  the shared object that wrote the waveform errors  RtlError,
/// workloads::WriteError
std::filesystem::path write_wave_view(const std::filesystem::path& waveform, const std::filesystem::path& traced,
                                      const sim::ArrayGeometry& geometry, const Mismatch& mismatch);

}  // namespace lop::cosim
