// Weight edge of an MX column: elements decoded, and the scale.
module mxfp_dot_weight_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                                         clk_i,
  input  logic                                                                         rst_ni,
  input  logic                                                                         valid_i,
  input  logic                                                                         clear_i,
  input  logic                                                                         end_i,
  input  logic [mxfp_dot_pkg::ModeWidth-1:0]                                           mode_i,
  input  logic [mxfp_dot_pkg::Lanes*mxfp_dot_pkg::WeightCodeWidth-1:0]                 weight_i,
  input  logic [mxfp_dot_pkg::MetadataWidth-1:0]                                       metadata_i,
  output logic [mxfp_dot_pkg::WeightOperandWidth+mxfp_dot_pkg::ColumnOperandWidth-1:0] operand_o
);

  logic unused;
  assign unused = ^{Variant, rst_ni, clear_i, end_i};

  mxfp_dot_decode u_decode (
    .clk_i    (clk_i),
    .valid_i  (valid_i),
    .mode_i   (mode_i),
    .codes_i  (weight_i),
    .operand_o(operand_o[mxfp_dot_pkg::WeightOperandWidth-1:0])
  );

  logic [mxfp_dot_pkg::ColumnOperandWidth-1:0] scale_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) scale_q <= {&metadata_i, metadata_i};
  end
  assign operand_o[mxfp_dot_pkg::WeightOperandWidth+:mxfp_dot_pkg::ColumnOperandWidth] = scale_q;

endmodule : mxfp_dot_weight_edge
