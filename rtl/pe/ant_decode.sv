// Edge of an ANT row or column: codes of any of its types as four lanes {exponent, integer}.
module ant_decode #(
  parameter bit OfWeight = 1'b0
) (
  input  logic        clk_i,
  input  logic        valid_i,
  input  logic [3:0]  mode_i,
  input  logic [15:0] word_i,
  output logic [31:0] operand_o
);

  logic [1:0] own, other;
  assign own   = OfWeight ? mode_i[3:2] : mode_i[1:0];
  assign other = OfWeight ? mode_i[1:0] : mode_i[3:2];

  logic [31:0] lanes;
  for (genvar l = 0; l < 4; l++) begin : gen_lanes
    logic [3:0] code;
    logic [7:0] flint, pot;
    assign code = word_i[4*l+:4];
    flint_decode u_flint (.code_i(code), .exponent_o(flint[7:5]), .integer_o(flint[4:0]));
    pot_decode   u_pot   (.code_i(code), .exponent_o(pot[7:5]), .integer_o(pot[4:0]));
    always_comb begin
      lanes[8*l+:8] = {3'd0, code[3], code};
      if (own == ant_pkg::TypeFlint4) lanes[8*l+:8] = flint;
      else if (own == ant_pkg::TypePot4) lanes[8*l+:8] = pot;
    end
  end

  exponent_integer_edge #(.OfWeight(OfWeight)) u_edge (
    .clk_i       (clk_i),
    .valid_i     (valid_i),
    .wide_i      (own == ant_pkg::TypeInt8),
    .other_wide_i(other == ant_pkg::TypeInt8),
    .code_i      (word_i[7:0]),
    .lanes_i     (lanes),
    .operand_o   (operand_o)
  );

endmodule : ant_decode
