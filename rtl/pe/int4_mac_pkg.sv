// Widths of the INT4 MAC.
package int4_mac_pkg;

  localparam int unsigned Lanes                  = 1;
  localparam int unsigned ActivationCodeWidth    = 4;
  localparam int unsigned WeightCodeWidth        = 4;
  localparam int unsigned MetadataWidth          = 1;   // none; a port needs a bit
  localparam int unsigned RowMetadataWidth       = 1;
  localparam int unsigned ModeWidth              = 1;   // one mode
  localparam int unsigned ActivationOperandWidth = 4;
  localparam int unsigned WeightOperandWidth     = 4;
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

endpackage : int4_mac_pkg
