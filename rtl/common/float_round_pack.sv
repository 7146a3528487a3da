// Rounds a normalised value once into a floating-point code: nearest even, gradual underflow.
//
// value = (-1)^sign_i * significand_i * 2^(exponent_i - (SignificandWidth - 1)), plus a sticky part below the last bit.
// significand_i has its leading one at the top bit, or is zero and sticky_i too.
// An overflow gives infinity, or NaN in a format that has only that; with Saturate, or where there is neither, the largest
// finite number. A number below zero is NaN in an unsigned format, or zero where there is none; without a zero, everything
// below the smallest number is the smallest. Values: pack() of models/formats/float_format.hpp.
module float_round_pack #(
  parameter  logic [12:0] Format           = float_formats_pkg::Fp32,
  parameter  bit          Saturate         = 1'b0,
  parameter  int unsigned SignificandWidth = 28,
  parameter  int unsigned ExponentWidth    = 10,   // signed, unbiased
  localparam int unsigned CodeWidth        = float_formats_pkg::width(Format)
) (
  input  logic                            sign_i,
  input  logic signed [ExponentWidth-1:0] exponent_i,
  input  logic [SignificandWidth-1:0]     significand_i,
  input  logic                            sticky_i,
  output logic [CodeWidth-1:0]            code_o
);

  localparam int unsigned ExponentBits = float_formats_pkg::exponent_bits(Format);
  localparam int unsigned MantissaBits = float_formats_pkg::mantissa_bits(Format);
  localparam logic [1:0]  Policy       = float_formats_pkg::policy(Format);
  localparam bit          Signed       = float_formats_pkg::is_signed(Format);
  localparam bit          HasZero      = float_formats_pkg::has_zero(Format);
  localparam bit          HasNan       = Policy != float_formats_pkg::AllFinite;
  localparam bit          Ieee         = Policy == float_formats_pkg::Ieee;
  localparam bit          Fnuz         = Policy == float_formats_pkg::Fnuz;
  localparam logic [31:0] MaxFinite    = float_formats_pkg::max_finite_code(Format);
  localparam logic [31:0] Infinity     = float_formats_pkg::infinity_code(Format);
  localparam logic [31:0] Nan          = float_formats_pkg::nan_code(Format);

  // Room for the biased exponent and its negative; for a hidden, a guard and a sticky bit.
  localparam int unsigned FieldWidth = ((ExponentWidth > ExponentBits) ? ExponentWidth : ExponentBits) + 2;
  localparam int unsigned Width      = (SignificandWidth > MantissaBits + 3) ? SignificandWidth : MantissaBits + 3;

  logic signed [FieldWidth-1:0] biased, lowest;
  assign biased = FieldWidth'(exponent_i) + $signed(FieldWidth'(float_formats_pkg::bias(Format)));
  assign lowest = HasZero ? FieldWidth'(1) : FieldWidth'(0);

  // A number below the lowest binade keeps exponent field 0 and moves right instead.
  logic                  tiny, lost;
  logic [FieldWidth-1:0] shift;
  logic [Width-1:0]      moved;
  assign tiny  = biased < lowest;
  assign shift = tiny ? lowest - biased : '0;
  shift_right_sticky #(
    .Width      (Width),
    .AmountWidth(FieldWidth)
  ) u_shift (
    .value_i (Width'(significand_i) << (Width - SignificandWidth)),
    .amount_i(shift),
    .value_o (moved),
    .lost_o  (lost)
  );

  // Without mantissa bits the last bit kept is the hidden one: a tie goes up, but to 0 below the lowest binade.
  logic last, guard, sticky, round_up;
  assign last     = moved[Width-1-MantissaBits];
  assign guard    = moved[Width-2-MantissaBits];
  assign sticky   = (|moved[Width-3-MantissaBits:0]) | lost | sticky_i;
  assign round_up = guard & (sticky | last);

  // The hidden bit makes way for the field; the carry of the mantissa runs into it, which is the right answer in every case.
  logic [FieldWidth+Width-1:0]        joined;
  logic [FieldWidth+MantissaBits-1:0] rounded;
  logic                               overflow, negative;
  assign joined   = {tiny ? FieldWidth'(0) : biased, moved << 1};
  assign rounded  = joined[Width-MantissaBits+:FieldWidth+MantissaBits] + (FieldWidth+MantissaBits)'(round_up);
  assign overflow = rounded > (FieldWidth+MantissaBits)'(MaxFinite);
  assign negative = Signed & sign_i;

  logic [31:0] code, sign_mask;
  assign sign_mask = negative ? 32'(1) << (CodeWidth - 1) : '0;
  always_comb begin
    code = 32'(rounded) | sign_mask;
    if (overflow) begin
      code = MaxFinite | sign_mask;
      if (!Saturate && Ieee) code = Infinity | sign_mask;
      else if (!Saturate && HasNan) code = Nan;
    end
    if (!HasZero && tiny) code = '0;
    if (Fnuz && rounded == '0) code = '0;
    if (!Signed && sign_i) code = HasNan ? Nan : '0;
    if (!significand_i[SignificandWidth-1]) code = Fnuz ? '0 : sign_mask;
  end
  assign code_o = code[CodeWidth-1:0];

  logic unused;
  assign unused = ^{joined, code};

endmodule : float_round_pack
