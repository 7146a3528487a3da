// Names of formats that fit a byte, one family after the other.
#pragma once

#include <string>
#include <vector>

#include "tests/models/formats/minifloat_oracle.hpp"

namespace lop::test {

inline std::vector<std::string> byte_formats() {
  std::vector<std::string> names = {"binary", "ternary", "e8m0", "book:-3,-1,0,0.5,2.75,100", "book:5"};
  for (const bool is_signed : {true, false}) {
    for (const Shape& shape : shapes_up_to(8, is_signed)) names.push_back(shape.name);
  }
  const auto add = [&](const std::string& stem, int least, int most) {
    for (int bits = least; bits <= most; ++bits) names.push_back(stem + std::to_string(bits));
  };
  add("int", 1, 8);
  add("uint", 1, 8);
  add("sm", 2, 8);
  add("flint", 2, 8);
  add("uflint", 2, 8);
  add("pot", 2, 6);
  add("bipolar_int", 1, 8);
  for (const char* special : {"_er+", "_er-", "_ea+", "_ea-"}) {
    names.push_back(std::string("fp3") + special);
    names.push_back(std::string("fp4") + special);
  }
  for (int bits = 2; bits <= 8; ++bits) {
    for (int es = 0; es <= 3; ++es) names.push_back("posit" + std::to_string(bits) + "_" + std::to_string(es));
  }
  return names;
}

}  // namespace lop::test
