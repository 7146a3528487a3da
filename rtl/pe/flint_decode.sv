// One signed flint4 code as integer * 2^exponent: first-one coding of 3 bits behind a sign. source  ANT, MICRO 2022
module flint_decode (
  input  logic [3:0]        code_i,
  output logic [2:0]        exponent_o,
  output logic signed [4:0] integer_o
);

  logic [4:0] magnitude;
  always_comb begin
    exponent_o = 3'd0;
    magnitude  = {3'b000, code_i[1:0]};
    if (code_i[2]) begin
      // 11m: {1, m} * 2; 101: 8; 100: 16.
      exponent_o = code_i[1] ? 3'd1 : code_i[0] ? 3'd3 : 3'd4;
      magnitude  = code_i[1] ? {3'b000, code_i[1:0]} : 5'd1;
    end
  end
  assign integer_o = code_i[3] ? -$signed(magnitude) : $signed(magnitude);

endmodule : flint_decode
