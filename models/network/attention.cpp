// Sequences and KV heads are independent, so threads share them out.
#include "models/network/attention.hpp"

#include <tbb/blocked_range2d.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "models/network/layers.hpp"

namespace lop::network {
namespace {

/// Columns first .. first + width of `count` rows from `begin`.
Matrix part(const Matrix& rows, std::size_t begin, std::size_t count, std::size_t first, std::size_t width) {
  Matrix out(count, width);
  for (std::size_t r = 0; r < count; ++r) std::copy_n(rows.row(begin + r) + first, width, out.row(r));
  return out;
}

Matrix transposed(const Matrix& matrix) {
  Matrix out(matrix.columns, matrix.rows);
  for (std::size_t r = 0; r < matrix.rows; ++r) {
    for (std::size_t c = 0; c < matrix.columns; ++c) out(c, r) = matrix(r, c);
  }
  return out;
}

void weigh(Matrix& scores, float scale, bool causal) {
  for (std::size_t r = 0; r < scores.rows; ++r) {
    float* row = scores.row(r);
    const std::size_t seen = causal ? r + 1 : scores.columns;
    for (std::size_t t = 0; t < seen; ++t) row[t] *= scale;
    softmax(row, seen);
    std::fill(row + seen, row + scores.columns, 0.0f);
  }
}

}  // namespace

Matrix attend(const AttentionShape& shape, std::size_t layer, const Products& products, const Matrix& queries,
              const Matrix& keys, const Matrix& values, std::size_t sequence) {
  const std::size_t width = shape.width, group = shape.heads / shape.kv_heads;
  const auto scale = static_cast<float>(1 / std::sqrt(static_cast<double>(width)));
  Matrix out(queries.rows, queries.columns);
  const auto one_head = [&](std::size_t begin, std::size_t kv_head) {
    const std::size_t count = std::min(sequence, queries.rows - begin);
    const auto key_product =
        products.attention(AttentionProduct::kScores, layer, part(keys, begin, count, kv_head * width, width));
    const auto value_product = products.attention(AttentionProduct::kValues, layer,
                                                  transposed(part(values, begin, count, kv_head * width, width)));
    for (std::size_t head = kv_head * group; head < (kv_head + 1) * group; ++head) {
      Matrix scores = key_product->apply(part(queries, begin, count, head * width, width), count);
      weigh(scores, scale, shape.causal);
      const Matrix sums = value_product->apply(scores, count);
      for (std::size_t r = 0; r < count; ++r) std::copy_n(sums.row(r), width, out.row(begin + r) + head * width);
    }
  };
  const std::size_t sequences = (queries.rows + sequence - 1) / sequence;
  tbb::parallel_for(tbb::blocked_range2d<std::size_t>(0, sequences, 1, 0, shape.kv_heads, 1),
                    [&](const tbb::blocked_range2d<std::size_t>& range) {
                      for (std::size_t s = range.rows().begin(); s < range.rows().end(); ++s) {
                        for (std::size_t h = range.cols().begin(); h < range.cols().end(); ++h) {
                          one_head(s * sequence, h);
                        }
                      }
                    });
  return out;
}

}  // namespace lop::network
