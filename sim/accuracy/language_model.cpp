// The reference first, then the model, layer by layer; logits of both a few rows at a time.
#include "sim/accuracy/language_model.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "models/quantizers/refusal.hpp"

namespace lop::accuracy {
namespace {

using network::Matrix;
using network::Prediction;

Matrix rows_of(const Matrix& matrix, std::size_t first, std::size_t count) {
  Matrix rows(count, matrix.columns);
  std::copy_n(matrix.row(first), rows.values.size(), rows.values.begin());
  return rows;
}

/// Such as 0.q, as read_block_roles names them.
network::RoleOf roles_of(const network::DecoderShape& shape) {
  std::map<std::string, std::string> roles;
  for (std::size_t layer = 0; layer < shape.layers; ++layer) {
    for (const network::LinearShape& linear : network::linear_layers(shape, layer)) {
      roles[linear.name] = std::to_string(layer) + "." + linear.role;
    }
  }
  roles[shape.head_name()] = "head";
  return [roles](const std::string& name) { return roles.at(name); };
}

class Runner {
 public:
  Runner(const LanguageModel& model, const OnText& progress)
      : model_(model), progress_(progress), decoder_(model.shape, *model.weights) {}

  Answer run() {
    Answer answer;
    const Arithmetic exact_sums = model_.arithmetic.with_exact_sums();
    const Pass reference = pass(model_.arithmetic.beside_operands ? &exact_sums : nullptr,
                                "reference: " + model_.arithmetic.reference_text());
    if (model_.arithmetic.is_reference()) {
      score(reference, nullptr, answer);
      return answer;
    }
    const Pass own = pass(&model_.arithmetic, model_.arithmetic.text());
    score(own, &reference, answer);
    for (std::size_t layer = 0; layer < model_.shape.layers; ++layer) {
      for (const network::LinearShape& linear : network::linear_layers(model_.shape, layer)) {
        answer.layers.push_back(own.computation->errors(linear.name, linear.n, linear.k));
      }
    }
    if (has_head(model_.arithmetic)) {
      answer.layers.push_back(
          own.computation->errors(model_.shape.head_name(), model_.shape.vocabulary, model_.shape.embedding_width()));
    }
    return answer;
  }

 private:
  /// All layers once.
  struct Pass {
    std::unique_ptr<Computation> computation;  // null: FP32
    Matrix rows;                               // as they leave the last layer
  };

  static bool has_head(const Arithmetic& arithmetic) { return arithmetic.roles.count("head") != 0; }

  void say(const std::string& text) const {
    if (progress_) progress_(model_.name + ": " + text);
  }

  /// arithmetic  null: FP32
  Pass pass(const Arithmetic* arithmetic, const std::string& what) {
    Pass made;
    network::Fp32Products fp32;
    if (arithmetic != nullptr) {
      made.computation = std::make_unique<Computation>(*arithmetic, *model_.weights, roles_of(model_.shape));
    }
    made.rows = last_rows(made.computation ? made.computation->products() : fp32, what);
    return made;
  }

  std::unique_ptr<const network::Head> head_of(const Pass& pass) const {
    const bool through_products = pass.computation && has_head(model_.arithmetic);
    network::Products* products = through_products ? &pass.computation->products() : nullptr;
    return std::make_unique<network::Head>(model_.shape, *model_.weights, products,
                                           through_products ? model_.samples.sequence : 1);
  }

  Matrix last_rows(network::Products& products, const std::string& what) {
    Matrix rows = decoder_.embedded(model_.samples.inputs);
    decoder_.run(rows, model_.samples.sequence, products, [&](std::size_t layer, std::size_t done) {
      say(fmt::format("{}, layer {} of {}, {} of {} tokens", what, layer + 1, model_.shape.layers, done, rows.rows));
    });
    return rows;
  }

  /// reference  null where there is no other
  void score(const Pass& own, const Pass* reference, Answer& answer) {
    const Matrix& rows = own.rows;
    const auto own_head = head_of(own);
    // An FP32 head is the reference's too.
    const auto reference_head = reference != nullptr && has_head(model_.arithmetic) ? head_of(*reference) : nullptr;
    const network::Head &head = *own_head, &other_head = reference_head ? *reference_head : head;
    const std::vector<std::uint32_t>& targets = model_.samples.targets;
    const std::size_t vocabulary = model_.shape.vocabulary;
    std::vector<Prediction> predictions(rows.rows), reference_predictions(reference == nullptr ? 0 : rows.rows);
    std::vector<double> divergences(reference_predictions.size());
    report::Sha256 hash;
    for (std::size_t first = 0; first < rows.rows; first += head.rows_at_a_time()) {
      say(fmt::format("scoring, {} of {}", first, rows.rows));
      const std::size_t count = std::min(head.rows_at_a_time(), rows.rows - first);
      const Matrix logits = head.logits(rows_of(rows, first, count));
      const Matrix other = reference == nullptr ? Matrix() : other_head.logits(rows_of(reference->rows, first, count));
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count), [&](const tbb::blocked_range<std::size_t>& range) {
        for (std::size_t r = range.begin(); r < range.end(); ++r) {
          predictions[first + r] = network::predict(logits.row(r), vocabulary, targets[first + r]);
          if (reference == nullptr) continue;
          reference_predictions[first + r] = network::predict(other.row(r), vocabulary, targets[first + r]);
          divergences[first + r] = network::kl_divergence(other.row(r), logits.row(r), vocabulary);
        }
      });
      hash_logits(hash, logits);
    }
    answer.output_sha256 = hash.hex();
    answer.scores = summarize(predictions, targets);
    if (reference == nullptr) return;
    answer.comparison = compare(predictions, reference_predictions, divergences, targets, model_.samples.sequence);
  }

  const LanguageModel& model_;
  const OnText& progress_;
  network::Decoder decoder_;
};

}  // namespace

Answer run_language_model(const LanguageModel& model, const OnText& progress) {
  const std::string key = model.arithmetic.key();
  try {
    return Runner(model, progress).run();
  } catch (const quantizers::QuantizeError& error) {
    model.document.root().fail(key, std::string("its numbers leave the range that can be taken: ") + error.what());
  } catch (const pe::OperandError& error) {
    model.document.root().fail(key, error.what());
  }
}

}  // namespace lop::accuracy
