// Widths of the FP8 MAC slice, and its formats as words of float_formats_pkg.
//
// Variant: [3:0] format of both operands, 0 E4M3, 1 E5M2.
package fp8_mac_pkg;

  function automatic logic [12:0] activation_format(input logic [31:0] variant);
    activation_format = variant[0] ? float_formats_pkg::E5M2 : float_formats_pkg::E4M3;
  endfunction

  function automatic logic [12:0] weight_format(input logic [31:0] variant);
    weight_format = activation_format(variant);
  endfunction

  localparam int unsigned Lanes                  = 1;
  localparam int unsigned ActivationCodeWidth    = 8;
  localparam int unsigned WeightCodeWidth        = 8;
  localparam int unsigned MetadataWidth          = 1;   // none; a port needs a bit
  localparam int unsigned RowMetadataWidth       = 1;
  localparam int unsigned ModeWidth              = 1;   // one mode
  // {invalid, sign, exponent[4:0], significand[3:0]}, normalised; E5M2 exponent[5:0], significand[2:0].
  localparam int unsigned ActivationOperandWidth = 11;
  localparam int unsigned WeightOperandWidth     = 11;
  localparam int unsigned RowOperandWidth        = 0;
  localparam int unsigned ColumnOperandWidth     = 0;
  localparam int unsigned ResultWidth            = 32;
  localparam int unsigned AccumulatorWidth       = 32;
  localparam int unsigned OutWidth               = 32;
  localparam int unsigned ChannelScaleWidth      = 1;
  localparam int unsigned FlagWidth              = 1;
  localparam int unsigned ColumnLatency          = 0;

  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = 2;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

endpackage : fp8_mac_pkg
