// MixPE PE of 4-bit weights and INT8 activations: an exact integer MAC a cycle. Values: models/pe/mixpe_w4a8.hpp.
module pe_mixpe_w4a8 #(
  parameter logic [31:0] Variant          = '0,
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                              clk_i,
  input  logic [ControlWidth*Stages-1:0]                    ctl_i,
  input  logic [mixpe_w4a8_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [mixpe_w4a8_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [mixpe_w4a8_pkg::ResultWidth-1:0]            psum_i,   // weight-stationary: the sum from above
  output logic [mixpe_w4a8_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  localparam int unsigned SumWidth = mixpe_w4a8_pkg::sum_width(Variant);
  localparam int unsigned Latency  = mixpe_w4a8_pkg::pe_latency(Variant);

  // Control word: {mode, last, head, end, first, valid}.
  logic signed [7:0]          x;
  logic signed [9:0]          triple;
  logic signed [SumWidth-1:0] psum, result;
  assign {triple, x} = activation_i;
  assign psum        = psum_i[SumWidth-1:0];
  mixpe_integer_mac #(
    .Form            (32'(Variant[3:0])),
    .Width           (8),
    .SumWidth        (SumWidth),
    .WeightStationary(WeightStationary)
  ) u_mac (
    .clk_i   (clk_i),
    .valid_i (ctl_i[0]),
    .first_i (ctl_i[1]),
    .load_i  (ctl_i[ControlWidth*Latency] & ctl_i[ControlWidth*Latency+2]),
    .x_i     (x),
    .triple_i(triple),
    .weight_i(weight_i),
    .psum_i  (psum),
    .result_o(result)
  );
  assign result_o = mixpe_w4a8_pkg::ResultWidth'(result);

  logic unused;
  assign unused = ^psum_i;

endmodule : pe_mixpe_w4a8
