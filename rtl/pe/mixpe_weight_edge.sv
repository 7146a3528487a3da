// Weight edge of a MixPE column: a 4-bit code as the PEs take it, and the group's scale and zero point for the column units.
module mixpe_weight_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                                      clk_i,
  input  logic                                                                      rst_ni,
  input  logic                                                                      valid_i,
  input  logic                                                                      clear_i,
  input  logic                                                                      end_i,
  input  logic [`LOP_PKG::ModeWidth-1:0]                                            mode_i,
  input  logic [`LOP_PKG::WeightCodeWidth-1:0]                                      weight_i,
  input  logic [`LOP_PKG::MetadataWidth-1:0]                                        metadata_i,
  output logic [`LOP_PKG::WeightOperandWidth+`LOP_PKG::ColumnOperandWidth-1:0]      operand_o
);

  logic unused;
  assign unused = ^{rst_ni, clear_i, end_i};

  // Mode 0 is uint4, 1 is int4, which has no zero point.
  logic       negative;
  logic [4:0] weight;
  assign negative = mode_i[0] & weight_i[3];
  if (`LOP_PKG::sign_magnitude_weights(Variant)) begin : gen_sign_magnitude
    assign weight = {negative, negative ? -weight_i : weight_i};
  end else begin : gen_two_s_complement
    assign weight = {negative, weight_i};
  end

  // Beside the operand: {has a zero point, zero point[3:0], scale[31:0]}.
  logic [`LOP_PKG::WeightOperandWidth+`LOP_PKG::ColumnOperandWidth-1:0] operand_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= {~mode_i[0], metadata_i, weight};
  end
  assign operand_o = operand_q;

endmodule : mixpe_weight_edge
