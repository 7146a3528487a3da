// Loads verilated gates.
#include "sim/cosim/rtl_model.hpp"

#include <dlfcn.h>

#include <cstring>

namespace lop::cosim {
namespace {

template <typename Function>
Function symbol(void* library, const char* name) {
  void* address = dlsym(library, name);
  if (address == nullptr) throw RtlError(std::string("not a verilated model of ours: ") + dlerror(), false);
  Function function;
  std::memcpy(&function, &address, sizeof function);
  return function;
}

void* open_library(const std::filesystem::path& shared_object) {
  void* library = dlopen(std::filesystem::absolute(shared_object).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw RtlError(std::string("cannot load the gates: ") + dlerror(), false);
  return library;
}

}  // namespace

void RtlPort::set(std::uint64_t value) const { std::memcpy(bits, &value, bytes); }

std::uint64_t RtlPort::value() const {
  std::uint64_t value = 0;
  std::memcpy(&value, bits, bytes);
  return value;
}

RtlModel::RtlModel(const std::filesystem::path& shared_object, std::uint32_t seed)
    : library_(open_library(shared_object)) {
  eval_ = symbol<LopRtlEval>(library_, "lop_rtl_eval");
  trace_ = symbol<LopRtlTrace>(library_, "lop_rtl_trace");
  dump_ = symbol<LopRtlDump>(library_, "lop_rtl_dump");
  destroy_ = symbol<LopRtlDestroy>(library_, "lop_rtl_destroy");
  model_ = symbol<LopRtlCreate>(library_, "lop_rtl_create")(seed);
}

RtlModel::~RtlModel() {
  destroy_(model_);
  dlclose(library_);
}

RtlPort RtlModel::port(const std::string& name) const {
  for (std::uint32_t i = 0; i < model_->port_count; ++i) {
    const LopRtlPort& port = model_->ports[i];
    if (name == port.name) return {static_cast<std::uint8_t*>(port.bits), port.bytes};
  }
  return {};
}

std::vector<WaveformSignal> waveform_signals(const std::filesystem::path& shared_object,
                                             const std::filesystem::path& waveform) {
  const std::unique_ptr<void, int (*)(void*)> library(open_library(shared_object), &dlclose);
  std::vector<WaveformSignal> signals;
  const auto visit = [](void* context, const char* name, bool is_port) {
    static_cast<std::vector<WaveformSignal>*>(context)->push_back({name, is_port});
  };
  if (!symbol<LopRtlSignals>(library.get(), "lop_rtl_signals")(waveform.c_str(), visit, &signals)) {
    throw RtlError(waveform.string() + ": no waveform, or gates that were built without tracing", false);
  }
  return signals;
}

std::map<std::string, BitActivity> waveform_activity(const std::filesystem::path& shared_object,
                                                     const std::filesystem::path& waveform, const std::string& scope,
                                                     std::uint64_t first_cycle) {
  const std::unique_ptr<void, int (*)(void*)> library(open_library(shared_object), &dlclose);
  std::map<std::string, BitActivity> activity;
  const auto visit = [](void* context, const char* signal, std::uint32_t width, const std::uint64_t* changes,
                        const std::uint64_t* high_time, std::uint64_t duration) {
    auto& bits = *static_cast<std::map<std::string, BitActivity>*>(context);
    const std::string text = signal;
    // A range of bits ends the name of a vector, highest first; an index that is part of the name has no colon.
    const std::size_t colon = text.rfind(':'), open = text.rfind('[');
    const bool vector = colon != std::string::npos && open != std::string::npos && open < colon;
    const int highest = vector ? std::stoi(text.substr(open + 1)) : 0;
    const double cycles = static_cast<double>(duration) / kClockPeriod;
    for (std::uint32_t i = 0; i < width; ++i) {
      const std::string name =
          vector ? text.substr(0, open) + "[" + std::to_string(highest - static_cast<int>(i)) + "]" : text;
      bits[name] = {static_cast<double>(changes[i]) / cycles,
                    static_cast<double>(high_time[i]) / static_cast<double>(duration)};
    }
  };
  if (!symbol<LopRtlActivity>(library.get(), "lop_rtl_activity")(waveform.c_str(), scope.c_str(),
                                                                 first_cycle * kClockPeriod, visit, &activity)) {
    throw RtlError(waveform.string() + ": no waveform, or gates that were built without tracing", false);
  }
  if (activity.empty()) throw RtlError(waveform.string() + ": no signal below " + scope, false);
  return activity;
}

}  // namespace lop::cosim
