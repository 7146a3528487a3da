// Activation edge of a MixPE W4A16 row: FP16 unpacked, or aligned to the group's exponent, its triple, and the group's row sum.
//
// All within the edge's one cycle. A code of an infinity or NaN counts as the number that its fields would be; the flag
// `invalid`, which sticks for the group, overrides what comes of it.
module mixpe_w4a16_activation_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                             clk_i,
  input  logic                                             rst_ni,
  input  logic                                             valid_i,
  input  logic                                             clear_i,
  input  logic                                             end_i,
  input  logic [mixpe_w4a16_pkg::ModeWidth-1:0]            mode_i,
  input  logic [mixpe_w4a16_pkg::ActivationCodeWidth-1:0]  activation_i,
  input  logic [mixpe_w4a16_pkg::RowMetadataWidth-1:0]     metadata_i,
  output logic [mixpe_w4a16_pkg::ActivationOperandWidth+mixpe_w4a16_pkg::RowOperandWidth-1:0] operand_o
);

  localparam bit          BlockAligned = mixpe_w4a16_pkg::is_block_aligned(Variant);
  localparam bit          Triple       = Variant[3:0] == 4'd1;
  localparam int unsigned RowSumWidth  = mixpe_w4a16_pkg::row_sum_width(Variant);
  localparam int unsigned OperandWidth = mixpe_w4a16_pkg::ActivationOperandWidth;
  localparam int unsigned FieldsWidth  = BlockAligned ? mixpe_w4a16_pkg::aligned_width(Variant) : 18;
  // Of what the multiplier takes: the aligned number, or the significand with a sign bit of 0.
  localparam int unsigned FactorWidth  = BlockAligned ? FieldsWidth : 12;

  logic              sign, zero, infinite, nan;
  logic signed [5:0] exponent;
  logic [10:0]       significand;
  float_unpack #(
    .Format   (float_formats_pkg::Fp16),
    .Normalise(!BlockAligned)
  ) u_unpack (
    .code_i       (activation_i),
    .sign_o       (sign),
    .zero_o       (zero),
    .infinite_o   (infinite),
    .nan_o        (nan),
    .exponent_o   (exponent),
    .significand_o(significand)
  );

  logic [FieldsWidth-1:0]        fields;
  logic signed [FactorWidth-1:0] factor;
  logic [RowSumWidth-1:0]        addend;
  if (BlockAligned) begin : gen_block_aligned
    // Never to the left: an activation above the group's exponent stays where it is. Truncated before the sign.
    localparam int unsigned GuardBits = mixpe_w4a16_pkg::guard_bits(Variant);
    logic [4:0]             field, shift;
    logic [FieldsWidth-1:0] magnitude;
    assign field     = exponent[4:0];
    assign shift     = (metadata_i > field) ? metadata_i - field : 5'd0;
    assign magnitude = (FieldsWidth'(significand) << GuardBits) >> shift;
    assign factor    = sign ? -magnitude : magnitude;
    assign fields    = factor;
    assign addend    = RowSumWidth'(factor);
    logic unused;
    assign unused = ^{zero, exponent[5]};
  end else begin : gen_float
    logic [7:0] field;
    assign field  = 8'(exponent) + 8'd112;
    assign fields = {sign, exponent, significand};
    assign factor = {1'b0, significand};
    assign addend = zero ? '0 : {sign, field, significand[9:0], 13'd0};
    logic unused;
    assign unused = ^metadata_i;
  end

  logic signed [FactorWidth+1:0] triple;
  if (Triple) begin : gen_triple
    assign triple = (FactorWidth+2)'(factor) + ((FactorWidth+2)'(factor) <<< 1);
  end else begin : gen_no_triple
    assign triple = '0;
    if (!BlockAligned) begin : gen_unused
      logic unused;
      assign unused = ^factor;
    end
  end

  logic                   first;
  logic [RowSumWidth-1:0] row_sum;
  row_sum #(
    .Float(!BlockAligned),
    .Fp16 (mixpe_w4a16_pkg::is_fp16(Variant)),
    .Width(RowSumWidth)
  ) u_row_sum (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .valid_i (valid_i),
    .clear_i (clear_i),
    .end_i   (end_i),
    .addend_i(addend),
    .psum_i  ({RowSumWidth{1'b0}}),
    .first_o (first),
    .sum_o   (row_sum)
  );

  logic [OperandWidth-1:0] operand_q;
  logic                    invalid_q;
  logic [4:0]              exponent_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      operand_q  <= OperandWidth'({triple, fields});
      invalid_q  <= infinite | nan | (invalid_q & ~first);
      exponent_q <= BlockAligned ? metadata_i : '0;
    end
  end
  assign operand_o = {invalid_q, exponent_q, 33'($signed(row_sum)), operand_q};

  logic unused;
  assign unused = ^mode_i;

endmodule : mixpe_w4a16_activation_edge
