// A layer becomes several, which read the same activations.
#include "workloads/channel_groups.hpp"

#include <algorithm>
#include <string>

#include "workloads/limits.hpp"

namespace lop::workloads {
namespace {

struct ChannelGroup {
  std::int64_t channels = 0;
  std::map<std::string, std::string> parameters;
};

std::vector<ChannelGroup> read_groups(const config::Map& roles, const std::string& role) {
  std::vector<ChannelGroup> groups;
  for (const config::Map& map : roles.maps(role)) {
    ChannelGroup group{map.integer("channels", 1, kExtentMax), {}};
    if (map.has("parameters")) group.parameters = map.scalars("parameters");
    map.finish();
    groups.push_back(std::move(group));
  }
  return groups;
}

Layer part_of(const Layer& layer, const ChannelGroup& group, std::int64_t first, std::size_t index) {
  Layer part = layer;
  const std::string suffix = ".channels[" + std::to_string(index) + "]";
  part.name += suffix;
  part.role += suffix;
  part.n = group.channels;
  part.first_channel = layer.first_channel + first;
  for (const auto& [name, value] : group.parameters) part.parameters[name] = value;
  if (part.convolution) part.convolution->output_channels = group.channels;
  return part;
}

void check(const config::Map& roles, const std::string& role, const Layer& layer,
           const std::vector<ChannelGroup>& groups) {
  if (!layer.operation.empty()) roles.fail(role, "a vector operation has no output channels");
  if (layer.attends) roles.fail(role, "positions of the context are not output channels");
  if (layer.convolution && layer.convolution->groups > 1) {
    roles.fail(role, "a convolution in groups has output channels in each; expected a layer without");
  }
  std::int64_t sum = 0;
  for (const ChannelGroup& group : groups) sum += group.channels;
  if (sum != layer.n) {
    roles.fail(role, "the groups have " + std::to_string(sum) + " channels; expected the " + std::to_string(layer.n) +
                         " of layer '" + layer.name + "'");
  }
}

}  // namespace

void split_channels(const config::Map& section, std::vector<Layer>& layers) {
  if (!section.has("channel_groups")) return;
  const config::Map roles = section.map("channel_groups");
  for (const std::string& role : roles.keys()) {
    const std::vector<ChannelGroup> groups = read_groups(roles, role);
    std::vector<Layer> split;
    bool found = false;
    for (const Layer& layer : layers) {
      if (layer.role != role) {
        split.push_back(layer);
        continue;
      }
      found = true;
      check(roles, role, layer, groups);
      std::int64_t first = 0;
      for (std::size_t i = 0; i < groups.size(); ++i) {
        split.push_back(part_of(layer, groups[i], first, i));
        first += groups[i].channels;
      }
    }
    if (!found) roles.fail(role, "no layer '" + role + "' in the workload");
    layers = std::move(split);
  }
  roles.finish();
}

}  // namespace lop::workloads
