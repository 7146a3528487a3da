// One outlier-victim pair of 4-bit codes as two lanes {exponent, integer}. Values: models/pe/olive.hpp. source  OliVe, ISCA 2023
module olive_pair_decode (
  input  logic        flint_i,   // normal values are flint4, not int4
  input  logic [7:0]  codes_i,   // {odd, even}
  output logic [15:0] lanes_o
);

  localparam logic [3:0] Identifier = 4'b1000;

  for (genvar l = 0; l < 2; l++) begin : gen_lanes
    logic [3:0] code, partner;
    logic [7:0] flint, outlier;
    logic [4:0] significand;
    assign code    = codes_i[4*l+:4];
    assign partner = codes_i[4*(1-l)+:4];
    flint_decode u_flint (.code_i(code), .exponent_o(flint[7:5]), .integer_o(flint[4:0]));

    // Abfloat: +-{1, mantissa} * 2^(exponent + bias).
    assign significand = (code[2:0] == 3'd0) ? 5'd0 : {3'b000, 1'b1, code[0]};
    assign outlier     = {{1'b0, code[2:1]} + (flint_i ? 3'd3 : 3'd2), code[3] ? -significand : significand};

    always_comb begin
      lanes_o[8*l+:8] = flint_i ? flint : {3'd0, code[3], code};
      if (partner == Identifier) lanes_o[8*l+:8] = outlier;
      if (code == Identifier) lanes_o[8*l+:8] = 8'd0;
    end
  end

endmodule : olive_pair_decode
