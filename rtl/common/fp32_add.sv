// Sum of two FP32 codes, exact before one rounding into FP32 or another IEEE format; IEEE 754, nearest even.
//
// Gradual underflow on both sides, overflow to infinity, canonical quiet NaN, exact cancellation to +0.
module fp32_add #(
  parameter  logic [12:0] OutFormat = float_formats_pkg::Fp32,
  localparam int unsigned OutWidth  = float_formats_pkg::width(OutFormat)
) (
  input  logic [31:0]         a_i,
  input  logic [31:0]         b_i,
  output logic [OutWidth-1:0] sum_o
);

  localparam logic [31:0] Infinity = float_formats_pkg::infinity_code(OutFormat);
  localparam logic [31:0] Nan      = float_formats_pkg::nan_code(OutFormat);

  // The operand of larger magnitude first.
  logic        swap;
  logic [31:0] x, y;
  assign swap = b_i[30:0] > a_i[30:0];
  assign x    = swap ? b_i : a_i;
  assign y    = swap ? a_i : b_i;

  logic       x_special, y_special, x_nan, y_nan;
  logic [7:0] x_exponent, y_exponent;
  assign x_special  = &x[30:23];
  assign y_special  = &y[30:23];
  assign x_nan      = x_special & (|x[22:0]);
  assign y_nan      = y_special & (|y[22:0]);
  assign x_exponent = (x[30:23] == '0) ? 8'd1 : x[30:23];
  assign y_exponent = (y[30:23] == '0) ? 8'd1 : y[30:23];

  // Two guard bits and a sticky bit suffice: with a difference of two or more, cancellation costs one bit at most.
  logic [7:0]  difference;
  logic [26:0] x_significand, y_significand, y_moved;
  logic        y_lost;
  assign difference    = x_exponent - y_exponent;
  assign x_significand = {|x[30:23], x[22:0], 3'b000};
  assign y_significand = {|y[30:23], y[22:0], 3'b000};
  shift_right_sticky #(
    .Width      (27),
    .AmountWidth(8)
  ) u_align (
    .value_i (y_significand),
    .amount_i(difference),
    .value_o (y_moved),
    .lost_o  (y_lost)
  );

  logic        subtract;
  logic [26:0] y_aligned;
  logic [27:0] total;
  assign subtract  = x[31] ^ y[31];
  assign y_aligned = {y_moved[26:1], y_moved[0] | y_lost};
  assign total     = subtract ? {1'b0, x_significand} - {1'b0, y_aligned}
                              : {1'b0, x_significand} + {1'b0, y_aligned};

  logic [4:0] zeros;
  leading_zero_count #(.Width(28)) u_zeros (.value_i(total), .count_o(zeros));

  // total's top bit weighs 2^(x_exponent - 127 + 1).
  logic signed [9:0]   exponent;
  logic [27:0]         normalised;
  logic [OutWidth-1:0] rounded;
  assign exponent   = $signed({2'b00, x_exponent}) - 10'sd126 - $signed({5'b0, zeros});
  assign normalised = total << zeros;

  float_round_pack #(
    .Format          (OutFormat),
    .SignificandWidth(28),
    .ExponentWidth   (10)
  ) u_round (
    .sign_i       (x[31]),
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
      sum_o = {x[31], Infinity[OutWidth-2:0]};
    end else if (total == '0) begin
      sum_o = {x[31] & y[31], {OutWidth-1{1'b0}}};
    end
  end

endmodule : fp32_add
