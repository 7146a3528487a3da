// Widths of the BitFusion slice, and which bits of the operand words its sixteen bricks take.
package bitfusion_pkg;

  // A word of 32 bits a row or column, its codes packed: up to 16 of 2 bits.
  localparam int unsigned Lanes                  = 16;
  localparam int unsigned ActivationCodeWidth    = 2;
  localparam int unsigned WeightCodeWidth        = 2;
  localparam int unsigned MetadataWidth          = 1;   // none; a port needs a bit
  localparam int unsigned RowMetadataWidth       = 1;
  localparam int unsigned ModeWidth              = 4;   // 3 * weight size + activation size
  // One digit of 2 bits a brick.
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

  localparam int unsigned Bricks = 16;
  localparam int unsigned Modes  = 9;

  // Size of an operand: 0 is 2 bits, 1 is 4, 2 is 8.
  function automatic logic [1:0] weight_size(input logic [3:0] mode);
    weight_size = (mode >= 4'd6) ? 2'd2 : (mode >= 4'd3) ? 2'd1 : 2'd0;
  endfunction

  function automatic logic [1:0] activation_size(input logic [3:0] mode);
    activation_size = 2'(mode - 4'd3 * 4'(weight_size(mode)));
  endfunction

  // Bit of the operand word at which a brick's digit starts. Brick {V, U, v, u}: U and u choose the digit of the activation,
  // V and v that of the weight, the lower-case one alone for 4 bits; a bit that chooses no digit counts the lanes.
  function automatic int unsigned digit_position(input int unsigned weights, input int unsigned activations,
                                                 input int unsigned brick, input bit of_weight);
    int unsigned size, own, low, high, lane, lanes;
    size  = of_weight ? weights : activations;
    own   = of_weight ? brick / 2 : brick;
    low   = own % 2;
    high  = (own / 4) % 2;
    lane  = 0;
    lanes = 1;
    for (int unsigned bit_index = 0; bit_index < 4; bit_index++) begin
      // u and v are free below 4 bits, U and V below 8.
      if ((((bit_index % 2) == 0) ? activations : weights) <= bit_index / 2) begin
        lane  = lane + lanes * ((brick >> bit_index) % 2);
        lanes = lanes * 2;
      end
    end
    digit_position = lane * (2 << size) + 2 * ((size == 0) ? 0 : (size == 1) ? low : 2 * high + low);
  endfunction

  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = 2;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

endpackage : bitfusion_pkg
