// The reference beside the model, a batch of images at a time.
#include "sim/accuracy/image_model.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>

#include "models/quantizers/error_metrics.hpp"
#include "models/quantizers/refusal.hpp"

namespace lop::accuracy {
namespace {

using network::ClassifierRunner;
using network::Matrix;

/// The roles of an image network are its layers' names.
std::string own_name(const std::string& name) { return name; }

std::unique_ptr<Computation> operands_of(const ImageModel& model) {
  if (!model.arithmetic.beside_operands) return nullptr;
  return std::make_unique<Computation>(model.arithmetic.with_exact_sums(), model.network->weights(), own_name);
}

class Run {
 public:
  Run(const ImageModel& model, const std::function<void(const std::string&)>& progress)
      : model_(model),
        progress_(progress),
        operands_(operands_of(model)),
        reference_(model.network->runner(operands_ ? operands_->products() : fp32_)) {}

  ImageAnswer run() {
    if (model_.arithmetic.is_reference()) {
      for_each_batch(*reference_, [&](const std::uint8_t* pixels, std::size_t images) {
        keep(reference_->logits(pixels, images), classes_);
      });
    } else {
      Computation computation(model_.arithmetic, model_.network->weights(), own_name);
      const std::unique_ptr<ClassifierRunner> runner = model_.network->runner(computation.products());
      for_each_batch(*runner, [&](const std::uint8_t* pixels, std::size_t images) {
        const Matrix expected = reference_->logits(pixels, images);
        const std::vector<std::size_t> some = classes_of(expected);
        reference_classes_.insert(reference_classes_.end(), some.begin(), some.end());
        const Matrix logits = runner->logits(pixels, images);
        logit_error_.add(expected.values.data(), logits.values.data(), logits.values.size());
        keep(logits, classes_);
      });
      answer_.comparison = compare(classes_, reference_classes_, model_.labels);
      answer_.logit_sqnr_db = logit_error_.sqnr_db();
      for (const network::Classifier::Layer& layer : model_.network->layers()) {
        answer_.layers.push_back(computation.errors(layer.name, layer.n, layer.k));
      }
    }
    answer_.scores = summarize(classes_, model_.labels);
    answer_.output_sha256 = hash_.hex();
    return std::move(answer_);
  }

 private:
  template <typename Body>
  void for_each_batch(const ClassifierRunner& runner, Body body) {
    const std::size_t images = model_.labels.size(), batch = runner.images_at_a_time();
    for (std::size_t first = 0; first < images; first += batch) {
      if (progress_) progress_(fmt::format("{}: {} of {} images", model_.name, first, images));
      const std::uint8_t* pixels = model_.pixels.data() + first * model_.network->image().elements();
      body(pixels, std::min(batch, images - first));
    }
  }

  void keep(const Matrix& logits, std::vector<std::size_t>& classes) {
    const std::vector<std::size_t> some = classes_of(logits);
    classes.insert(classes.end(), some.begin(), some.end());
    hash_logits(hash_, logits);
  }

  const ImageModel& model_;
  const std::function<void(const std::string&)>& progress_;
  network::Fp32Products fp32_;
  std::unique_ptr<Computation> operands_;  // of the reference; null where that is FP32
  std::unique_ptr<ClassifierRunner> reference_;
  std::vector<std::size_t> classes_, reference_classes_;
  quantizers::ErrorMeter logit_error_;
  report::Sha256 hash_;
  ImageAnswer answer_;
};

/// Matrices of a batch come and go: a C library that gives each back to the system spends half the time on it.
void keep_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

}  // namespace

ImageAnswer run_image_model(const ImageModel& model, const std::function<void(const std::string&)>& progress) {
  keep_memory();
  const std::string key = model.arithmetic.key();
  try {
    return Run(model, progress).run();
  } catch (const quantizers::QuantizeError& error) {
    model.document.root().fail(key, std::string("its numbers leave the range that can be taken: ") + error.what());
  } catch (const pe::OperandError& error) {
    model.document.root().fail(key, error.what());
  }
}

}  // namespace lop::accuracy
