// NVFP4 PE: exact sums of eight products a step, 13 bits a block. Values: models/pe/nvfp4_dot.hpp.
module pe_nvfp4_dot #(
  parameter logic [31:0] Variant          = '0,
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                             clk_i,
  input  logic [ControlWidth*Stages-1:0]                   ctl_i,
  input  logic [nvfp4_dot_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [nvfp4_dot_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [nvfp4_dot_pkg::ResultWidth-1:0]            psum_i,   // not taken: sums stay in the PE
  output logic [nvfp4_dot_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  logic unused_sum;
  assign unused_sum = ^{WeightStationary, psum_i};

  logic unused;
  assign unused = ^Variant;

  block_sum #(
    .ControlWidth    (ControlWidth),
    .Stages          (Stages),
    .Lanes           (nvfp4_dot_pkg::Lanes),
    .ExponentWidth   (nvfp4_dot_pkg::ExponentWidth),
    .SignificandWidth(nvfp4_dot_pkg::SignificandWidth),
    .SumWidth        (nvfp4_dot_pkg::SumWidth)
  ) u_sum (
    .clk_i       (clk_i),
    .ctl_i       (ctl_i),
    .activation_i(activation_i),
    .weight_i    (weight_i),
    .result_o    (result_o)
  );

endmodule : pe_nvfp4_dot
