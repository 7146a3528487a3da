// Operand register of an edge whose PEs take four (exponent, integer) lanes: four codes of 4 bits, or the digits of 8-bit ones.
//
// An 8-bit operand is two digits of 4 bits, the low one without a sign, the high one with exponent 4. Lane {x, y} takes digit x
// of the activation and digit y of the weight, so that the lanes' sum is the product; a 4-bit operand beside an 8-bit one is
// digit 0.
module exponent_integer_edge #(
  parameter bit OfWeight = 1'b0
) (
  input  logic        clk_i,
  input  logic        valid_i,
  input  logic        wide_i,         // this side has 8 bits
  input  logic        other_wide_i,   // the other one has
  input  logic [7:0]  code_i,         // the 8-bit code
  input  logic [31:0] lanes_i,        // {exponent[2:0], integer[4:0]} of the 4-bit codes
  output logic [31:0] operand_o
);

  logic [31:0] operand_d, operand_q;
  for (genvar l = 0; l < 4; l++) begin : gen_lanes
    localparam bit High = (OfWeight ? l % 2 : l / 2) == 1;
    always_comb begin
      operand_d[8*l+:8] = lanes_i[8*l+:8];
      if (wide_i) operand_d[8*l+:8] = High ? {3'd4, code_i[7], code_i[7:4]} : {4'd0, code_i[3:0]};
      else if (other_wide_i) operand_d[8*l+:8] = High ? 8'd0 : lanes_i[7:0];
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= operand_d;
  end
  assign operand_o = operand_q;

endmodule : exponent_integer_edge
