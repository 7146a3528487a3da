// Activation edge of an L-Mul row: one code, classified once for every PE behind it.
module lmul_activation_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                   clk_i,
  input  logic                                                   rst_ni,
  input  logic                                                   valid_i,
  input  logic                                                   clear_i,
  input  logic                                                   end_i,
  input  logic [lmul_pkg::ModeWidth-1:0]                         mode_i,
  input  logic [lmul_pkg::Lanes*lmul_pkg::ActivationCodeWidth-1:0] activation_i,
  input  logic [lmul_pkg::RowMetadataWidth-1:0]                  metadata_i,
  output logic [lmul_pkg::ActivationOperandWidth-1:0]            operand_o
);

  localparam int unsigned MagnitudeWidth = float_formats_pkg::magnitude_bits(lmul_pkg::format(Variant));
  localparam int unsigned OperandWidth   = MagnitudeWidth + 3;

  logic unused;
  assign unused = ^{rst_ni, clear_i, end_i, mode_i, activation_i, metadata_i};

  logic [OperandWidth-1:0] operand_d, operand_q;
  lmul_operand #(.Variant(Variant)) u_operand (
    .code_i     (activation_i[MagnitudeWidth:0]),
    .class_o    (operand_d[MagnitudeWidth+1+:2]),
    .sign_o     (operand_d[MagnitudeWidth]),
    .magnitude_o(operand_d[MagnitudeWidth-1:0])
  );

  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= operand_d;
  end
  assign operand_o = lmul_pkg::ActivationOperandWidth'(operand_q);

endmodule : lmul_activation_edge
