// Widths of the FP16 x INT8 MAC slice, and its formats as words of float_formats_pkg.
//
// Variant: [3:0] accumulator, 0 fp16 (then the upper halves of accumulator and output are zero), 1 fp32.
package fp16_int8_mac_pkg;

  function automatic logic [12:0] activation_format(input logic [31:0] variant);
    activation_format = float_formats_pkg::Fp16;
  endfunction

  // What integer_unpack makes of an INT8 code: E4M7.
  function automatic logic [12:0] weight_format(input logic [31:0] variant);
    weight_format = {4'd4, 5'd7, float_formats_pkg::AllFinite, 1'b1, 1'b1};
  endfunction

  function automatic logic [12:0] accumulator_format(input logic [31:0] variant);
    accumulator_format = variant[0] ? float_formats_pkg::Fp32 : float_formats_pkg::Fp16;
  endfunction

  localparam int unsigned Lanes                  = 1;
  localparam int unsigned ActivationCodeWidth    = 16;
  localparam int unsigned WeightCodeWidth        = 8;
  localparam int unsigned MetadataWidth          = 1;   // none; a port needs a bit
  localparam int unsigned RowMetadataWidth       = 1;
  localparam int unsigned ModeWidth              = 1;   // one mode
  // {invalid, sign, exponent[5:0], significand[10:0]}, normalised.
  localparam int unsigned ActivationOperandWidth = 19;
  // {invalid, sign, exponent[4:0], significand[7:0]}, normalised.
  localparam int unsigned WeightOperandWidth     = 15;
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

endpackage : fp16_int8_mac_pkg
