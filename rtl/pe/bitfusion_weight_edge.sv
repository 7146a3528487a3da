// Weight edge of a BitFusion column.
module bitfusion_weight_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                           clk_i,
  input  logic                                                           rst_ni,
  input  logic                                                           valid_i,
  input  logic                                                           clear_i,
  input  logic                                                           end_i,
  input  logic [bitfusion_pkg::ModeWidth-1:0]                            mode_i,
  input  logic [bitfusion_pkg::Lanes*bitfusion_pkg::WeightCodeWidth-1:0] weight_i,
  input  logic [bitfusion_pkg::MetadataWidth-1:0]                        metadata_i,
  output logic [bitfusion_pkg::WeightOperandWidth-1:0]                   operand_o
);

  logic unused;
  assign unused = ^{Variant, rst_ni, clear_i, end_i, metadata_i};

  bitfusion_route #(.OfWeight(1'b1)) u_route (
    .clk_i   (clk_i),
    .valid_i (valid_i),
    .mode_i  (mode_i),
    .word_i  (weight_i),
    .digits_o(operand_o)
  );

endmodule : bitfusion_weight_edge
