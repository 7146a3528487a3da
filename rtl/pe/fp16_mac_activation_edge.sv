// Activation edge of an FP16 MAC row: one FP16 code, normalised.
module fp16_mac_activation_edge (
  input  logic                                             clk_i,
  input  logic                                             valid_i,
  input  logic [fp16_mac_pkg::ActivationCodeWidth-1:0]     activation_i,
  output logic [fp16_mac_pkg::ActivationOperandWidth-1:0]  operand_o
);

  fp16_edge #(
    .Lanes    (1),
    .Normalise(1'b1)
  ) u_edge (
    .clk_i    (clk_i),
    .valid_i  (valid_i),
    .code_i   (activation_i),
    .operand_o(operand_o)
  );

endmodule : fp16_mac_activation_edge
