// Widths of the MixPE slice of 4-bit weights and FP16 activations.
//
// Variant:
//   [3:0]   multiplier    0 shift_add, 1 precomputed_3x, 2 booth, 3 inferred
//   [7:4]   growth        fixed-point sums hold groups of 128 x 2^growth elements, at most 8192
//   [9:8]   accumulator   0 fp32, 1 fp16, 2 block_aligned
//   [15:12] guard bits of block_aligned less 3, modulo 16
// Ports between units have the width of 8 guard bits and growth 6; the rest is a copy of the sign, or zero.
package mixpe_w4a16_pkg;

  localparam int unsigned Lanes               = 1;
  localparam int unsigned ActivationCodeWidth = 16;
  localparam int unsigned WeightCodeWidth     = 4;
  localparam int unsigned MetadataWidth       = 36;  // {zero point[3:0], scale[31:0]}
  localparam int unsigned RowMetadataWidth    = 5;   // block_aligned: largest exponent field of a group's activations
  localparam int unsigned ModeWidth           = 1;   // 0 uint4, 1 int4

  // block_aligned: {3 x, x}, x signed on the group's grid. Floats: {3 significand, sign, exponent[5:0], significand[10:0]},
  // normalised. The triple is 0 unless the multiplier takes it.
  localparam int unsigned ActivationOperandWidth = 42;
  // block_aligned: two's complement, -8..15. Floats: {sign, magnitude[3:0]}.
  localparam int unsigned WeightOperandWidth = 5;
  // P.
  localparam int unsigned ResultWidth = 37;
  // {invalid, exponent of the grid[4:0], A[32:0]}.
  localparam int unsigned RowOperandWidth = 39;
  // {has a zero point, zero point[3:0], scale[31:0]}.
  localparam int unsigned ColumnOperandWidth = 37;

  localparam int unsigned AccumulatorWidth  = 32;
  localparam int unsigned OutWidth          = 16;
  localparam int unsigned ChannelScaleWidth = 32;
  localparam int unsigned FlagWidth         = 1;
  // Zero point; difference; scale; accumulator.
  localparam int unsigned ColumnLatency     = 4;

  function automatic bit is_block_aligned(input logic [31:0] variant);
    is_block_aligned = variant[9:8] == 2'd2;
  endfunction

  function automatic bit is_fp16(input logic [31:0] variant);
    is_fp16 = variant[9:8] == 2'd1;
  endfunction

  function automatic int unsigned guard_bits(input logic [31:0] variant);
    guard_bits = (32'(variant[15:12]) + 3) % 16;
  endfunction

  // Sign, significand, guard bits.
  function automatic int unsigned aligned_width(input logic [31:0] variant);
    aligned_width = 12 + guard_bits(variant);
  endfunction

  // 15 * 2047 * 2^guard * 128 is below 2^(22 + guard); int4 alone would need a bit less.
  function automatic int unsigned sum_width(input logic [31:0] variant);
    sum_width = is_block_aligned(variant) ? 23 + guard_bits(variant) + 32'(variant[7:4]) : 32;
  endfunction

  function automatic int unsigned row_sum_width(input logic [31:0] variant);
    row_sum_width = is_block_aligned(variant) ? 19 + guard_bits(variant) + 32'(variant[7:4]) : 32;
  endfunction

  function automatic bit sign_magnitude_weights(input logic [31:0] variant);
    sign_magnitude_weights = !is_block_aligned(variant);
  endfunction

  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = is_block_aligned(variant) ? 1 : 2;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

endpackage : mixpe_w4a16_pkg
