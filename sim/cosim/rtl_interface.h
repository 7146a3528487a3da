// C interface of a shared object that holds verilated gates: between it and us no Verilator header is needed.
#pragma once

#include <stdint.h>

extern "C" {

/// One port: its bits, least significant byte first, in `bytes` bytes of the model's own memory.
struct LopRtlPort {
  const char* name;
  void* bits;
  uint32_t bytes;
};

struct LopRtlModel {
  void* handle;
  const LopRtlPort* ports;
  uint32_t port_count;
};

/// Registers without reset start with random bits drawn from seed.
typedef LopRtlModel* (*LopRtlCreate)(uint32_t seed);
typedef void (*LopRtlEval)(LopRtlModel*);
/// Writes a waveform from now on; false when the object was built without tracing.
typedef bool (*LopRtlTrace)(LopRtlModel*, const char* file);
typedef void (*LopRtlDump)(LopRtlModel*, uint64_t time);
typedef void (*LopRtlDestroy)(LopRtlModel*);
/// Calls visit with each signal of a finished waveform, its scopes and bits in the name, such as TOP.pe_array.act_i[15:0]; false
/// when the file cannot be read or the object was built without tracing.
typedef void (*LopRtlVisit)(void* context, const char* name, bool is_port);
typedef bool (*LopRtlSignals)(const char* file, LopRtlVisit visit, void* context);
/// Calls visit with each signal of a finished waveform below a scope: its name as above without the scope, and of each of its
/// `width` bits, the highest first, the times it changed and how long it was one, in the waveform's units of time from `begin`
/// until the end; false as above.
typedef void (*LopRtlActivityVisit)(void* context, const char* name, uint32_t width, const uint64_t* changes, const uint64_t* high_time,
                                    uint64_t duration);
typedef bool (*LopRtlActivity)(const char* file, const char* scope, uint64_t begin, LopRtlActivityVisit visit, void* context);
}
