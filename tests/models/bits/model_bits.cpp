// Hashes of what models/ computes, a line a part and one of all: the same from every compiler, optimisation level and
// number of threads.
//
// usage: model_bits [THREADS]
#include <tbb/global_control.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/formats/fp32.hpp"
#include "models/formats/number_format.hpp"
#include "models/formats/rounding.hpp"
#include "models/network/decoder.hpp"
#include "models/network/elementary.hpp"
#include "models/network/image_layers.hpp"
#include "models/network/quantized_products.hpp"
#include "models/quantizers/round_trip.hpp"
#include "models/tensor/fast_gemm.hpp"
#include "models/tensor/fp32_gemm.hpp"
#include "sim/report/sha256.hpp"
#include "tests/models/tensor/kernel_operands.hpp"
#include "tests/models/tensor/kernel_variants.hpp"

namespace lop {
namespace {

using Matrix = tensor::Matrix<float>;

/// A NaN counts as a NaN: which one no compiler promises.
class Bits {
 public:
  template <typename Integer>
  void codes(const std::vector<Integer>& all) {
    hash_.update(all.data(), all.size() * sizeof(Integer));
  }
  void numbers(const std::vector<float>& all) {
    std::vector<std::uint32_t> bits;
    for (const float value : all) bits.push_back(formats::fp32_canonical(value));
    codes(bits);
  }
  void number(double value) {
    const double canonical = value == value ? value : 0x1p1023;
    hash_.update(&canonical, sizeof canonical);
  }
  std::string hex() { return hash_.hex(); }

