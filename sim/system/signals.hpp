// What SystemC asks of the types on the accelerator's signals: printing and tracing.
#pragma once

#include <ostream>
#include <string>
#include <systemc>

#include "sim/memory/dram.hpp"
#include "sim/memory/double_buffer.hpp"
#include "sim/system/operand_buffer.hpp"
#include "sim/system/output_buffer.hpp"
#include "sim/system/slot.hpp"

namespace lop::sim {

inline std::ostream& operator<<(std::ostream& os, const DramRequest& v) {
  return os << (v.valid ? "port " : "idle, port ") << static_cast<int>(v.port) << ", " << v.bursts << " bursts";
}
inline std::ostream& operator<<(std::ostream& os, const DramOutputs& v) {
  return os << (v.ready ? "ready" : "busy") << ", done " << +v.done[0] << ' ' << +v.done[1] << ' ' << +v.done[2];
}
inline std::ostream& operator<<(std::ostream& os, const BufferState& v) {
  return os << v.filled << " filled, " << v.emptied << " emptied";
}
inline std::ostream& operator<<(std::ostream& os, const Slot& v) {
  return os << (v.is_step() ? "step" : kCauseNames[static_cast<std::size_t>(v.cause)]) << ", item " << v.item << ", k "
            << v.k;
}
inline std::ostream& operator<<(std::ostream& os, const ArrayControl& v) {
  return os << (v.valid ? "step" : "bubble") << (v.clear ? " clear" : "") << (v.end_group ? " end_group" : "")
            << (v.read ? " read" : "") << (v.load ? " load" : "");
}
inline std::ostream& operator<<(std::ostream& os, const OperandData& v) {
  return os << (v.codes != nullptr ? "codes" : "no values");
}
inline std::ostream& operator<<(std::ostream& os, const OutputRow& v) { return os << (v.valid ? "row" : "-"); }

inline void sc_trace(sc_core::sc_trace_file* file, const DramRequest& v, const std::string& name) {
  sc_core::sc_trace(file, v.valid, name + ".valid");
  sc_core::sc_trace(file, v.bursts, name + ".bursts");
}
inline void sc_trace(sc_core::sc_trace_file* file, const DramOutputs& v, const std::string& name) {
  sc_core::sc_trace(file, v.ready, name + ".ready");
  for (std::size_t port = 0; port < kPortCount; ++port)
    sc_core::sc_trace(file, v.done[port], name + ".done" + std::to_string(port));
}
inline void sc_trace(sc_core::sc_trace_file* file, const BufferState& v, const std::string& name) {
  sc_core::sc_trace(file, v.filled, name + ".filled");
  sc_core::sc_trace(file, v.emptied, name + ".emptied");
}
inline void sc_trace(sc_core::sc_trace_file* file, const Slot& v, const std::string& name) {
  sc_core::sc_trace(file, v.item, name + ".item");
  sc_core::sc_trace(file, v.k, name + ".k");
  sc_core::sc_trace(file, v.starts_chunk, name + ".starts_chunk");
}
inline void sc_trace(sc_core::sc_trace_file* file, const ArrayControl& v, const std::string& name) {
  sc_core::sc_trace(file, v.valid, name + ".valid");
  sc_core::sc_trace(file, v.clear, name + ".clear");
  sc_core::sc_trace(file, v.end_group, name + ".end_group");
  sc_core::sc_trace(file, v.read, name + ".read");
  sc_core::sc_trace(file, v.load, name + ".load");
}
inline void sc_trace(sc_core::sc_trace_file*, const OperandData&, const std::string&) {}
inline void sc_trace(sc_core::sc_trace_file* file, const OutputRow& v, const std::string& name) {
  sc_core::sc_trace(file, v.valid, name + ".valid");
}

}  // namespace lop::sim
