// Maps exceptions to messages and exit codes.
#include "sim/cli/exit_code.hpp"

#include <cstdio>
#include <new>
#include <string>

#include "configs/reader/config_error.hpp"
#include "models/pe/slice.hpp"
#include "models/quantizers/group_quantizer.hpp"
#include "sim/characterize/file_error.hpp"
#include "sim/characterize/measure.hpp"
#include "sim/cosim/rtl_model.hpp"
#include "sim/report/report.hpp"
#include "sim/report/sram_table.hpp"
#include "sim/sweep/point_store.hpp"
#include "workloads/safetensors.hpp"

namespace lop::cli {
namespace {

int say(int code, const std::string& message) {
  std::fflush(stdout);
  std::fputs((message + "\n").c_str(), stderr);  // which must not throw when stderr is closed
  return code;
}

int say(int code, const std::exception& error) { return say(code, std::string("lopsim: error: ") + error.what()); }

}  // namespace

int report_exception() {
  try {
    throw;
  } catch (const config::ConfigError& error) {
    return say(kBadInput, error.what());  // begins with file:line:column
  } catch (const ArgumentError& error) {
    return say(kBadInput, error);
  } catch (const workloads::TensorFileError& error) {
    return say(kBadInput, error);
  } catch (const report::ResultFileError& error) {
    return say(kBadInput, error);
  } catch (const report::SramTableError& error) {
    return say(kBadInput, error);
  } catch (const pe::OperandError& error) {
    return say(kBadInput, error);
  } catch (const quantizers::QuantizeError& error) {
    return say(kBadInput, error);
  } catch (const characterize::FileError& error) {
    return say(kBadInput, error);
  } catch (const characterize::GatesError& error) {
    return say(kFinding, error);
  } catch (const report::MissingToolError& error) {
    return say(kMissingTool, error);
  } catch (const cosim::RtlError& error) {
    return error.missing_tool() ? say(kMissingTool, error) : say(kInternalError, error);
  } catch (const workloads::WriteError& error) {
    return say(kFailedWrite, error);
  } catch (const sweep::StoreError& error) {
    return say(kFailedWrite, error);
  } catch (const sweep::StoreLocked& error) {
    return say(kLocked, error);
  } catch (const std::bad_alloc&) {
    return say(kFailedWrite, "lopsim: error: out of memory");
  } catch (const std::exception& error) {
    return say(kInternalError, std::string("lopsim: internal error: ") + error.what());
  } catch (...) {
    return say(kInternalError, "lopsim: internal error: an exception without a description");
  }
}

}  // namespace lop::cli
