// lopsim validate: whether a configuration can run.
#include <memory>

#include "sim/accuracy/image_model.hpp"
#include "sim/accuracy/language_model.hpp"
#include "sim/cli/arguments.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/output.hpp"
#include "sim/published/run_published.hpp"
#include "sim/system/run_config.hpp"

namespace lop::cli {

void add_validate_command(CLI::App& app, int&) {
  CLI::App* const command =
      app.add_subcommand("validate", "Check a configuration: print ok, or what is wrong and where");
  command->footer("Example:\n  lopsim validate configs/systems/bitmod.yaml --set pe.parameters.weight_mode=int6");
  const auto arguments = std::make_shared<ConfigArguments>();
  arguments->add_to(*command);
  command->callback([arguments] {
    const config::Document document = arguments->load();
    if (accuracy::is_image_model(document)) {
      accuracy::read_image_model(document);
    } else if (accuracy::is_language_model(document)) {
      accuracy::read_language_model(document);
    } else if (published::is_published(document)) {
      published::run_published(document);
    } else {
      sim::read_run_config(document);
    }
    print("ok\n");
  });
}

}  // namespace lop::cli
