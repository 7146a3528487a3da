// Head of a MixPE column unit for fixed-point sums: (P - z A) x 2^exponent as FP32, one a cycle, two cycles later.
//
// Stage 1: z A, rounded to the 24 bits of an FP32 number where it can have more. Stage 2: the difference, exact, rounded once
// into FP32. Both sums lie on one grid, on which a rounded z A lies too, so FP32 appears in stage 2 alone.
module mixpe_fixed_group #(
  parameter int unsigned SumWidth    = 19,   // of P, signed; 15/16 of its range bound |P|, |z A| and |P - z A|
  parameter int unsigned RowSumWidth = 15    // of A, signed
) (
  input  logic                          clk_i,
  input  logic signed [SumWidth-1:0]    sum_i,
  input  logic signed [RowSumWidth-1:0] row_sum_i,
  input  logic                          has_zero_point_i,
  input  logic [3:0]                    zero_point_i,
  input  logic signed [9:0]             exponent_i,
  input  logic                          invalid_i,
  output logic [31:0]                   group_o
);

  localparam int unsigned MagnitudeWidth = SumWidth - 1;
  localparam int unsigned CountWidth     = $clog2(MagnitudeWidth + 1);

  logic [3:0]                 zero_point;
  logic signed [SumWidth-1:0] product, rounded_product;
  assign zero_point = has_zero_point_i ? zero_point_i : 4'd0;
  assign product    = SumWidth'(row_sum_i) * SumWidth'($signed({1'b0, zero_point}));

  if (MagnitudeWidth > 24) begin : gen_round
    localparam int unsigned Below = MagnitudeWidth - 24;
    logic [MagnitudeWidth-1:0] magnitude, normalised;
    logic [CountWidth-1:0]     zeros;
    logic                      round_up;
    logic [24:0]               rounded;
    logic [SumWidth-1:0]       restored;
    assign magnitude = MagnitudeWidth'(product[SumWidth-1] ? -product : product);
    leading_zero_count #(.Width(MagnitudeWidth)) u_product_zeros (.value_i(magnitude), .count_o(zeros));
    assign normalised = magnitude << zeros;
    // A bit more below, so that there is something under the guard bit.
    logic [Below:0] tail;
    assign tail            = {normalised[Below-1:0], 1'b0};
    assign round_up        = tail[Below] & ((|tail[Below-1:0]) | normalised[Below]);
    assign rounded         = {1'b0, normalised[MagnitudeWidth-1-:24]} + {24'd0, round_up};
    assign restored        = {rounded, Below'(0)} >> zeros;
    assign rounded_product = product[SumWidth-1] ? -restored : restored;
  end else begin : gen_exact
    assign rounded_product = product;
  end

  logic signed [SumWidth-1:0] sum_q, product_q;
  logic signed [9:0]          exponent_q;
  logic                       invalid_q;
  always_ff @(posedge clk_i) begin
    sum_q      <= sum_i;
    product_q  <= rounded_product;
    exponent_q <= exponent_i;
    invalid_q  <= invalid_i;
  end

  logic signed [SumWidth-1:0] difference;
  logic [MagnitudeWidth-1:0]  magnitude;
  logic [CountWidth-1:0]      zeros;
  logic signed [9:0]          exponent;
  logic [31:0]                code, group_q;
  assign difference = sum_q - product_q;
  assign magnitude  = MagnitudeWidth'(difference[SumWidth-1] ? -difference : difference);
  leading_zero_count #(.Width(MagnitudeWidth)) u_zeros (.value_i(magnitude), .count_o(zeros));
  assign exponent = exponent_q + 10'(MagnitudeWidth - 1) - 10'(zeros);
  float_round_pack #(
    .SignificandWidth(MagnitudeWidth),
    .ExponentWidth   (10)
  ) u_round (
    .sign_i       (difference[SumWidth-1]),
    .exponent_i   (exponent),
    .significand_i(magnitude << zeros),
    .sticky_i     (1'b0),
    .code_o       (code)
  );
  always_ff @(posedge clk_i) group_q <= invalid_q ? 32'h7fc00000 : code;
  assign group_o = group_q;

endmodule : mixpe_fixed_group
