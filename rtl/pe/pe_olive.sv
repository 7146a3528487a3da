// OliVe PE: four (exponent, integer) lanes into one INT32 accumulator. Values: models/pe/olive.hpp.
module pe_olive #(
  parameter logic [31:0] Variant          = '0,
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                         clk_i,
  input  logic [ControlWidth*Stages-1:0]               ctl_i,
  input  logic [olive_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [olive_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [olive_pkg::ResultWidth-1:0]            psum_i,   // weight-stationary: the sum from above
  output logic [olive_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  logic unused;
  assign unused = ^Variant;

  // A step's sum is up to 2 x 192^2 = 73728: a pair has one outlier.
  exponent_integer_dot #(
    .ControlWidth    (ControlWidth),
    .Stages          (Stages),
    .WeightStationary(WeightStationary),
    .SumWidth        (18)
  ) u_dot (
    .clk_i       (clk_i),
    .ctl_i       (ctl_i),
    .activation_i(activation_i),
    .weight_i    (weight_i),
    .psum_i      (psum_i),
    .result_o    (result_o)
  );

endmodule : pe_olive
