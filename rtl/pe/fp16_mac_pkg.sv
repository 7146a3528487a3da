// Widths of the FP16 MAC slice.
//
// Variant: [3:0] accumulator, 0 fp32, 1 fp16 (then the upper halves of accumulator and output are zero).
package fp16_mac_pkg;

  localparam int unsigned Lanes               = 1;
  localparam int unsigned ActivationCodeWidth = 16;
  localparam int unsigned WeightCodeWidth     = 16;
  localparam int unsigned MetadataWidth       = 1;   // none; a port needs a bit
  localparam int unsigned RowMetadataWidth    = 1;
  localparam int unsigned ModeWidth           = 1;   // one mode

  // {invalid, sign, exponent[5:0], significand[10:0]}, normalised.
  localparam int unsigned ActivationOperandWidth = 19;
  localparam int unsigned WeightOperandWidth     = 19;
  // {invalid, accumulator[31:0]}.
  localparam int unsigned ResultWidth = 33;
  // For the column units, beside what the PEs take: nothing.
  localparam int unsigned RowOperandWidth    = 0;
  localparam int unsigned ColumnOperandWidth = 0;

  localparam int unsigned AccumulatorWidth  = 32;
  localparam int unsigned OutWidth          = 32;
  localparam int unsigned ChannelScaleWidth = 1;     // none; a port needs a bit
  localparam int unsigned FlagWidth         = 1;
  localparam int unsigned ColumnLatency     = 0;

  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = 2;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

endpackage : fp16_mac_pkg
