// Sum of two FP32 codes, exact before one rounding into FP32 or another IEEE format; IEEE 754, nearest even.
//
// Gradual underflow on both sides, overflow to infinity, canonical quiet NaN, exact cancellation to +0. The operands may have
// more bits of exponent and mantissa than FP32; the bias stays 127, the field of all ones stays that of infinities and NaNs.
module fp32_add #(
  parameter  logic [12:0] OutFormat    = float_formats_pkg::Fp32,
  parameter  int unsigned ExponentBits = 8,
  parameter  int unsigned MantissaBits = 23,
  localparam int unsigned Width        = 1 + ExponentBits + MantissaBits,
  localparam int unsigned OutWidth     = float_formats_pkg::width(OutFormat)
) (
  input  logic [Width-1:0]    a_i,
  input  logic [Width-1:0]    b_i,
  output logic [OutWidth-1:0] sum_o
);

  localparam logic [31:0] Infinity = float_formats_pkg::infinity_code(OutFormat);
  localparam logic [31:0] Nan      = float_formats_pkg::nan_code(OutFormat);

  // The operand of larger magnitude first.
  logic             swap;
  logic [Width-1:0] x, y;
  assign swap = b_i[Width-2:0] > a_i[Width-2:0];
  assign x    = swap ? b_i : a_i;
  assign y    = swap ? a_i : b_i;

  logic                    x_special, y_special, x_nan, y_nan;
  logic [ExponentBits-1:0] x_exponent, y_exponent;
  assign x_special  = &x[MantissaBits+:ExponentBits];
  assign y_special  = &y[MantissaBits+:ExponentBits];
  assign x_nan      = x_special & (|x[MantissaBits-1:0]);
  assign y_nan      = y_special & (|y[MantissaBits-1:0]);
  assign x_exponent = (x[MantissaBits+:ExponentBits] == '0) ? ExponentBits'(1) : x[MantissaBits+:ExponentBits];
  assign y_exponent = (y[MantissaBits+:ExponentBits] == '0) ? ExponentBits'(1) : y[MantissaBits+:ExponentBits];

  // Two guard bits and a sticky bit suffice: with a difference of two or more, cancellation costs one bit at most.
  localparam int unsigned AlignedWidth = MantissaBits + 4;
  logic [ExponentBits-1:0] difference;
  logic [AlignedWidth-1:0] x_significand, y_significand, y_moved;
  logic                    y_lost;
  assign difference    = x_exponent - y_exponent;
  assign x_significand = {|x[MantissaBits+:ExponentBits], x[MantissaBits-1:0], 3'b000};
  assign y_significand = {|y[MantissaBits+:ExponentBits], y[MantissaBits-1:0], 3'b000};
  shift_right_sticky #(
    .Width      (AlignedWidth),
    .AmountWidth(ExponentBits)
  ) u_align (
    .value_i (y_significand),
    .amount_i(difference),
    .value_o (y_moved),
    .lost_o  (y_lost)
  );

  logic                    subtract;
  logic [AlignedWidth-1:0] y_aligned;
  logic [AlignedWidth:0]   total;
  assign subtract  = x[Width-1] ^ y[Width-1];
  assign y_aligned = {y_moved[AlignedWidth-1:1], y_moved[0] | y_lost};
  assign total     = subtract ? {1'b0, x_significand} - {1'b0, y_aligned}
                              : {1'b0, x_significand} + {1'b0, y_aligned};

  localparam int unsigned CountWidth = $clog2(AlignedWidth + 2);
  logic [CountWidth-1:0] zeros;
  leading_zero_count #(.Width(AlignedWidth + 1)) u_zeros (.value_i(total), .count_o(zeros));

  // total's top bit weighs 2^(x_exponent - 127 + 1).
  localparam int unsigned ExponentWidth = ExponentBits + 2;
  logic signed [ExponentWidth-1:0] exponent;
  logic [AlignedWidth:0]           normalised;
  logic [OutWidth-1:0]             rounded;
  assign exponent   = $signed(ExponentWidth'(x_exponent)) - ExponentWidth'(126) - $signed(ExponentWidth'(zeros));
  assign normalised = total << zeros;

  float_round_pack #(
    .Format          (OutFormat),
    .SignificandWidth(AlignedWidth + 1),
    .ExponentWidth   (ExponentWidth)
  ) u_round (
    .sign_i       (x[Width-1]),
    .exponent_i   (exponent),
    .significand_i(normalised),
    .sticky_i     (1'b0),
    .code_o       (rounded)
  );

  always_comb begin
    sum_o = rounded;
    if (x_nan || y_nan || (x_special && y_special && subtract)) begin
      sum_o = Nan[OutWidth-1:0];
    end else if (x_special) begin
      sum_o = {x[Width-1], Infinity[OutWidth-2:0]};
    end else if (total == '0) begin
      sum_o = {x[Width-1] & y[Width-1], {OutWidth-1{1'b0}}};
    end
  end

endmodule : fp32_add
