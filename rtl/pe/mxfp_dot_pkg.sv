// Widths of the MX slice, and what its element types are in units of their last places.
package mxfp_dot_pkg;

  localparam int unsigned Lanes               = 8;
  localparam int unsigned ActivationCodeWidth = 8;
  localparam int unsigned WeightCodeWidth     = 8;
  localparam int unsigned MetadataWidth       = 8;   // E8M0 scale
  localparam int unsigned RowMetadataWidth    = 8;
  localparam int unsigned ModeWidth           = 3;

  // {invalid, lanes x {sign, exponent[4:0], significand[7:0]}}.
  localparam int unsigned ExponentWidth          = 5;
  localparam int unsigned SignificandWidth       = 8;
  localparam int unsigned LaneWidth              = 1 + ExponentWidth + SignificandWidth;
  localparam int unsigned ActivationOperandWidth = Lanes * LaneWidth + 1;
  localparam int unsigned WeightOperandWidth     = Lanes * LaneWidth + 1;
  // For the column units: {NaN, exponent of the scale and of the block sum's last place, signed}; {NaN, scale}.
  localparam int unsigned RowOperandWidth    = 11;
  localparam int unsigned ColumnOperandWidth = 9;

  // The sum of a block: e5m2's products go up to 49 * 2^58, 32 of them and a sign take 70 bits.
  localparam int unsigned SumWidth    = 70;
  localparam int unsigned ResultWidth = SumWidth + 1;   // {invalid, sum}

  localparam int unsigned AccumulatorWidth  = 32;
  localparam int unsigned OutWidth          = 32;
  localparam int unsigned ChannelScaleWidth = 1;        // none; a port needs a bit
  localparam int unsigned FlagWidth         = 1;
  localparam int unsigned ColumnLatency     = 3;

  localparam logic [2:0] ModeE2M1 = 3'd0;
  localparam logic [2:0] ModeE2M3 = 3'd1;
  localparam logic [2:0] ModeE3M2 = 3'd2;
  localparam logic [2:0] ModeE4M3 = 3'd3;
  localparam logic [2:0] ModeE5M2 = 3'd4;
  localparam logic [2:0] ModeInt8 = 3'd5;

  // Exponent of the last place of a product: twice that of an element.
  function automatic logic signed [9:0] last_place(input logic [2:0] mode);
    case (mode)
      ModeE2M1: last_place = -10'sd2;
      ModeE2M3: last_place = -10'sd6;
      ModeE3M2: last_place = -10'sd8;
      ModeE4M3: last_place = -10'sd18;
      ModeE5M2: last_place = -10'sd32;
      default:  last_place = -10'sd12;
    endcase
  endfunction

  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = 3;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

endpackage : mxfp_dot_pkg
