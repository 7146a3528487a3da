// Product of two FP32 codes, exact before one rounding into FP32 or another IEEE format; IEEE 754, nearest even.
//
// Gradual underflow on both sides, overflow to infinity, canonical quiet NaN.
module fp32_multiply #(
  parameter  logic [12:0] OutFormat = float_formats_pkg::Fp32,
  localparam int unsigned OutWidth  = float_formats_pkg::width(OutFormat)
) (
  input  logic [31:0]         a_i,
  input  logic [31:0]         b_i,
  output logic [OutWidth-1:0] product_o
);

  localparam logic [31:0] Infinity = float_formats_pkg::infinity_code(OutFormat);
  localparam logic [31:0] Nan      = float_formats_pkg::nan_code(OutFormat);

  // Significands of subnormals lack the hidden bit; the product is normalised as a whole.
  logic [7:0]         a_exponent, b_exponent;
  logic [23:0]        a_significand, b_significand;
  logic [47:0]        product, normalised;
  logic [5:0]         zeros;
  logic signed [10:0] exponent;
  logic               sign;
  assign a_exponent    = (a_i[30:23] == '0) ? 8'd1 : a_i[30:23];
  assign b_exponent    = (b_i[30:23] == '0) ? 8'd1 : b_i[30:23];
  assign a_significand = {|a_i[30:23], a_i[22:0]};
  assign b_significand = {|b_i[30:23], b_i[22:0]};
  assign product       = {24'd0, a_significand} * {24'd0, b_significand};
  leading_zero_count #(.Width(48)) u_zeros (.value_i(product), .count_o(zeros));
  assign normalised = product << zeros;
  // The product's top bit weighs 2^(a + b - 254 + 1).
  assign exponent = $signed({3'b000, a_exponent}) + $signed({3'b000, b_exponent}) - 11'sd253 - $signed({5'b00000, zeros});
  assign sign     = a_i[31] ^ b_i[31];

  logic [OutWidth-1:0] rounded;
  float_round_pack #(
    .Format          (OutFormat),
    .SignificandWidth(48),
    .ExponentWidth   (11)
  ) u_round (
    .sign_i       (sign),
    .exponent_i   (exponent),
    .significand_i(normalised),
    .sticky_i     (1'b0),
    .code_o       (rounded)
  );

  logic a_special, b_special, a_nan, b_nan;
  assign a_special = &a_i[30:23];
  assign b_special = &b_i[30:23];
  assign a_nan     = a_special & (|a_i[22:0]);
  assign b_nan     = b_special & (|b_i[22:0]);
  always_comb begin
    product_o = rounded;
    if (a_nan || b_nan || (a_special && (b_i[30:0] == '0)) || (b_special && (a_i[30:0] == '0))) begin
      product_o = Nan[OutWidth-1:0];
    end else if (a_special || b_special) begin
      product_o = {sign, Infinity[OutWidth-2:0]};
    end
  end

endmodule : fp32_multiply
