// Widths of the RMMEC slice.
//
// Variant, four bits a build-time parameter, the index of its value:
//   [3:0] lane plan      0 linear, 1 quadratic
//   [7:4] output format  0 posit16_1, 1 posit8_0, 2 posit4_1, 3 e2m1, 4 fp32
package rmmec_pkg;

  // A word has room for the 4-bit lanes of the quadratic plan; a mode packs its codes into the low bits, element 0 lowest.
  localparam int unsigned Lanes               = 16;
  localparam int unsigned ActivationCodeWidth = 4;
  localparam int unsigned WeightCodeWidth     = 4;
  localparam int unsigned MetadataWidth       = 1;   // none; a port needs a bit
  localparam int unsigned RowMetadataWidth    = 1;   // none
  localparam int unsigned ModeWidth           = 2;

  localparam int unsigned ActivationOperandWidth = 64;
  localparam int unsigned WeightOperandWidth     = 64;
  localparam int unsigned RowOperandWidth        = 0;
  localparam int unsigned ColumnOperandWidth     = 0;

  // {mode[1:0], overflow_negative, mode_change, overflow, nar, quire[127:0]}: of a PE its lane quires, then their sum.
  localparam int unsigned QuireWidth       = 128;
  localparam int unsigned ResultWidth      = 134;
  localparam int unsigned AccumulatorWidth = 134;
  localparam int unsigned OutWidth          = 32;
  localparam int unsigned ChannelScaleWidth = 1;     // none
  localparam int unsigned FlagWidth         = 3;     // {mode_change, overflow, nar}
  localparam int unsigned ColumnLatency     = 0;

  localparam logic [1:0] ModeFp4 = 2'd0;
  localparam logic [1:0] ModeP4  = 2'd1;
  localparam logic [1:0] ModeP8  = 2'd2;
  localparam logic [1:0] ModeP16 = 2'd3;

  // Decode, multiply, align, accumulate.
  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = 4;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

  function automatic int unsigned lanes_of_4_bits(input bit quadratic);
    lanes_of_4_bits = quadratic ? 16 : 4;
  endfunction

  function automatic int unsigned lanes_of_8_bits(input bit quadratic);
    lanes_of_8_bits = quadratic ? 4 : 2;
  endfunction

endpackage : rmmec_pkg
