// Results and refusals of the small checkpoint with some keys set.
#pragma once

#include <gtest/gtest.h>

#include "configs/reader/config_error.hpp"
#include "sim/accuracy/language_model.hpp"
#include "tests/sim/accuracy/small_checkpoint.hpp"

namespace lop::accuracy::test {

using Json = nlohmann::ordered_json;

inline Json result(const SmallCheckpoint& files, const std::vector<std::string>& overrides = {}) {
  const auto document = config::Document::load(files.yaml, overrides);
  EXPECT_TRUE(is_language_model(document));
  const LanguageModel model = read_language_model(document);
  return language_model_result(model, run_language_model(model, nullptr), {});
}

inline std::string refusal(const SmallCheckpoint& files, const std::vector<std::string>& overrides) {
  try {
    read_language_model(config::Document::load(files.yaml, overrides));
  } catch (const config::ConfigError& error) {
    return error.what();
  }
  return "no error";
}

/// That reading ends with an error of which this is a part.
inline void expect_refused(const SmallCheckpoint& files, const std::vector<std::string>& overrides,
                           const std::string& part) {
  const std::string message = refusal(files, overrides);
  EXPECT_NE(message.find(part), std::string::npos) << message;
}

}  // namespace lop::accuracy::test
