// Weight edge of an L-Mul column: one code, classified; with pre_offset less the bias and the offset, once for all PEs below.
module lmul_weight_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                 clk_i,
  input  logic                                                 rst_ni,
  input  logic                                                 valid_i,
  input  logic                                                 clear_i,
  input  logic                                                 end_i,
  input  logic [lmul_pkg::ModeWidth-1:0]                       mode_i,
  input  logic [lmul_pkg::Lanes*lmul_pkg::WeightCodeWidth-1:0] weight_i,
  input  logic [lmul_pkg::MetadataWidth-1:0]                   metadata_i,
  output logic [lmul_pkg::WeightOperandWidth-1:0]              operand_o
);

  localparam int unsigned MagnitudeWidth = float_formats_pkg::magnitude_bits(lmul_pkg::format(Variant));
  localparam int unsigned FactorWidth    = lmul_pkg::factor_width(Variant);

  logic unused;
  assign unused = ^{rst_ni, clear_i, end_i, mode_i, weight_i, metadata_i};

  logic [1:0]                class_d;
  logic                      sign_d;
  logic [MagnitudeWidth-1:0] magnitude;
  logic [FactorWidth-1:0]    factor_d;
  logic [FactorWidth+2:0]    operand_q;
  lmul_operand #(.Variant(Variant)) u_operand (
    .code_i     (weight_i[MagnitudeWidth:0]),
    .class_o    (class_d),
    .sign_o     (sign_d),
    .magnitude_o(magnitude)
  );
  if (lmul_pkg::has_pre_offset(Variant)) begin : gen_pre_offset
    lmul_offset #(.Variant(Variant)) u_offset (
      .magnitude_i(magnitude),
      .factor_o   (factor_d)
    );
  end else begin : gen_plain
    assign factor_d = magnitude;
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= {class_d, sign_d, factor_d};
  end
  assign operand_o = lmul_pkg::WeightOperandWidth'(operand_q);

endmodule : lmul_weight_edge
