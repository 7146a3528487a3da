// One posit code as sign, scale and significand of its magnitude; values: models/formats/posit.hpp.
//
// |value| = significand_o * 2^(scale_o - (SignificandWidth - 1)): the hidden bit on top, the fraction's zeros below.
// Zero and NaR have significand 0 and scale -(Bits - 1) * 2^ExponentBits, which is below that of every number.
module posit_decode #(
  parameter  int unsigned Bits             = 16,   // 2 to 32
  parameter  int unsigned ExponentBits     = 1,    // 0 to 3
  localparam int unsigned SignificandWidth = (Bits > ExponentBits + 3) ? Bits - 2 - ExponentBits : 1,
  localparam int unsigned RegimeWidth      = $clog2(Bits - 1) + 1,
  localparam int unsigned ScaleWidth       = RegimeWidth + ExponentBits
) (
  input  logic [Bits-1:0]              code_i,
  output logic                         zero_o,
  output logic                         nar_o,
  output logic                         sign_o,
  output logic signed [ScaleWidth-1:0] scale_o,
  output logic [SignificandWidth-1:0]  significand_o
);

  // The magnitude without its sign: regime, exponent, fraction. NaR is its own negative, so zero and NaR have none.
  logic [Bits-2:0] body;
  logic            number;
  assign body   = code_i[Bits-1] ? -code_i[Bits-2:0] : code_i[Bits-2:0];
  assign number = |code_i[Bits-2:0];
  assign zero_o = ~number & ~code_i[Bits-1];
  assign nar_o  = ~number & code_i[Bits-1];
  assign sign_o = number & code_i[Bits-1];

  // A run of k + 1 equal bits is regime k when they are ones, -(k + 1) = ~k when they are zeros. The set last bit ends a
  // run that goes to the end of the code.
  logic                     ones;
  logic [Bits-2:0]          tail, changes;
  logic [$clog2(Bits)-1:0]  run;
  logic [RegimeWidth-1:0]   regime;
  assign ones    = body[Bits-2];
  assign tail    = body << 1;
  assign changes = (tail ^ {Bits-1{ones}}) | (Bits-1)'(1);
  leading_zero_count #(.Width(Bits - 1)) u_run (.value_i(changes), .count_o(run));
  assign regime  = RegimeWidth'(run) ^ {RegimeWidth{~ones}};

  // Behind the bit that ends the run: the exponent, its missing bits zero, then the fraction.
  localparam int unsigned RestWidth = Bits - 1 + ExponentBits;
  logic [RestWidth-1:0]             rest;
  logic [RegimeWidth+RestWidth-1:0] scale_and_rest;
  logic [RestWidth:0]               significand;
  assign rest           = (RestWidth'(tail) << ExponentBits) << run << 1;
  assign scale_and_rest = {regime, rest};
  assign scale_o        = $signed(scale_and_rest[RestWidth-ExponentBits+:ScaleWidth]);
  assign significand    = {number, rest << ExponentBits};
  assign significand_o  = significand[RestWidth-:SignificandWidth];

  logic unused;
  assign unused = ^{scale_and_rest, significand};

endmodule : posit_decode
