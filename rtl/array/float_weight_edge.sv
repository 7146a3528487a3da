// Weight edge of a slice of floating-point MACs: the column's code, normalised once for every PE behind it.
module float_weight_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                 clk_i,
  input  logic                                                 rst_ni,
  input  logic                                                 valid_i,
  input  logic                                                 clear_i,
  input  logic                                                 end_i,
  input  logic [`LOP_PKG::ModeWidth-1:0]                       mode_i,
  input  logic [`LOP_PKG::Lanes*`LOP_PKG::WeightCodeWidth-1:0] weight_i,
  input  logic [`LOP_PKG::MetadataWidth-1:0]                   metadata_i,
  output logic [`LOP_PKG::WeightOperandWidth-1:0]              operand_o
);

  logic unused;
  assign unused = ^{Variant, rst_ni, clear_i, end_i, mode_i, metadata_i};

  float_edge #(
    .Format   (`LOP_PKG::weight_format(Variant)),
    .Lanes    (1),
    .Normalise(1'b1)
  ) u_edge (
    .clk_i    (clk_i),
    .valid_i  (valid_i),
    .code_i   (weight_i),
    .operand_o(operand_o)
  );

endmodule : float_weight_edge
