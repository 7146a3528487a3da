// Files that are not result files are refused with the key that is wrong.
#include "sim/report/result_file.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "sim/report/result.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/sim/report/sample_run.hpp"

namespace lop::report {
namespace {

using Json = nlohmann::ordered_json;

Json sample_result() {
  const lop::test::TemporaryFolder folder;
  return build_result(test::sample_run(), test::sample_prices(),
                      SramTable(folder.write("sram.csv", test::kSampleSram)));
}

std::string error_of(const std::string& text) {
  const lop::test::TemporaryFolder folder;
  const auto path = folder.write("r.json", text);
  try {
    load_results({path});
  } catch (const ResultFileError& error) {
    EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos);
    return error.what();
  }
  return "no error";
}

TEST(ResultFile, AcceptsWhatTheProgramWritesAndTellsEqualNamesApart) {
  const lop::test::TemporaryFolder folder;
  const auto path = folder / "r.json";
  write_result(path, sample_result());
  const auto results = load_results({path, path});
  EXPECT_EQ(results[0].label, "r");
  EXPECT_EQ(results[1].label, "r (2)");
  EXPECT_EQ(results[0].json.dump(), sample_result().dump());
}

TEST(ResultFile, RefusesWhatIsNotJson) {
  EXPECT_NE(error_of("").find("not a result file"), std::string::npos);
  EXPECT_NE(error_of("kind: layers").find("not a result file"), std::string::npos);
  EXPECT_NE(error_of("[]").find("expected a JSON object"), std::string::npos);
  EXPECT_NE(error_of(std::string(100000, '[')).find("nested deeper"), std::string::npos);
  EXPECT_THROW(load_results({"absent.json"}), ResultFileError);
}

TEST(ResultFile, NamesTheKeyThatIsMissingOrWrong) {
  struct Change {
    std::function<void(Json&)> apply;
    const char* expected;
  };
  const std::vector<Change> changes = {
      {[](Json& json) { json.erase("totals"); }, "missing key totals"},
      {[](Json& json) { json["totals"].erase("cycles"); }, "missing key totals.cycles"},
      {[](Json& json) { json["totals"]["cycles"] = -1; }, "totals.cycles: expected an integer of 0 or more"},
      {[](Json& json) { json["totals"]["energy_pj"] = "12"; }, "totals.energy_pj: expected a number"},
      {[](Json& json) { json["schema_version"] = 99; }, "schema_version 99"},
      {[](Json& json) { json["energy_pj"]["pe"] = nullptr; }, "energy_pj.pe: expected a number"},
      {[](Json& json) { json["breakdown_cycles"]["fill"] = 1.5; }, "breakdown_cycles.fill"},
      {[](Json& json) { json["area_um2"].erase("total"); }, "missing key area_um2.total"},
      {[](Json& json) { json["prices"][0].erase("source"); }, "missing key prices[0].source"},
      {[](Json& json) { json["layers"][1].erase("cycles"); }, "missing key layers[1].cycles"},
      {[](Json& json) { json["layers"][0]["accuracy"]["cosine"] = "near"; }, "layers[0].accuracy.cosine"},
      {[](Json& json) { json["layers"] = 3; }, "layers: expected a list"},
      {[](Json& json) { json["unpriced"] = Json::array({1}); }, "unpriced.0: expected a text"},
      {[](Json& json) { json["workload"].erase("name"); }, "missing key workload.name"},
  };
  for (const Change& change : changes) {
    Json json = sample_result();
    change.apply(json);
    const std::string text = error_of(json.dump());
    EXPECT_NE(text.find(change.expected), std::string::npos) << change.expected << " not in: " << text;
  }
}

}  // namespace
}  // namespace lop::report
