// Weight edge of an FP16 x INT8 MAC column: the INT8 code as a float, normalised once for every PE below.
module fp16_int8_mac_weight_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                             clk_i,
  input  logic                                             rst_ni,
  input  logic                                             valid_i,
  input  logic                                             clear_i,
  input  logic                                             end_i,
  input  logic [fp16_int8_mac_pkg::ModeWidth-1:0]          mode_i,
  input  logic [fp16_int8_mac_pkg::WeightCodeWidth-1:0]    weight_i,
  input  logic [fp16_int8_mac_pkg::MetadataWidth-1:0]      metadata_i,
  output logic [fp16_int8_mac_pkg::WeightOperandWidth-1:0] operand_o
);

  logic unused;
  assign unused = ^{Variant, rst_ni, clear_i, end_i, mode_i, metadata_i};

  logic              sign;
  logic signed [4:0] exponent;
  logic [7:0]        significand;
  integer_unpack u_unpack (
    .code_i       (weight_i),
    .sign_o       (sign),
    .exponent_o   (exponent),
    .significand_o(significand)
  );

  logic [fp16_int8_mac_pkg::WeightOperandWidth-1:0] operand_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= {1'b0, sign, exponent, significand};
  end
  assign operand_o = operand_q;

endmodule : fp16_int8_mac_weight_edge
