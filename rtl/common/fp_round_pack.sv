// Rounds a normalised value once into a floating-point code: nearest even, gradual underflow, overflow to infinity.
//
// value = (-1)^sign_i * significand_i * 2^(exponent_i - (SignificandWidth - 1)), plus a sticky part below.
// significand_i has its leading one at the top bit, or is zero.
module fp_round_pack #(
  parameter  int unsigned SignificandWidth = 28,
  parameter  int unsigned ExponentWidth    = 10,   // signed, unbiased
  parameter  int unsigned OutExponentWidth = 8,
  parameter  int unsigned OutMantissaWidth = 23,
  localparam int unsigned OutWidth         = 1 + OutExponentWidth + OutMantissaWidth
) (
  input  logic                            sign_i,
  input  logic signed [ExponentWidth-1:0] exponent_i,
  input  logic [SignificandWidth-1:0]     significand_i,
  input  logic                            sticky_i,
  output logic [OutWidth-1:0]             code_o
);

  localparam int Bias        = (1 << (OutExponentWidth - 1)) - 1;
  localparam int MaxExponent = (1 << OutExponentWidth) - 1;
  localparam int W           = ExponentWidth + 2;
  // Below the kept bits: everything under the mantissa of a normal number.
  localparam int unsigned Dropped = SignificandWidth - 1 - OutMantissaWidth;

  logic signed [W-1:0] biased;
  assign biased = W'(exponent_i) + W'(Bias);

  // A subnormal result keeps exponent field 0 and moves right by 1 - biased.
  logic                        subnormal;
  logic [W-1:0]                shift;
  logic [SignificandWidth-1:0] moved, lost_mask;
  logic                        lost;
  assign subnormal = biased < W'(1);
  assign shift     = subnormal ? W'(1) - biased : '0;
  assign lost_mask = (shift >= W'(SignificandWidth)) ? '1
                                                     : ~({SignificandWidth{1'b1}} << shift);
  assign moved     = (shift >= W'(SignificandWidth)) ? '0 : significand_i >> shift;
  assign lost      = |(significand_i & lost_mask);

  logic [OutMantissaWidth:0] kept;
  logic                      guard, sticky, round_up;
  assign kept     = moved[SignificandWidth-1-:OutMantissaWidth+1];
  assign guard    = moved[Dropped-1];
  assign sticky   = (|(moved & ~({SignificandWidth{1'b1}} << (Dropped - 1)))) | lost | sticky_i;
  assign round_up = guard & (sticky | kept[0]);

  // The carry of the mantissa runs into the exponent field, which is the right answer in every case.
  logic [W+OutMantissaWidth-1:0] packed_value;
  assign packed_value = {subnormal ? W'(0) : biased, kept[OutMantissaWidth-1:0]} +
                        (W+OutMantissaWidth)'(round_up);

  logic overflow;
  assign overflow = packed_value[OutMantissaWidth+:W] >= W'(MaxExponent);

  always_comb begin
    code_o = {sign_i, packed_value[OutExponentWidth+OutMantissaWidth-1:0]};
    if (significand_i == '0 && !sticky_i) code_o = {sign_i, {OutWidth-1{1'b0}}};
    else if (overflow) code_o = {sign_i, OutExponentWidth'(MaxExponent), {OutMantissaWidth{1'b0}}};
  end

endmodule : fp_round_pack
