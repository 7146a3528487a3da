// Activation edge of an FP16 MAC row: one FP16 code, normalised.
module fp16_mac_activation_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                               clk_i,
  input  logic                                                               rst_ni,
  input  logic                                                               valid_i,
  input  logic                                                               clear_i,
  input  logic                                                               end_i,
  input  logic [fp16_mac_pkg::ModeWidth-1:0]                                  mode_i,
  input  logic [fp16_mac_pkg::Lanes*fp16_mac_pkg::ActivationCodeWidth-1:0]       activation_i,
  input  logic [fp16_mac_pkg::RowMetadataWidth-1:0]                            metadata_i,
  output logic [fp16_mac_pkg::ActivationOperandWidth-1:0]                      operand_o
);

  logic unused;
  assign unused = ^{Variant, rst_ni, clear_i, end_i, mode_i, metadata_i};

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
