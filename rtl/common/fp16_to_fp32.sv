// FP16 code as FP32, exact: FP32 holds every finite FP16 number as a normal number or a zero.
module fp16_to_fp32 (
  input  logic [15:0] code_i,
  output logic [31:0] code_o
);

  logic              sign, zero, infinite, nan;
  logic signed [5:0] exponent;
  logic [10:0]       significand;
  float_unpack #(
    .Format   (float_formats_pkg::Fp16),
    .Normalise(1'b1)
  ) u_unpack (
    .code_i       (code_i),
    .sign_o       (sign),
    .zero_o       (zero),
    .infinite_o   (infinite),
    .nan_o        (nan),
    .exponent_o   (exponent),
    .significand_o(significand)
  );

  // Bias 127 instead of 15.
  logic [7:0] field;
  assign field = 8'(exponent) + 8'd112;
  always_comb begin
    code_o = {sign, field, significand[9:0], 13'd0};
    if (infinite || nan) code_o = {sign, 8'hff, code_i[9:0], 13'd0};
    else if (zero) code_o = {sign, 31'd0};
  end

endmodule : fp16_to_fp32
