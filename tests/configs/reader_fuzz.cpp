// libFuzzer entry of the reader: any bytes are read or refused with a ConfigError, as a file and as an override.
#include <cstdint>
#include <string>

#include "configs/reader/merge.hpp"
#include "configs/reader/parse.hpp"

namespace {

using namespace lop::config;

template <typename Read>
void read_or_refuse(const Read& read) {
  try {
    read();
  } catch (const ConfigError& error) {
    if (error.place().line < 1 || error.place().column < 1) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Node root;
  root.kind = Kind::kMap;
  read_or_refuse([&] {
    Budget budget;
    root = parse_file(std::make_shared<const Source>("fuzz.yaml", "", text), budget);
  });
  read_or_refuse([&] {
    Budget budget;
    apply_override(root, text.substr(0, text.find('\n')), budget);
  });
  return 0;
}
