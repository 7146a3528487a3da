// Head of a MixPE column unit for FP32 or FP16 sums: P - z A in FP32, one a cycle, two cycles later.
//
// Stage 1: z A, rounded once. Stage 2: the difference, rounded once.
module mixpe_float_group #(
  parameter bit Fp16 = 1'b0   // P and A are FP16 codes, in the low half
) (
  input  logic        clk_i,
  input  logic [31:0] sum_i,
  input  logic [31:0] row_sum_i,
  input  logic        has_zero_point_i,
  input  logic [3:0]  zero_point_i,
  input  logic        invalid_i,
  output logic [31:0] group_o
);

  logic [31:0] sum, row_sum;
  if (Fp16) begin : gen_fp16
    fp16_to_fp32 u_sum (.code_i(sum_i[15:0]), .code_o(sum));
    fp16_to_fp32 u_row_sum (.code_i(row_sum_i[15:0]), .code_o(row_sum));
    logic unused;
    assign unused = ^{sum_i[31:16], row_sum_i[31:16]};
  end else begin : gen_fp32
    assign sum     = sum_i;
    assign row_sum = row_sum_i;
  end

  logic [2:0]  zeros;
  logic [3:0]  normalised;
  logic [31:0] zero_point, product;
  leading_zero_count #(.Width(4)) u_zeros (.value_i(zero_point_i), .count_o(zeros));
  assign normalised = zero_point_i << zeros;
  assign zero_point = (zero_point_i == '0) ? '0 : {1'b0, 8'd130 - 8'(zeros), normalised[2:0], 20'd0};
  float_multiply u_multiply (
    .a_i      (row_sum),
    .b_i      (zero_point),
    .product_o(product)
  );

  logic [31:0] sum_q, product_q;
  logic        invalid_q;
  always_ff @(posedge clk_i) begin
    sum_q     <= sum;
    product_q <= has_zero_point_i ? product : '0;
    invalid_q <= invalid_i;
  end

  logic [31:0] difference, group_q;
  fp32_add u_subtract (
    .a_i  (sum_q),
    .b_i  ({~product_q[31], product_q[30:0]}),
    .sum_o(difference)
  );
  always_ff @(posedge clk_i) group_q <= invalid_q ? 32'h7fc00000 : difference;
  assign group_o = group_q;

  logic unused;
  assign unused = normalised[3];

endmodule : mixpe_float_group
