// The program on a configuration of fidelity values: result file, messages, exit codes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <tuple>

#include "tests/sim/accuracy/small_checkpoint.hpp"
#include "tests/sim/cli/program.hpp"

namespace lop::accuracy {
namespace {

using cli::test::lopsim;
using cli::test::Ran;
using test::SmallCheckpoint;

const std::string kShipped = LOP_SOURCE_DIR "/configs/accuracy/language_model.yaml";

Ran run_shipped(const SmallCheckpoint& files, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {
      "run", kShipped, "--set", "workload.network=net", "--set", "workload.tokens=tokens.u16"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return lopsim(files.folder.path().string(), arguments);
}

TEST(AccuracyCommand, TheShippedConfigurationTakesAnyFolderAndTokens) {
  const SmallCheckpoint files(300);
  const Ran ran = run_shipped(files, {"--set", "quantize.weights=bitmod4", "--out", "r.json"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = nlohmann::json::parse(lop::test::content(files.folder / "r.json"));
  EXPECT_EQ(json["fidelity"], "values");
  EXPECT_EQ(json["accuracy"]["predictions"], 299);
  EXPECT_GT(json["accuracy"]["reference"]["perplexity"], 1);
  EXPECT_FALSE(json.contains("totals"));
  EXPECT_TRUE(json["provenance"].contains("wall_s"));
}

TEST(AccuracyCommand, TheShippedNetworkHasTheLossThatItsTrainingFound) {
  const SmallCheckpoint files;
  const Ran ran = lopsim(files.folder.path().string(), {"run", kShipped, "--set", "workload.predictions=4096"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  // As PyTorch and numpy compute it, workloads/speeches_llama_2m/README.md.
  EXPECT_NEAR(nlohmann::json::parse(ran.out)["accuracy"]["nll"], 2.550269, 2e-5);
}

TEST(AccuracyCommand, EveryFormOfDecoderRunsExactlyAndThroughAPe) {
  const lop::test::TemporaryFolder folder;
  for (const auto& [form, nll, layers] : {std::tuple{"opt", 6.852420, 12},
                                          {"opt_post_norm", 6.662172, 12},
                                          {"phi", 5.885775, 12},
                                          {"llama", 4.827950, 14}}) {
    const std::string files = std::string(LOP_SOURCE_DIR "/tests/sim/accuracy/decoders/") + form;
    const auto accuracy = [&](const std::vector<std::string>& more) {
      std::vector<std::string> arguments = {"run",   kShipped,
                                            "--set", "workload.network=" + files,
                                            "--set", "workload.tokens=" + files + "/tokens.u16",
                                            "--set", "workload.sequence_length=24"};
      arguments.insert(arguments.end(), more.begin(), more.end());
      const Ran ran = lopsim(folder.path().string(), arguments);
      EXPECT_EQ(ran.exit_code, 0) << ran.err;
      return nlohmann::json::parse(ran.out);
    };
    const auto exact = accuracy({}), pe = accuracy({"--set", "arithmetic=bitmod", "--set", "layers.1.down=exact"});
    EXPECT_NEAR(exact["accuracy"]["nll"], nll, 2e-6) << form;  // as write_decoders.py found it
    EXPECT_EQ(pe["accuracy"]["reference"]["nll"], exact["accuracy"]["nll"]) << form;
    EXPECT_GT(pe["accuracy"]["kl_divergence"], 0) << form;
    EXPECT_LT(pe["accuracy"]["kl_divergence"], 0.1) << form;
    ASSERT_EQ(pe["layers"].size(), layers) << form;
    for (int i = 0; i < layers - 1; ++i) EXPECT_GT(pe["layers"][i]["sqnr_db"], 20) << form << i;
    EXPECT_TRUE(pe["layers"][layers - 1]["sqnr_db"].is_null()) << form;
  }
}

TEST(AccuracyCommand, ANoticeSaysWhatWasClippedAndADryRunComputesNothing) {
  const SmallCheckpoint files(300);
  const Ran ran = run_shipped(files, {"--set", "workload.predictions=5000"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.err.find("note: workload.predictions: 5000 were asked for, the tokens give 299"), std::string::npos)
      << ran.err;
  const Ran dry = run_shipped(files, {"--dry-run"});
  EXPECT_EQ(dry.exit_code, 0);
  EXPECT_NE(dry.out.find("299 predictions in sequences of 128"), std::string::npos) << dry.out;
}

TEST(AccuracyCommand, BadInputEndsWithTwoAndThePlace) {
  const SmallCheckpoint files(300);
  const Ran missing = lopsim(files.folder.path().string(), {"run", kShipped, "--set", "workload.network=none"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_NE(missing.err.find("workload.network: no folder"), std::string::npos) << missing.err;
  const Ran type = run_shipped(files, {"--set", "quantize.weights=int1"});
  EXPECT_EQ(type.exit_code, 2);
  EXPECT_NE(type.err.find("quantize.weights=int1"), std::string::npos) << type.err;
  const Ran valid = lopsim(files.folder.path().string(), {"validate", "model.yaml"});
  EXPECT_EQ(valid.exit_code, 0) << valid.err;
}

TEST(AccuracyCommand, ASweepHasItsFiguresInARow) {
  const SmallCheckpoint files(300);
  files.folder.write("sweep.yaml", "name: types\nbase: model.yaml\ngrid: {quantize.weights: [none, int3]}\n");
  const Ran ran = lopsim(files.folder.path().string(), {"sweep", "sweep.yaml", "--out", "sweep"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const std::string table = lop::test::content(files.folder / "sweep/results.csv");
  EXPECT_NE(table.find("accuracy.perplexity"), std::string::npos) << table;
  EXPECT_NE(table.find("accuracy.delta_nll"), std::string::npos) << table;
}

TEST(AccuracyCommand, ImagesRunFromTheShippedConfigurationThroughAPe) {
  const lop::test::TemporaryFolder folder;
  const std::string images = LOP_SOURCE_DIR "/configs/accuracy/image_network.yaml";
  const std::vector<std::string> few = {
      "run", images, "--set", "workload.predictions=20", "--set", "arithmetic=int8_mac"};
  std::vector<std::string> written = few, dry = few;
  written.insert(written.end(), {"--out", "r.json"});
  dry.push_back("--dry-run");
  const Ran ran = lopsim(folder.path().string(), written);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto json = nlohmann::json::parse(lop::test::content(folder / "r.json"));
  EXPECT_EQ(json["accuracy"]["images"], 20);
  EXPECT_TRUE(json["accuracy"].contains("flipped"));
  const Ran outline = lopsim(folder.path().string(), dry);
  EXPECT_NE(outline.out.find("fidelity values, int8_mac"), std::string::npos) << outline.out;
  EXPECT_NE(outline.out.find("3024384 MACs an image\n20 images of [1, 28, 28]\nlayers: conv1 conv2 fc1 fc2\n"),
            std::string::npos)
      << outline.out;
  EXPECT_EQ(lopsim(folder.path().string(), {"validate", images}).exit_code, 0);
}

}  // namespace
}  // namespace lop::accuracy
