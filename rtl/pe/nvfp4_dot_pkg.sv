// Widths of the NVFP4 slice.
package nvfp4_dot_pkg;

  localparam int unsigned Lanes               = 8;
  localparam int unsigned ActivationCodeWidth = 4;   // E2M1
  localparam int unsigned WeightCodeWidth     = 4;
  localparam int unsigned MetadataWidth       = 8;   // UE4M3 scale, bit 7 ignored
  localparam int unsigned RowMetadataWidth    = 8;
  localparam int unsigned ModeWidth           = 1;   // one mode

  // {invalid, lanes x {sign, exponent[1:0], significand[1:0]}}; no code of an element is invalid.
  localparam int unsigned ExponentWidth          = 2;
  localparam int unsigned SignificandWidth       = 2;
  localparam int unsigned LaneWidth              = 1 + ExponentWidth + SignificandWidth;
  localparam int unsigned ActivationOperandWidth = Lanes * LaneWidth + 1;
  localparam int unsigned WeightOperandWidth     = Lanes * LaneWidth + 1;
  // For the column units: {NaN, exponent[3:0], significand[3:0]} of the scale, in units of its last place.
  localparam int unsigned RowOperandWidth    = 9;
  localparam int unsigned ColumnOperandWidth = 9;

  // 16 products of at most 144 quarters and a sign.
  localparam int unsigned SumWidth    = 13;
  localparam int unsigned ResultWidth = SumWidth + 1;   // {invalid, sum}

  localparam int unsigned AccumulatorWidth  = 32;
  localparam int unsigned OutWidth          = 32;
  localparam int unsigned ChannelScaleWidth = 32;
  localparam int unsigned FlagWidth         = 1;
  localparam int unsigned ColumnLatency     = 3;

  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = 3;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

endpackage : nvfp4_dot_pkg
