// Activation edge of an NVFP4 row.
module nvfp4_dot_activation_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                                            clk_i,
  input  logic                                                                            rst_ni,
  input  logic                                                                            valid_i,
  input  logic                                                                            clear_i,
  input  logic                                                                            end_i,
  input  logic [nvfp4_dot_pkg::ModeWidth-1:0]                                             mode_i,
  input  logic [nvfp4_dot_pkg::Lanes*nvfp4_dot_pkg::ActivationCodeWidth-1:0]              activation_i,
  input  logic [nvfp4_dot_pkg::RowMetadataWidth-1:0]                                      metadata_i,
  output logic [nvfp4_dot_pkg::ActivationOperandWidth+nvfp4_dot_pkg::RowOperandWidth-1:0] operand_o
);

  logic unused;
  assign unused = ^{Variant, rst_ni, clear_i, end_i, mode_i};

  nvfp4_dot_decode u_decode (
    .clk_i    (clk_i),
    .valid_i  (valid_i),
    .codes_i  (activation_i),
    .scale_i  (metadata_i),
    .operand_o(operand_o)
  );

endmodule : nvfp4_dot_activation_edge
