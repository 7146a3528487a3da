// Where the gates of a slice or an array are, building them on first use.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "models/pe/slice.hpp"
#include "sim/array/array_ports.hpp"

namespace lop::cosim {

/// Somebody's own PE in place of ours.
struct PeModule {
  std::string name;  // empty: pe_<stem>
  std::vector<std::pair<std::string, std::string>>
      parameters;  // set on it, with their values as SystemVerilog has them
};

struct RtlRequest {
  const pe::Slice* slice = nullptr;
  sim::ArrayGeometry geometry;
  bool trace = false;
  std::vector<std::filesystem::path> sources;  // take the place of our modules of the same name
  std::filesystem::path folder;                // of the shared object; empty: the build's own, see rtl_folder()
  PeModule pe = {};
};

/// Folder of prebuilt and cached gates: $LOPSIM_RTL_CACHE, or the build tree's.
std::filesystem::path rtl_folder();

/// Shared object of the request, built if it is not there or its sources have changed.
/// errors  RtlError with what verilate.sh or Verilator said
std::filesystem::path find_or_build(const RtlRequest& request);

}  // namespace lop::cosim
