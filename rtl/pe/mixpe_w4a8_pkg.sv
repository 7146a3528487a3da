// Widths of the MixPE slice of 4-bit weights and INT8 activations.
//
// Variant:
//   [3:0] multiplier   0 shift_add, 1 precomputed_3x, 2 booth, 3 inferred
//   [7:4] growth       sums hold groups of 128 x 2^growth elements, at most 8192
// Ports between units have the width of growth 6; what a smaller growth does not use is a copy of the sign.
package mixpe_w4a8_pkg;

  localparam int unsigned Lanes               = 1;
  localparam int unsigned ActivationCodeWidth = 8;
  localparam int unsigned WeightCodeWidth     = 4;
  localparam int unsigned MetadataWidth       = 36;  // {zero point[3:0], scale[31:0]}
  localparam int unsigned RowMetadataWidth    = 1;   // none; a port needs a bit
  localparam int unsigned ModeWidth           = 1;   // 0 uint4, 1 int4

  // {3 x[9:0], x[7:0]}; 3 x is 0 unless the multiplier takes it.
  localparam int unsigned ActivationOperandWidth = 18;
  // Two's complement, -8..15.
  localparam int unsigned WeightOperandWidth = 5;
  // P: 15 * 128 * 8192 is below 2^24.
  localparam int unsigned ResultWidth = 25;
  // A: 128 * 8192 = 2^20.
  localparam int unsigned RowOperandWidth = 21;
  // {has a zero point, zero point[3:0], scale[31:0]}.
  localparam int unsigned ColumnOperandWidth = 37;

  localparam int unsigned AccumulatorWidth  = 32;
  localparam int unsigned OutWidth          = 16;
  localparam int unsigned ChannelScaleWidth = 32;
  localparam int unsigned FlagWidth         = 1;
  // Zero point; difference and conversion; scale; accumulator.
  localparam int unsigned ColumnLatency     = 4;

  function automatic int unsigned sum_width(input logic [31:0] variant);
    sum_width = 19 + 32'(variant[7:4]);
  endfunction

  function automatic int unsigned row_sum_width(input logic [31:0] variant);
    row_sum_width = 15 + 32'(variant[7:4]);
  endfunction

  function automatic bit sign_magnitude_weights(input logic [31:0] variant);
    sign_magnitude_weights = 1'b0;
  endfunction

  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = 1;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

endpackage : mixpe_w4a8_pkg
