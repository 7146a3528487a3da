// Widths and codes of the BitMoD slice.
//
// Variant, four bits a build-time parameter, the index of its value in models/pe/pe_catalog.def:
//   [3:0] alignment   0 bsig_aware, 1 five_input, 2 post_shift
//   [7:4] rounding    0 truncate, 1 nearest_even
//   [11:8] scale bits 0 -> 8, 1 -> 4, 2 -> 5, 3 -> 6, 4 -> 7
package bitmod_pkg;

  localparam int unsigned Lanes               = 4;
  localparam int unsigned ActivationCodeWidth = 16;
  localparam int unsigned WeightCodeWidth     = 8;
  localparam int unsigned MetadataWidth       = 10;  // {special index[1:0], scale[7:0]}
  localparam int unsigned RowMetadataWidth    = 1;   // none; a port needs a bit
  localparam int unsigned ModeWidth           = 3;

  // Per row: {invalid, lanes x {sign, exponent[4:0], significand[10:0]}}.
  localparam int unsigned ActivationOperandWidth = 69;
  // Per column: {scale bit, bsig[2:0], lanes x {sign, man, exp[1:0]}}.
  localparam int unsigned WeightOperandWidth = 20;
  // Per PE: {invalid, half unit, e_GRP[5:0], m_GRP[22:0]}.
  localparam int unsigned ResultWidth = 31;
  // For the column units, beside what the PEs take: nothing.
  localparam int unsigned RowOperandWidth    = 0;
  localparam int unsigned ColumnOperandWidth = 0;

  localparam int unsigned AccumulatorWidth  = 32;
  localparam int unsigned OutWidth          = 16;
  localparam int unsigned ChannelScaleWidth = 32;
  localparam int unsigned FlagWidth         = 1;
  localparam int unsigned ColumnLatency     = 2;

  // Step at the PE -> group accumulator final.
  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = (variant[3:0] == 4'd2) ? 3 : 2;
  endfunction

  // Dequantisation: one scale bit a cycle, the last one writes the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = (variant[11:8] == 4'd0) ? 8 : 32'(variant[11:8]) + 3;
  endfunction

  // Run-time modes, as in models/pe/pe_catalog.def.
  localparam logic [2:0] ModeInt8 = 3'd0;
  localparam logic [2:0] ModeInt6 = 3'd1;
  localparam logic [2:0] ModeInt5 = 3'd2;
  localparam logic [2:0] ModeInt4 = 3'd3;
  localparam logic [2:0] ModeInt3 = 3'd4;
  localparam logic [2:0] ModeFp4  = 3'd5;
  localparam logic [2:0] ModeFp3  = 3'd6;

endpackage : bitmod_pkg
