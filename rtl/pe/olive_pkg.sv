// Widths of the OliVe slice and codes of its types.
package olive_pkg;

  // A word of 16 bits a row or column: four codes of 4 bits, or one of 8.
  localparam int unsigned Lanes                  = 4;
  localparam int unsigned ActivationCodeWidth    = 4;
  localparam int unsigned WeightCodeWidth        = 4;
  localparam int unsigned MetadataWidth          = 1;   // none; a port needs a bit
  localparam int unsigned RowMetadataWidth       = 1;
  localparam int unsigned ModeWidth              = 2;   // the type of both sides
  // Lanes x {exponent[2:0], integer[4:0]}.
  localparam int unsigned ActivationOperandWidth = 32;
  localparam int unsigned WeightOperandWidth     = 32;
  localparam int unsigned RowOperandWidth        = 0;
  localparam int unsigned ColumnOperandWidth     = 0;
  localparam int unsigned ResultWidth            = 32;
  localparam int unsigned AccumulatorWidth       = 32;
  localparam int unsigned OutWidth               = 32;
  localparam int unsigned ChannelScaleWidth      = 1;
  localparam int unsigned FlagWidth              = 1;
  localparam int unsigned ColumnLatency          = 0;

  localparam logic [1:0] TypeInt4   = 2'd0;
  localparam logic [1:0] TypeFlint4 = 2'd1;
  localparam logic [1:0] TypeInt8   = 2'd2;

  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = 2;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

endpackage : olive_pkg
