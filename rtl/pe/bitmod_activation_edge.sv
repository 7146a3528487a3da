// Activation edge of a BitMoD row: four FP16 codes unpacked, subnormals with exponent 1 and hidden bit 0.
module bitmod_activation_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                               clk_i,
  input  logic                                                               rst_ni,
  input  logic                                                               valid_i,
  input  logic                                                               clear_i,
  input  logic                                                               end_i,
  input  logic [bitmod_pkg::ModeWidth-1:0]                                  mode_i,
  input  logic [bitmod_pkg::Lanes*bitmod_pkg::ActivationCodeWidth-1:0]       activation_i,
  input  logic [bitmod_pkg::RowMetadataWidth-1:0]                            metadata_i,
  output logic [bitmod_pkg::ActivationOperandWidth-1:0]                      operand_o
);

  logic unused;
  assign unused = ^{Variant, rst_ni, clear_i, end_i, mode_i, metadata_i};

  float_edge #(
    .Lanes    (bitmod_pkg::Lanes),
    .Normalise(1'b0)
  ) u_edge (
    .clk_i    (clk_i),
    .valid_i  (valid_i),
    .code_i   (activation_i),
    .operand_o(operand_o)
  );

endmodule : bitmod_activation_edge
