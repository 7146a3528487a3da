// How users spell the options of number and block formats.
#pragma once

#include <map>
#include <string>

#include "models/quantizers/block_format.hpp"

namespace lop::cli {

inline const std::map<std::string, formats::Rounding> kRoundings = {{"nearest_even", formats::Rounding::kNearestEven},
                                                                    {"toward_zero", formats::Rounding::kTowardZero},
                                                                    {"floor", formats::Rounding::kFloor},
                                                                    {"nearest_away", formats::Rounding::kNearestAway},
                                                                    {"stochastic", formats::Rounding::kStochastic}};
inline const std::map<std::string, formats::Overflow> kOverflows = {{"saturate", formats::Overflow::kSaturate},
                                                                    {"infinity", formats::Overflow::kInfinity}};

inline const std::map<std::string, quantizers::ScaleRounding> kScaleRoundings = {
    {"floor", quantizers::ScaleRounding::kFloor},
    {"ceil", quantizers::ScaleRounding::kCeil},
    {"nearest", quantizers::ScaleRounding::kNearest},
    {"even", quantizers::ScaleRounding::kEven},
    {"cover", quantizers::ScaleRounding::kCover}};
inline const std::map<std::string, quantizers::ZeroBlock> kZeroBlocks = {{"lowest", quantizers::ZeroBlock::kLowest},
                                                                         {"unit", quantizers::ZeroBlock::kUnit}};
inline const std::map<std::string, quantizers::LostBlock> kLostBlocks = {
    {"zero", quantizers::LostBlock::kZero}, {"smallest", quantizers::LostBlock::kSmallest}};
inline const std::map<std::string, quantizers::NotFinite> kNotFinite = {
    {"refuse", quantizers::NotFinite::kRefuse}, {"propagate", quantizers::NotFinite::kPropagate}};

}  // namespace lop::cli
