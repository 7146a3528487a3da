// Activation edge of an MX row: elements decoded; the scale's exponent on that of the block sum's last place.
module mxfp_dot_activation_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                                          clk_i,
  input  logic                                                                          rst_ni,
  input  logic                                                                          valid_i,
  input  logic                                                                          clear_i,
  input  logic                                                                          end_i,
  input  logic [mxfp_dot_pkg::ModeWidth-1:0]                                            mode_i,
  input  logic [mxfp_dot_pkg::Lanes*mxfp_dot_pkg::ActivationCodeWidth-1:0]              activation_i,
  input  logic [mxfp_dot_pkg::RowMetadataWidth-1:0]                                     metadata_i,
  output logic [mxfp_dot_pkg::ActivationOperandWidth+mxfp_dot_pkg::RowOperandWidth-1:0] operand_o
);

  logic unused;
  assign unused = ^{Variant, rst_ni, clear_i, end_i};

  mxfp_dot_decode u_decode (
    .clk_i    (clk_i),
    .valid_i  (valid_i),
    .mode_i   (mode_i),
    .codes_i  (activation_i),
    .operand_o(operand_o[mxfp_dot_pkg::ActivationOperandWidth-1:0])
  );

  logic [mxfp_dot_pkg::RowOperandWidth-1:0] scale_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) scale_q <= {&metadata_i, $signed({2'b00, metadata_i}) - 10'sd127 + mxfp_dot_pkg::last_place(mode_i)};
  end
  assign operand_o[mxfp_dot_pkg::ActivationOperandWidth+:mxfp_dot_pkg::RowOperandWidth] = scale_q;

endmodule : mxfp_dot_activation_edge