 private:
  report::Sha256 hash_;
};

/// From -1 to 1, exact in FP32.
float uniform(std::uint64_t seed, std::uint64_t index) {
  return static_cast<float>(static_cast<std::int64_t>(formats::counter_random(seed, index) >> 40) - (1 << 23)) *
         0x1p-23f;
}

Matrix random_matrix(std::size_t rows, std::size_t columns, std::uint64_t seed, float scale = 1) {
  Matrix matrix(rows, columns);
  for (std::size_t i = 0; i < matrix.values.size(); ++i) {
    const float value = uniform(seed, i);
    matrix.values[i] = scale * value * value * value;  // now and then an outlier
  }
  return matrix;
}

void number_formats(Bits& bits) {
  for (const char* name : {"int4", "uint3", "fp3", "fp4", "e2m3", "e4m3", "e5m2", "fp16", "bf16", "fp32", "posit4_1",
                           "posit8_0", "posit8_1", "posit16_1", "flint4", "pot4"}) {
    const formats::NumberFormat format = formats::number_format(name);
    for (std::uint64_t i = 0; i < 20000; ++i) {
      const auto code = static_cast<std::uint32_t>(formats::counter_random(1, i)) & format.mask();
      bits.number(format.decode(code));
      const double value = static_cast<double>(uniform(2, i)) * network::exponential(uniform(3, i) * 30.0);
      bits.codes(std::vector<std::uint32_t>{format.encode(value)});
    }
  }
}

void round_trips(Bits& bits) {
  for (const char* type :
       {"int2", "int4", "int8", "int3_asym", "int4_asym", "fp3", "fp4", "bitmod3", "bitmod4", "ant4", "olive4",
        "trit_planes", "binary_planes", "e4m3", "posit8_0", "mx_e2m1", "mx_int8", "nvfp4"}) {
    Matrix values = random_matrix(33, 300, 4, 3);
    quantizers::RoundTrip(type, quantizers::RunLength{128}).apply(values);
    bits.numbers(values.values);
  }
}

/// Every build of every PE in every mode, through the fastest kernel there is and through the steps that define it.
void processing_elements(Bits& bits) {
  for (const std::string& stem : pe::stems()) {
    for (const pe::Choices& choices : test::variants(stem)) {
      const auto slice = pe::make_slice(stem, choices);
      for (int mode = 0; mode < static_cast<int>(slice->modes().size()); ++mode) {
        const test::OperandSource source(*slice, mode);
        bits.codes(tensor::fast_gemm(*slice, mode, source.draw(test::CodeDraw::kFinite, 65, 150, 70, 5)).values);
        bits.codes(tensor::reference_gemm(*slice, mode, source.draw(test::CodeDraw::kAny, 3, 70, 5, 6)).values);
      }
    }
  }
}

/// Weights from nothing but their names.
class NamedWeights : public network::WeightSource {
 public:
  bool has(const std::string& name) const override { return name.find(".bias") != std::string::npos; }
  std::vector<float> vector(const std::string& name, std::size_t size) const override {
    return rows(name, 1, size, 0, 1).values;
  }
  Matrix rows(const std::string& name, std::size_t, std::size_t columns, std::size_t first,
              std::size_t count) const override {
    std::uint64_t seed = 7;
    for (const char letter : name) seed = formats::counter_random(seed, static_cast<std::uint64_t>(letter));
    Matrix part(count, columns);
    for (std::size_t i = 0; i < part.values.size(); ++i) part.values[i] = 0.3f * uniform(seed, first * columns + i);
    return part;
  }
};

void elementary_functions(Bits& bits) {
  for (std::uint64_t i = 0; i < 100000; ++i) {
    const double x = static_cast<double>(uniform(8, i)) * 50;
    bits.number(network::exponential(x));
    bits.number(network::logarithm(x < 0 ? -x : x + 0x1p-40));
    const network::SineCosine turn = network::sine_cosine(x * 1000);
    bits.number(turn.sine);
    bits.number(turn.cosine);
  }
  Matrix rows = random_matrix(50, 77, 9, 8);
  network::gelu(rows);
  bits.numbers(rows.values);
  network::layer_norm(rows, random_matrix(1, 77, 10).values, random_matrix(1, 77, 11).values, 1e-5);
  bits.numbers(rows.values);
}

void decoders(Bits& bits) {
  network::DecoderShape shape;
  shape.hidden = 60;
  shape.layers = 3;
  shape.heads = 6;
  shape.kv_heads = 2;
  shape.head_width = 10;
  shape.ffn = 100;
  shape.vocabulary = 200;
  std::vector<std::uint32_t> tokens;
  for (std::uint64_t i = 0; i < 260; ++i) {
    tokens.push_back(static_cast<std::uint32_t>(formats::counter_random(12, i) % shape.vocabulary));
  }
  const NamedWeights weights;
  for (const char* type : {"", "int4"}) {
    network::Quantization quantization;
    if (*type != 0) {
      quantization.weights = quantization.activations = quantization.cache =
          std::make_shared<const quantizers::RoundTrip>(type, quantizers::RunLength{32});
    }
    network::QuantizedProducts products(quantization);
    const network::Decoder decoder(shape, weights);
    Matrix rows = decoder.embedded(tokens);
    decoder.run(rows, 40, products);
    bits.numbers(network::Head(shape, weights).logits(rows).values);
  }
}

void matrix_products(Bits& bits) {
  bits.numbers(tensor::fp32_gemm(random_matrix(130, 300, 13), random_matrix(90, 300, 14)).values);
}

}  // namespace
}  // namespace lop

int main(int argc, char** argv) {
  std::optional<tbb::global_control> threads;
  if (argc > 1) {
    const int count = std::atoi(argv[1]);
    if (count < 1) {
      std::fputs("model_bits: expected a number of threads\n", stderr);
      return 2;
    }
    threads.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count));
  }
  const std::pair<const char*, std::function<void(lop::Bits&)>> parts[] = {
      {"formats", lop::number_formats},    {"quantizers", lop::round_trips},           {"pe", lop::processing_elements},
      {"fp32_gemm", lop::matrix_products}, {"elementary", lop::elementary_functions}, {"decoder", lop::decoders},
  };
  lop::report::Sha256 all;
  for (const auto& [name, compute] : parts) {
    lop::Bits bits;
    compute(bits);
    const std::string hex = bits.hex();
    all.update(hex.data(), hex.size());
    std::printf("%-12s %s\n", name, hex.c_str());
  }
  std::printf("%-12s %s\n", "all", all.hex().c_str());
}
