// One two's complement code as sign, exponent and normalised significand, as float_unpack shows a code of E4M7.
//
// value = (-1)^sign * significand * 2^(exponent - 14), exact for all codes, the most negative one too.
module integer_unpack (
  input  logic [7:0]        code_i,
  output logic              sign_o,
  output logic signed [4:0] exponent_o,
  output logic [7:0]        significand_o
);

  logic [7:0] magnitude;
  logic [3:0] zeros;
  assign magnitude = code_i[7] ? -code_i : code_i;
  leading_zero_count #(.Width(8)) u_zeros (.value_i(magnitude), .count_o(zeros));
  assign sign_o        = code_i[7];
  assign exponent_o    = 5'sd14 - $signed({1'b0, zeros});
  assign significand_o = magnitude << zeros;

endmodule : integer_unpack
