// FP16 x INT8 MAC PE: an FP16 activation times an INT8 weight, added to an FP16 or FP32 accumulator. Values: models/pe/fp16_int8_mac.hpp.
module pe_fp16_int8_mac #(
  parameter logic [31:0] Variant          = '0,
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                                 clk_i,
  input  logic [ControlWidth*Stages-1:0]                       ctl_i,
  input  logic [fp16_int8_mac_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [fp16_int8_mac_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [fp16_int8_mac_pkg::ResultWidth-1:0]            psum_i,   // weight-stationary: the sum from above
  output logic [fp16_int8_mac_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  float_mac #(
    .ActivationFormat(fp16_int8_mac_pkg::activation_format(Variant)),
    .WeightFormat    (fp16_int8_mac_pkg::weight_format(Variant)),
    .Fp16Accumulator (fp16_int8_mac_pkg::accumulator_format(Variant) == float_formats_pkg::Fp16),
    .ControlWidth    (ControlWidth),
    .Stages          (Stages),
    .Latency         (fp16_int8_mac_pkg::pe_latency(Variant)),
    .WeightStationary(WeightStationary)
  ) u_mac (
    .clk_i       (clk_i),
    .ctl_i       (ctl_i),
    .activation_i(activation_i),
    .weight_i    (weight_i),
    .psum_i      (psum_i),
    .result_o    (result_o)
  );

endmodule : pe_fp16_int8_mac
