// Activation edge of a slice that takes codes as they are: a register, so that every slice's operands arrive alike.
module plain_activation_edge #(
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

  logic [`LOP_PKG::ActivationOperandWidth-1:0] operand_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= activation_i;
  end
  assign operand_o = operand_q;

endmodule : plain_activation_edge
