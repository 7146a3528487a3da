// Activation edge of a MixPE W4A8 row: the INT8 code, its triple where the multiplier takes it, and the group's row sum.
//
// Both adders work within the edge's one cycle.
module mixpe_w4a8_activation_edge #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                            clk_i,
  input  logic                                            rst_ni,
  input  logic                                            valid_i,
  input  logic                                            clear_i,
  input  logic                                            end_i,
  input  logic [mixpe_w4a8_pkg::ModeWidth-1:0]            mode_i,
  input  logic [mixpe_w4a8_pkg::ActivationCodeWidth-1:0]  activation_i,
  input  logic [mixpe_w4a8_pkg::RowMetadataWidth-1:0]     metadata_i,
  output logic [mixpe_w4a8_pkg::ActivationOperandWidth+mixpe_w4a8_pkg::RowOperandWidth-1:0] operand_o
);

  localparam int unsigned RowSumWidth = mixpe_w4a8_pkg::row_sum_width(Variant);

  logic signed [7:0]             x;
  logic [RowSumWidth-1:0]        row_sum;
  logic                          first;
  assign x = $signed(activation_i);
  row_sum #(.Width(RowSumWidth)) u_row_sum (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .valid_i (valid_i),
    .clear_i (clear_i),
    .end_i   (end_i),
    .addend_i(RowSumWidth'(x)),
    .psum_i  ({RowSumWidth{1'b0}}),
    .first_o (first),
    .sum_o   (row_sum)
  );

  logic signed [9:0] triple;
  if (Variant[3:0] == 4'd1) begin : gen_triple
    assign triple = 10'(x) + (10'(x) <<< 1);
  end else begin : gen_no_triple
    assign triple = '0;
  end

  logic [17:0] operand_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= {triple, x};
  end
  assign operand_o = {mixpe_w4a8_pkg::RowOperandWidth'($signed(row_sum)), operand_q};

  logic unused;
  assign unused = ^{mode_i, metadata_i, first};

endmodule : mixpe_w4a8_activation_edge
