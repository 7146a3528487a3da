// Product of two codes of a format, exact before one rounding into that or another format; IEEE 754, nearest even.
//
// Gradual underflow on both sides, overflow as in float_round_pack, canonical quiet NaN. Where a format has infinities or
// NaNs, OutFormat has them too.
module float_multiply #(
  parameter  logic [12:0] Format    = float_formats_pkg::Fp32,
  parameter  logic [12:0] OutFormat = float_formats_pkg::Fp32,
  localparam int unsigned Width     = float_formats_pkg::width(Format),
  localparam int unsigned OutWidth  = float_formats_pkg::width(OutFormat)
) (
  input  logic [Width-1:0]    a_i,
  input  logic [Width-1:0]    b_i,
  output logic [OutWidth-1:0] product_o
);

  localparam int unsigned SignificandWidth = float_formats_pkg::mantissa_bits(Format) + 1;
  localparam int unsigned ProductWidth     = 2 * SignificandWidth;
  localparam int unsigned CountWidth       = $clog2(ProductWidth + 1);
  localparam int unsigned ExponentWidth    = float_formats_pkg::unpacked_exponent_width(Format);
  // Twice the range of an operand's exponent, and the leading zeros below.
  localparam int unsigned SumWidth         = ((ExponentWidth > CountWidth) ? ExponentWidth : CountWidth) + 2;
  localparam int unsigned TwoBiases        = 2 * float_formats_pkg::bias(Format);
  localparam logic [31:0] Infinity         = float_formats_pkg::infinity_code(OutFormat);
  localparam logic [31:0] Nan              = float_formats_pkg::nan_code(OutFormat);

  // Significands of subnormals lack the hidden bit; the product is normalised as a whole.
  logic                            a_sign, a_zero, a_infinite, a_nan, b_sign, b_zero, b_infinite, b_nan, sign;
  logic signed [ExponentWidth-1:0] a_exponent, b_exponent;
  logic [SignificandWidth-1:0]     a_significand, b_significand;
  float_unpack #(.Format(Format)) u_unpack_a (
    .code_i       (a_i),
    .sign_o       (a_sign),
    .zero_o       (a_zero),
    .infinite_o   (a_infinite),
    .nan_o        (a_nan),
    .exponent_o   (a_exponent),
    .significand_o(a_significand)
  );
  float_unpack #(.Format(Format)) u_unpack_b (
    .code_i       (b_i),
    .sign_o       (b_sign),
    .zero_o       (b_zero),
    .infinite_o   (b_infinite),
    .nan_o        (b_nan),
    .exponent_o   (b_exponent),
    .significand_o(b_significand)
  );

  logic [ProductWidth-1:0]    product;
  logic [CountWidth-1:0]      zeros;
  logic signed [SumWidth-1:0] exponent;
  assign sign    = a_sign ^ b_sign;
  assign product = ProductWidth'(a_significand) * ProductWidth'(b_significand);
  leading_zero_count #(.Width(ProductWidth)) u_zeros (.value_i(product), .count_o(zeros));
  // The product's top bit weighs 2^(a + b - 2 bias + 1).
  assign exponent = SumWidth'(a_exponent) + SumWidth'(b_exponent) - SumWidth'(TwoBiases - 1) - SumWidth'(zeros);

  logic [OutWidth-1:0] rounded;
  float_round_pack #(
    .Format          (OutFormat),
    .SignificandWidth(ProductWidth),
    .ExponentWidth   (SumWidth)
  ) u_round (
    .sign_i       (sign),
    .exponent_i   (exponent),
    .significand_i(product << zeros),
    .sticky_i     (1'b0),
    .code_o       (rounded)
  );

  always_comb begin
    product_o = rounded;
    if (a_nan || b_nan || (a_infinite && b_zero) || (b_infinite && a_zero)) begin
      product_o = Nan[OutWidth-1:0];
    end else if (a_infinite || b_infinite) begin
      product_o = {sign, Infinity[OutWidth-2:0]};
    end
  end

endmodule : float_multiply
