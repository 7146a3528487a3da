// The gates of one module, loaded from a shared object that scripts/verilate.sh built.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/cosim/rtl_interface.h"

namespace lop::cosim {

/// Of a waveform, in its units of time.
inline constexpr std::uint64_t kClockPeriod = 10;

/// The gates could not be built or loaded; `missing_tool` when something has to be installed first.
class RtlError : public std::runtime_error {
 public:
  RtlError(const std::string& what, bool missing_tool) : std::runtime_error(what), missing_tool_(missing_tool) {}
  bool missing_tool() const { return missing_tool_; }

 private:
  bool missing_tool_;
};

/// A port's bits in the model's memory, least significant byte first; null when the module has no such port.
struct RtlPort {
  std::uint8_t* bits = nullptr;
  std::uint32_t bytes = 0;

  explicit operator bool() const { return bits != nullptr; }
  void set(std::uint64_t value) const;  // ports of up to 64 bits
  std::uint64_t value() const;
};

class RtlModel {
 public:
  /// errors  RtlError when the file cannot be loaded
  RtlModel(const std::filesystem::path& shared_object, std::uint32_t seed);
  ~RtlModel();
  RtlModel(const RtlModel&) = delete;
  RtlModel& operator=(const RtlModel&) = delete;

  RtlPort port(const std::string& name) const;
  void eval() { eval_(model_); }
  /// false when the object was built without tracing
  bool trace(const std::filesystem::path& waveform) { return trace_(model_, waveform.c_str()); }
  void dump(std::uint64_t time) { dump_(model_, time); }

 private:
  void* library_;
  LopRtlModel* model_;
  LopRtlEval eval_;
  LopRtlTrace trace_;
  LopRtlDump dump_;
  LopRtlDestroy destroy_;
};

struct WaveformSignal {
  std::string name;  // scopes and bits included
  bool is_port = false;
};

/// Signals of a finished waveform, in its order.
/// errors  RtlError when shared_object was built without tracing or the file is no waveform
std::vector<WaveformSignal> waveform_signals(const std::filesystem::path& shared_object,
                                             const std::filesystem::path& waveform);

/// What one bit of a signal did during a run.
struct BitActivity {
  double toggles_per_cycle = 0;  // a clock has two
  double high_fraction = 0;      // of the time
};

/// Activity of the bits of every signal below a scope of a finished waveform, by signal name and index, `name` or
/// `name[3]`. first_cycle  cycles before it are left out errors       RtlError as above, or where nothing is below the
/// scope
std::map<std::string, BitActivity> waveform_activity(const std::filesystem::path& shared_object,
                                                     const std::filesystem::path& waveform, const std::string& scope,
                                                     std::uint64_t first_cycle);

}  // namespace lop::cosim
