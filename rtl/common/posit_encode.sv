// Rounds a normalised value once into a posit code: to nearest, ties to the even code, never to zero or NaR.
//
// value = (-1)^sign_i * significand_i * 2^(scale_i - (SignificandWidth - 1)), plus a sticky part below the last bit.
// significand_i has its leading one at the top bit. nar_i goes before zero_i, both before the rest.
// The boundary between codes c and c + 1 is the posit of one bit more with code 2c + 1, so the code itself is rounded.
module posit_encode #(
  parameter int unsigned Bits             = 16,   // 2 to 32
  parameter int unsigned ExponentBits     = 1,    // 0 to 3
  parameter int unsigned SignificandWidth = 26,
  parameter int unsigned ScaleWidth       = 8     // signed
) (
  input  logic                         zero_i,
  input  logic                         nar_i,
  input  logic                         sign_i,
  input  logic signed [ScaleWidth-1:0] scale_i,
  input  logic [SignificandWidth-1:0]  significand_i,
  input  logic                         sticky_i,
  output logic [Bits-1:0]              code_o
);

  // Wide enough for the scale and for the limits of the regime.
  localparam int unsigned LimitWidth  = $clog2(Bits) + 1;
  localparam int unsigned RegimeWidth = (ScaleWidth > LimitWidth + ExponentBits) ? ScaleWidth - ExponentBits : LimitWidth;
  localparam int unsigned FullWidth   = RegimeWidth + ExponentBits;

  // Regime r >= 0 is 1...10 with r + 1 ones, r < 0 is 0...01 with -r zeros: 10 or 01 moved right by r or ~r = -r - 1.
  // Beyond the limits, the largest and the smallest posit, the shift has no meaning.
  localparam int unsigned                   ShiftWidth = $clog2(Bits);
  localparam logic signed [RegimeWidth-1:0] Limit      = RegimeWidth'(Bits - 2);
  logic [FullWidth-1:0]          scale;
  logic signed [RegimeWidth-1:0] regime;
  logic                          ones, above, below;
  logic [ShiftWidth-1:0]         shift;
  assign scale  = FullWidth'(scale_i);
  assign regime = $signed(scale[ExponentBits+:RegimeWidth]);
  assign ones   = ~scale[FullWidth-1];
  assign shift  = ShiftWidth'(regime) ^ {ShiftWidth{~ones}};
  assign above  = regime >= Limit;
  assign below  = regime < -Limit;

  // {first two bits of the regime, exponent, fraction}, the hidden bit dropped; zeros below for a guard and a sticky bit.
  localparam int unsigned TextWidth   = 2 + ExponentBits + SignificandWidth;
  localparam int unsigned StringWidth = (TextWidth > Bits + 1) ? TextWidth : Bits + 1;
  logic [FullWidth+SignificandWidth-1:0] scale_and_fraction;
  logic [TextWidth-1:0]                  text;
  logic [StringWidth-1:0]                moved, fill;
  logic                                  lost;
  assign scale_and_fraction = {scale, significand_i << 1};
  assign text               = {ones, ~ones, scale_and_fraction[ExponentBits+SignificandWidth-1:0]};
  shift_right_sticky #(
    .Width      (StringWidth),
    .AmountWidth(ShiftWidth)
  ) u_shift (
    .value_i (StringWidth'(text) << (StringWidth - TextWidth)),
    .amount_i(shift),
    .value_o (moved),
    .lost_o  (lost)
  );
  assign fill = ones ? ~({StringWidth{1'b1}} >> shift) : '0;

  logic [Bits-2:0] kept, magnitude;
  logic            guard, sticky, round_up;
  assign kept     = moved[StringWidth-1-:Bits-1] | fill[StringWidth-1-:Bits-1];
  assign guard    = moved[StringWidth-Bits];
  assign sticky   = (|moved[StringWidth-Bits-1:0]) | lost | sticky_i;
  assign round_up = guard & (sticky | kept[0]);

  always_comb begin
    magnitude = kept + (Bits-1)'(round_up);
    if (above) magnitude = '1;
    else if (below) magnitude = (Bits-1)'(1);
    code_o = sign_i ? -{1'b0, magnitude} : {1'b0, magnitude};
    if (nar_i) code_o = {1'b1, {Bits-1{1'b0}}};
    else if (zero_i) code_o = '0;
  end

  logic unused;
  assign unused = ^{scale_and_fraction, fill};

endmodule : posit_encode
