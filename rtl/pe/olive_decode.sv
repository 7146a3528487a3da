// Edge of an OliVe row or column: two pairs of 4-bit codes, or one code of 8 bits, as four lanes {exponent, integer}.
module olive_decode #(
  parameter bit OfWeight = 1'b0
) (
  input  logic        clk_i,
  input  logic        valid_i,
  input  logic [1:0]  mode_i,
  input  logic [15:0] word_i,
  output logic [31:0] operand_o
);

  logic [31:0] lanes;
  for (genvar p = 0; p < 2; p++) begin : gen_pairs
    olive_pair_decode u_pair (
      .flint_i(mode_i == olive_pkg::TypeFlint4),
      .codes_i(word_i[8*p+:8]),
      .lanes_o(lanes[16*p+:16])
    );
  end

  exponent_integer_edge #(.OfWeight(OfWeight)) u_edge (
    .clk_i       (clk_i),
    .valid_i     (valid_i),
    .wide_i      (mode_i == olive_pkg::TypeInt8),
    .other_wide_i(mode_i == olive_pkg::TypeInt8),
    .code_i      (word_i[7:0]),
    .lanes_i     (lanes),
    .operand_o   (operand_o)
  );

endmodule : olive_decode
