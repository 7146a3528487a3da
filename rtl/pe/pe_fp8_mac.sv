// FP8 MAC PE: an E4M3 x E4M3 or E5M2 x E5M2 product, added to an FP32 accumulator. Values: models/pe/fp8_mac.hpp.
module pe_fp8_mac #(
  parameter logic [31:0] Variant          = '0,
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                           clk_i,
  input  logic [ControlWidth*Stages-1:0]                 ctl_i,
  input  logic [fp8_mac_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [fp8_mac_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [fp8_mac_pkg::ResultWidth-1:0]            psum_i,   // weight-stationary: the sum from above
  output logic [fp8_mac_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  float_mac #(
    .ActivationFormat(fp8_mac_pkg::activation_format(Variant)),
    .WeightFormat    (fp8_mac_pkg::weight_format(Variant)),
    .ControlWidth    (ControlWidth),
    .Stages          (Stages),
    .Latency         (fp8_mac_pkg::pe_latency(Variant)),
    .WeightStationary(WeightStationary)
  ) u_mac (
    .clk_i       (clk_i),
    .ctl_i       (ctl_i),
    .activation_i(activation_i),
    .weight_i    (weight_i),
    .psum_i      (psum_i),
    .result_o    (result_o)
  );

endmodule : pe_fp8_mac
