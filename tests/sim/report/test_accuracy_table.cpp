// Results of fidelity `values` in a report.
#include "sim/report/accuracy_table.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace lop::report {
namespace {

constexpr const char* kResult = R"({"schema_version": 1, "fidelity": "values",
  "config": {"arithmetic": "bitmod", "pe": {"parameters": {"weight_mode": "fp4"}}, "quantize": {"weights": "none", "kv": "int4"}},
  "accuracy": {"predictions": 4096, "nll": 2.5, "perplexity": 12.18, "delta_nll": 0.00589, "delta_nll_standard_error": 0.00137,
    "kl_divergence": 0.0123, "top1_agreement": 0.97, "reference": {"perplexity": 12.11}}})";

TEST(AccuracyTable, AResultIsARowWithItsDifferenceToFp32) {
  const lop::test::TemporaryFolder folder;
  const auto file = folder.write("lm.json", kResult);
  ASSERT_TRUE(is_accuracy_result(file));
  const std::string text = accuracy_markdown(load_accuracy_results({file}));
  EXPECT_NE(text.find("| lm | bitmod, weight_mode fp4, kv int4 | 4096 | 12.1800 | 12.1100 | 0.00589 ± 0.00137 | 0.012300 | "
                      "0.9700 |"),
            std::string::npos)
      << text;
}

TEST(AccuracyTable, ImagesHaveATableOfTheirOwn) {
  const lop::test::TemporaryFolder folder;
  const auto file = folder.write("cnn.json", R"({"schema_version": 1, "fidelity": "values",
    "config": {"arithmetic": "exact", "quantize": {"as_pe": "rmmec", "weights": "none"}},
    "accuracy": {"images": 500, "top1": 0.92, "reference": {"top1": 0.93}, "delta_top1": -0.01,
      "delta_top1_standard_error": 0.004, "flipped": {"images": 9, "to_right": 1, "to_wrong": 6}, "logit_sqnr_db": 21.5}})");
  const std::string text = accuracy_markdown(load_accuracy_results({file, folder.write("lm.json", kResult)}));
  EXPECT_NE(text.find("| cnn | operands of rmmec | 500 | 0.9200 | 0.9300 | -0.0100 ± 0.0040 | 9 | 1, 6 | 21.50 |"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("| lm | bitmod, weight_mode fp4, kv int4 | 4096 |"), std::string::npos) << text;
}

TEST(AccuracyTable, OtherFilesAreNoSuchResults) {
  const lop::test::TemporaryFolder folder;
  EXPECT_FALSE(is_accuracy_result(folder.write("fast.json", R"({"fidelity": "fast"})")));
  EXPECT_FALSE(is_accuracy_result(folder.write("text.json", "not JSON")));
  EXPECT_FALSE(is_accuracy_result(folder / "absent.json"));
  const auto broken = folder.write("broken.json", R"({"fidelity": "values", "config": {}})");
  try {
    load_accuracy_results({broken});
    FAIL();
  } catch (const ResultFileError& error) {
    EXPECT_NE(std::string(error.what()).find("accuracy: expected an object"), std::string::npos);
  }
}

}  // namespace
}  // namespace lop::report
