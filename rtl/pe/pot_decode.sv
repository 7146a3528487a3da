// One signed power-of-two code of 4 bits as integer * 2^exponent: a sign, then 0 for zero or the exponent plus one.
module pot_decode (
  input  logic [3:0]        code_i,
  output logic [2:0]        exponent_o,
  output logic signed [4:0] integer_o
);

  assign exponent_o = code_i[2:0] - 3'd1;
  assign integer_o  = (code_i[2:0] == 3'd0) ? 5'sd0 : code_i[3] ? -5'sd1 : 5'sd1;

endmodule : pot_decode
