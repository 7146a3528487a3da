// Widths of the BF16 MAC slice, and its formats as words of float_formats_pkg.
package bf16_mac_pkg;

  function automatic logic [12:0] activation_format(input logic [31:0] variant);
    activation_format = float_formats_pkg::Bf16;
  endfunction

  function automatic logic [12:0] weight_format(input logic [31:0] variant);
    weight_format = float_formats_pkg::Bf16;
  endfunction

  localparam int unsigned Lanes                  = 1;
  localparam int unsigned ActivationCodeWidth    = 16;
  localparam int unsigned WeightCodeWidth        = 16;
  localparam int unsigned MetadataWidth          = 1;   // none; a port needs a bit
  localparam int unsigned RowMetadataWidth       = 1;
  localparam int unsigned ModeWidth              = 1;   // one mode
  // {invalid, sign, exponent[8:0], significand[7:0]}, normalised.
  localparam int unsigned ActivationOperandWidth = 19;
  localparam int unsigned WeightOperandWidth     = 19;
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

endpackage : bf16_mac_pkg
