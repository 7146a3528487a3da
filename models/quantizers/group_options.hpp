// What a user says of a group quantiser.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/formats/rounding.hpp"
#include "models/quantizers/refusal.hpp"

namespace lop::quantizers {

/// Which elements share a scale: all of a matrix; a row (an output
/// channel of weights, a token of activations); a run in a row.
enum class Granularity { kTensor, kChannel, kToken, kGroup };

/// kLeastMse tries GroupQuantizeOptions::ratios of the absmax
/// scale; the smallest squared error wins, the earlier of equals.
enum class ScaleMethod { kAbsmax, kLeastMse };

/// What a first-level scale is rounded to before codes are chosen with
/// it. kE8m0: up to a power of two, so that nothing is clipped (ours).
enum class ScalePrecision { kFp32, kFp16, kE8m0 };

/// kInt8: unsigned integer scale codes of `scale_bits` bits per group and one FP32 scale per channel.
enum class SecondLevel { kNone, kInt8 };

/// Precision of every step up to the choice of codes; kFp16 is the released BitMoD code's.
enum class Arithmetic { kFp32, kFp16 };

struct GroupQuantizeOptions {
  /// int2..int8 symmetric; uint2..uint8 asymmetric; fp4, fp3 (BitMoD); ant4, ant3; olive4; trit_planes, binary_planes;
  /// any name of number_format() besides.
  std::string weight_mode = "int8";
  Granularity granularity = Granularity::kGroup;
  int group_size = 128;  // elements along k; the last group of a row may be shorter
  SecondLevel second_level = SecondLevel::kNone;
  int scale_bits = 8;  // 1..8
  Arithmetic arithmetic = Arithmetic::kFp32;
  bool plain = false;  // fp4 and fp3 without special values
  ScaleMethod scale_method = ScaleMethod::kAbsmax;
  std::vector<float> ratios;  // of kLeastMse, in the order tried
  ScalePrecision scale_precision = ScalePrecision::kFp32;
  formats::Rounding rounding = formats::Rounding::kNearestEven;
  std::uint64_t seed = 0;  // of stochastic rounding, whose random word is counter_random(seed, row * columns + column)
  NotFinite not_finite = NotFinite::kRefuse;  // kPropagate: the group is NaN, with a second level the channel (ours)
  std::vector<std::string> candidates;        // ant, olive: types to choose from; none: the mode's own
  float peak = 0;                             // what a group's absmax becomes in a number format; 0: the largest
};

}  // namespace lop::quantizers
