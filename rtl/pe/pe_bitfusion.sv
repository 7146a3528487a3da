// BitFusion PE: sixteen bricks of 2 x 2 bits, shared by all modes, two levels of shift and add, one INT32 accumulator.
//
// Values: models/pe/bitfusion.hpp. Stage 1 multiplies and fuses, stage 2 accumulates. source  Bit Fusion, ISCA 2018
module pe_bitfusion #(
  parameter logic [31:0] Variant          = '0,
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                             clk_i,
  input  logic [ControlWidth*Stages-1:0]                   ctl_i,
  input  logic [bitfusion_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [bitfusion_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [bitfusion_pkg::ResultWidth-1:0]            psum_i,   // weight-stationary: the sum from above
  output logic [bitfusion_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  logic [1:0] activation_size, weight_size;
  assign activation_size = bitfusion_pkg::activation_size(ctl_i[5+:4]);
  assign weight_size     = bitfusion_pkg::weight_size(ctl_i[5+:4]);

  // Brick {V, U, v, u}: the highest digit of an operand has the sign.
  logic [5*bitfusion_pkg::Bricks-1:0] products;
  for (genvar b = 0; b < bitfusion_pkg::Bricks; b++) begin : gen_bricks
    localparam bit ActivationLow  = b % 2 == 1;
    localparam bit WeightLow      = (b / 2) % 2 == 1;
    localparam bit ActivationHigh = (b / 4) % 2 == 1;
    localparam bit WeightHigh     = b / 8 == 1;
    bitfusion_brick u_brick (
      .x_signed_i((ActivationLow || activation_size == 2'd0) && (ActivationHigh || activation_size != 2'd2)),
      .y_signed_i((WeightLow || weight_size == 2'd0) && (WeightHigh || weight_size != 2'd2)),
      .x_i       (activation_i[2*b+:2]),
      .y_i       (weight_i[2*b+:2]),
      .product_o (products[5*b+:5])
    );
  end

  // Products of 4 x 4 bits, or sums of four narrower ones; then the same of 8 x 8 bits, up to 2^14.
  logic [10*4-1:0] quads;
  for (genvar q = 0; q < 4; q++) begin : gen_quads
    bitfusion_fuse #(
      .InWidth (5),
      .Step    (2),
      .OutWidth(10)
    ) u_fuse (
      .x_wide_i  (activation_size != 2'd0),
      .y_wide_i  (weight_size != 2'd0),
      .products_i(products[20*q+:20]),
      .sum_o     (quads[10*q+:10])
    );
  end
  logic signed [15:0] sum, sum_q;
  bitfusion_fuse #(
    .InWidth (10),
    .Step    (4),
    .OutWidth(16)
  ) u_fuse (
    .x_wide_i  (activation_size == 2'd2),
    .y_wide_i  (weight_size == 2'd2),
    .products_i(quads),
    .sum_o     (sum)
  );
  always_ff @(posedge clk_i) begin
    if (ctl_i[0]) sum_q <= sum;
  end

  int32_accumulator #(
    .ControlWidth    (ControlWidth),
    .Stages          (Stages),
    .Latency         (bitfusion_pkg::pe_latency(Variant)),
    .SumWidth        (16),
    .WeightStationary(WeightStationary)
  ) u_accumulator (
    .clk_i   (clk_i),
    .ctl_i   (ctl_i),
    .sum_i   (sum_q),
    .psum_i  (psum_i),
    .result_o(result_o)
  );

endmodule : pe_bitfusion
