// Deep merge, `extends:` and `--set`.
#pragma once

#include <filesystem>
#include <string>

#include "configs/reader/node.hpp"
#include "configs/reader/parse.hpp"

namespace lop::config {

/// The root map of `file` with all it extends.
/// errors  ConfigError
Node load_resolved(const std::filesystem::path& file, Budget& budget);

/// Applies "a.b[2].c=value" to `root`.
/// errors  ConfigError at "--set a.b[2].c=value"
void apply_override(Node& root, const std::string& argument, Budget& budget);

/// Puts a copy of `value` where `path` leads, in place of what is there, maps too; missing maps are made.
/// errors  ConfigError at the place of `value`
void replace_at(Node& root, const std::string& path, const Node& value);

}  // namespace lop::config
