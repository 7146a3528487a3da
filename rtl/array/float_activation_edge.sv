// Activation edge of a slice of floating-point MACs: the row's code, normalised once for every PE behind it.
module float_activation_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                     clk_i,
  input  logic                                                     rst_ni,
  input  logic                                                     valid_i,
  input  logic                                                     clear_i,
  input  logic                                                     end_i,
  input  logic [`LOP_PKG::ModeWidth-1:0]                           mode_i,
  input  logic [`LOP_PKG::Lanes*`LOP_PKG::ActivationCodeWidth-1:0] activation_i,
  input  logic [`LOP_PKG::RowMetadataWidth-1:0]                    metadata_i,
  output logic [`LOP_PKG::ActivationOperandWidth-1:0]              operand_o
);

  logic unused;
  assign unused = ^{Variant, rst_ni, clear_i, end_i, mode_i, metadata_i};

  float_edge #(
    .Format   (`LOP_PKG::activation_format(Variant)),
    .Lanes    (1),
    .Normalise(1'b1)
  ) u_edge (
    .clk_i    (clk_i),
    .valid_i  (valid_i),
    .code_i   (activation_i),
    .operand_o(operand_o)
  );

endmodule : float_activation_edge
