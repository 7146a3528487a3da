// MixPE PE of 4-bit weights and FP16 activations. Values: models/pe/mixpe_w4a16.hpp.
//
// One MAC a cycle. Floats: stage 1 multiplies the significand, exactly in 15 bits, and normalises; stage 2 adds with one
// rounding. block_aligned: an integer MAC of one stage.
module pe_mixpe_w4a16 #(
  parameter logic [31:0] Variant          = '0,
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                               clk_i,
  input  logic [ControlWidth*Stages-1:0]                     ctl_i,
  input  logic [mixpe_w4a16_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [mixpe_w4a16_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [mixpe_w4a16_pkg::ResultWidth-1:0]            psum_i,   // not taken: sums stay in the PE
  output logic [mixpe_w4a16_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  logic unused_sum;
  assign unused_sum = ^{WeightStationary, psum_i};

  localparam int unsigned Form    = 32'(Variant[3:0]);
  localparam int unsigned Latency = mixpe_w4a16_pkg::pe_latency(Variant);

  // Control word: {mode, last, head, end, first, valid}.
  logic load_result;
  assign load_result = ctl_i[ControlWidth*Latency] & ctl_i[ControlWidth*Latency+2];

  if (mixpe_w4a16_pkg::is_block_aligned(Variant)) begin : gen_block_aligned
    localparam int unsigned Width    = mixpe_w4a16_pkg::aligned_width(Variant);
    localparam int unsigned SumWidth = mixpe_w4a16_pkg::sum_width(Variant);
    logic signed [Width-1:0]    x;
    logic signed [Width+1:0]    triple;
    logic signed [SumWidth-1:0] result;
    assign {triple, x} = activation_i[2*Width+1:0];
    mixpe_integer_mac #(
      .Form    (Form),
      .Width   (Width),
      .SumWidth(SumWidth)
    ) u_mac (
      .clk_i   (clk_i),
      .valid_i (ctl_i[0]),
      .first_i (ctl_i[1]),
      .load_i  (load_result),
      .x_i     (x),
      .triple_i(triple),
      .weight_i(weight_i),
      .psum_i  ({SumWidth{1'b0}}),
      .result_o(result)
    );
    assign result_o = mixpe_w4a16_pkg::ResultWidth'(result);
    if (2 * Width + 2 < mixpe_w4a16_pkg::ActivationOperandWidth) begin : gen_unused
      logic unused;
      assign unused = ^activation_i[mixpe_w4a16_pkg::ActivationOperandWidth-1:2*Width+2];
    end
  end else begin : gen_float
    logic               sign;
    logic signed [5:0]  exponent;
    logic signed [11:0] significand;
    logic signed [13:0] triple;
    logic signed [15:0] product;
    assign sign        = activation_i[17] ^ weight_i[4];
    assign exponent    = activation_i[16:11];
    assign significand = {1'b0, activation_i[10:0]};
    assign triple      = activation_i[31:18];
    mixpe_multiplier #(
      .Form (Form),
      .Width(12)
    ) u_multiplier (
      .x_i      (significand),
      .triple_i (triple),
      .weight_i ({1'b0, weight_i[3:0]}),
      .product_o(product)
    );

    // The significand is normalised, so a product has its leading one in bits 14..10.
    logic [2:0]  zeros;
    logic [14:0] normalised;
    logic [7:0]  field;
    logic [31:0] product_d, product_q;
    leading_zero_count #(.Width(5)) u_zeros (.value_i(product[14:10]), .count_o(zeros));
    assign normalised = product[14:0] << zeros;
    // value = product * 2^(exponent - 25); biased exponent of bit 14 - zeros: exponent - 25 + 14 - zeros + 127.
    assign field      = 8'(exponent) + 8'd116 - 8'(zeros);
    assign product_d  = (product[14:10] == '0) ? '0 : {sign, field, normalised[13:0], 9'd0};
    always_ff @(posedge clk_i) begin
      if (ctl_i[0]) product_q <= product_d;
    end

    logic [31:0] acc_d, acc_q, result_q;
    float_accumulate #(.Fp16(mixpe_w4a16_pkg::is_fp16(Variant))) u_accumulate (
      .first_i (ctl_i[ControlWidth+1]),
      .acc_i   (acc_q),
      .addend_i(product_q),
      .acc_o   (acc_d)
    );
    always_ff @(posedge clk_i) begin
      if (ctl_i[ControlWidth]) acc_q <= acc_d;
      if (load_result) result_q <= acc_q;
    end
    assign result_o = {5'd0, result_q};
    logic unused;
    assign unused = ^{activation_i[mixpe_w4a16_pkg::ActivationOperandWidth-1:32], product[15], normalised[14]};
  end

endmodule : pe_mixpe_w4a16
