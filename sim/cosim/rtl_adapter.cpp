// Puts a verilated model behind rtl_interface.h; compiled once into each shared object, with its own Vmodel.h.
#include "sim/cosim/rtl_interface.h"

#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "Vmodel.h"
#include "verilated.h"
#ifdef LOP_TRACE
#include "gtkwave/fstapi.h"
#include "verilated_fst_c.h"
#endif

namespace {

struct Model {
  LopRtlModel shown{};
  VerilatedContext context;
  Vmodel* gates = nullptr;
  std::vector<LopRtlPort> ports;
#ifdef LOP_TRACE
  VerilatedFstC trace;
#endif

  ~Model() {
    gates->final();
    delete gates;
  }
};

// Lists a port when the top module has it.
#define LOP_PORT(name)                                                                                \
  template <typename Gates>                                                                           \
  auto list_##name(Gates& gates, std::vector<LopRtlPort>& ports, int)->decltype(gates.name, void()) { \
    ports.push_back({#name, &gates.name, sizeof gates.name});                                         \
  }                                                                                                   \
  template <typename Gates>                                                                           \
  void list_##name(Gates&, std::vector<LopRtlPort>&, long) {}
#define LOP_PORTS(X)                                                                                                   \
  X(clk_i)                                                                                                             \
  X(rst_ni)                                                                                                            \
  X(valid_i) X(clear_i) X(end_group_i) X(load_i) X(read_i) X(mode_i) X(act_i) X(wgt_i) X(meta_i) X(row_meta_i)         \
      X(channel_scale_i) X(psum_i) X(partial_i) X(row_sum_i) X(psum_valid_o) X(psum_o) X(partial_valid_o) X(partial_o) \
          X(row_sum_o) X(valid_o) X(out_o) X(flags_o) X(a_i) X(b_i) X(sum_o) X(quire_i) X(addend_i) X(overflow_o)      \
              X(negative_o)
LOP_PORTS(LOP_PORT)

#ifdef LOP_TRACE
struct Activity {
  std::vector<std::string> names;  // one signal under several
  std::string value;               // of its bits, the highest first
  uint64_t since = 0;
  std::vector<uint64_t> changes, high_time;

  void advance(uint64_t time) {
    for (size_t bit = 0; bit < value.size(); ++bit) high_time[bit] += value[bit] == '1' ? time - since : 0;
    since = time;
  }
};

struct Activities {
  std::vector<Activity> of;  // [handle]
  uint64_t begin = 0;
};

void change_value(void* context, uint64_t time, fstHandle handle, const unsigned char* value) {
  auto& activities = *static_cast<Activities*>(context);
  Activity& signal = activities.of[handle];
  if (signal.names.empty()) return;
  const char* bits = reinterpret_cast<const char*>(value);
  const bool counts = time > activities.begin;
  if (counts)
    signal.advance(time);
  else
    signal.since = activities.begin;
  for (size_t bit = 0; bit < signal.value.size(); ++bit) {
    if (counts && signal.value[bit] != bits[bit]) ++signal.changes[bit];
    signal.value[bit] = bits[bit];
  }
}

bool count_activity(const char* file, const char* scope, uint64_t begin, LopRtlActivityVisit visit, void* context) {
  void* const reader = fstReaderOpen(file);
  if (reader == nullptr) return false;
  Activities activities;
  activities.begin = begin;
  activities.of.resize(fstReaderGetMaxHandle(reader) + 1);
  const std::string start = std::string(scope) + ".";
  fstReaderClrFacProcessMaskAll(reader);
  while (const fstHier* entry = fstReaderIterateHier(reader)) {
    if (entry->htyp == FST_HT_SCOPE) {
      fstReaderPushScope(reader, entry->u.scope.name, nullptr);
    } else if (entry->htyp == FST_HT_UPSCOPE) {
      fstReaderPopScope(reader);
    } else if (entry->htyp == FST_HT_VAR) {
      std::string name = std::string(fstReaderGetCurrentFlatScope(reader)) + "." + entry->u.var.name;
      if (name.compare(0, start.size(), start) != 0) continue;
      name.erase(0, start.size());
      if (const std::size_t space = name.find(' '); space != std::string::npos) name.erase(space, 1);
      Activity& signal = activities.of[entry->u.var.handle];
      signal.names.push_back(name);
      signal.value.assign(entry->u.var.length, 'x');
      signal.changes.assign(entry->u.var.length, 0);
      signal.high_time.assign(entry->u.var.length, 0);
      signal.since = begin;
      fstReaderSetFacProcessMask(reader, entry->u.var.handle);
    }
  }
  fstReaderIterBlocks(reader, change_value, &activities, nullptr);
  const uint64_t end = fstReaderGetEndTime(reader);
  for (Activity& signal : activities.of) {
    if (signal.names.empty() || end <= begin) continue;
    signal.advance(end);
    for (const std::string& name : signal.names) {
      visit(context, name.c_str(), static_cast<uint32_t>(signal.value.size()), signal.changes.data(),
            signal.high_time.data(), end - begin);
    }
  }
  fstReaderClose(reader);
  return true;
}
#endif

}  // namespace

extern "C" {

LopRtlModel* lop_rtl_create(uint32_t seed) {
  auto* model = new Model;
  model->context.randReset(2);
  model->context.randSeed(static_cast<int>(seed % 2147483647u) + 1);
#ifdef LOP_TRACE
  model->context.traceEverOn(true);
#endif
  model->gates = new Vmodel(&model->context);
#define LOP_LIST(name) list_##name(*model->gates, model->ports, 0);
  LOP_PORTS(LOP_LIST)
  model->shown = {model, model->ports.data(), static_cast<uint32_t>(model->ports.size())};
  return &model->shown;
}

void lop_rtl_eval(LopRtlModel* shown) { static_cast<Model*>(shown->handle)->gates->eval(); }

bool lop_rtl_trace([[maybe_unused]] LopRtlModel* shown, [[maybe_unused]] const char* file) {
#ifdef LOP_TRACE
  auto* model = static_cast<Model*>(shown->handle);
  model->gates->trace(&model->trace, 99);
  model->trace.open(file);
  return model->trace.isOpen();
#else
  return false;
#endif
}

void lop_rtl_dump([[maybe_unused]] LopRtlModel* shown, [[maybe_unused]] uint64_t time) {
#ifdef LOP_TRACE
  static_cast<Model*>(shown->handle)->trace.dump(time);
#endif
}

void lop_rtl_destroy(LopRtlModel* shown) {
  auto* model = static_cast<Model*>(shown->handle);
#ifdef LOP_TRACE
  model->trace.close();
#endif
  delete model;
}

bool lop_rtl_activity([[maybe_unused]] const char* file, [[maybe_unused]] const char* scope,
                      [[maybe_unused]] uint64_t begin, [[maybe_unused]] LopRtlActivityVisit visit,
                      [[maybe_unused]] void* context) {
#ifdef LOP_TRACE
  return count_activity(file, scope, begin, visit, context);
#else
  return false;
#endif
}

bool lop_rtl_signals([[maybe_unused]] const char* file, [[maybe_unused]] LopRtlVisit visit,
                     [[maybe_unused]] void* context) {
#ifdef LOP_TRACE
  void* const reader = fstReaderOpen(file);
  if (reader == nullptr) return false;
  while (const fstHier* entry = fstReaderIterateHier(reader)) {
    if (entry->htyp == FST_HT_SCOPE) {
      fstReaderPushScope(reader, entry->u.scope.name, nullptr);
    } else if (entry->htyp == FST_HT_UPSCOPE) {
      fstReaderPopScope(reader);
    } else if (entry->htyp == FST_HT_VAR) {
      std::string name = entry->u.var.name;  // a space stands before its bits
      if (const std::size_t space = name.find(' '); space != std::string::npos) name.erase(space, 1);
      const bool is_port = entry->u.var.direction == FST_VD_INPUT || entry->u.var.direction == FST_VD_OUTPUT;
      visit(context, (std::string(fstReaderGetCurrentFlatScope(reader)) + "." + name).c_str(), is_port);
    }
  }
  fstReaderClose(reader);
  return true;
#else
  return false;
#endif
}
}
