// Column unit of an MX tile: a block's sum times both scales, rounded once to FP32, added to the output's accumulator.
module mxfp_dot_column #(
  parameter  logic [31:0] Variant  = '0,
  parameter  int unsigned Rows     = 1,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                                          clk_i,
  input  logic                                          rst_ni,
  input  logic                                          row_valid_i,
  input  logic [RowWidth-1:0]                           row_i,
  input  logic                                          head_i,
  input  logic                                          last_i,
  input  logic [Rows*mxfp_dot_pkg::ResultWidth-1:0]     result_i,
  input  logic [Rows*mxfp_dot_pkg::RowOperandWidth-1:0] row_operand_i,
  input  logic [mxfp_dot_pkg::ColumnOperandWidth-1:0]   column_operand_i,
  input  logic [mxfp_dot_pkg::AccumulatorWidth-1:0]     psum_i,   // what an output starts from
  input  logic [RowWidth-1:0]                           emit_row_i,
  output logic [mxfp_dot_pkg::AccumulatorWidth-1:0]     value_o
);

  localparam int unsigned ResultWidth  = mxfp_dot_pkg::ResultWidth;
  localparam int unsigned OperandWidth = mxfp_dot_pkg::RowOperandWidth;

  logic unused;
  assign unused = ^Variant;

  logic [ResultWidth-1:0]  result;
  logic [OperandWidth-1:0] row_scale;
  always_comb begin
    result    = result_i[ResultWidth-1:0];
    row_scale = row_operand_i[OperandWidth-1:0];
    for (int unsigned r = 1; r < Rows; r++) begin
      if (row_i == RowWidth'(r)) begin
        result    = result_i[r*ResultWidth+:ResultWidth];
        row_scale = row_operand_i[r*OperandWidth+:OperandWidth];
      end
    end
  end

  block_scale_accumulate #(
    .Rows (Rows),
    .Width(mxfp_dot_pkg::SumWidth)
  ) u_accumulate (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .row_valid_i(row_valid_i),
    .row_i      (row_i),
    .head_i     (head_i),
    .last_i     (last_i),
    .invalid_i  (result[ResultWidth-1] | row_scale[OperandWidth-1] | column_operand_i[8]),
    .value_i    ($signed(result[mxfp_dot_pkg::SumWidth-1:0])),
    .exponent_i (11'($signed(row_scale[9:0])) + $signed({3'b000, column_operand_i[7:0]}) - 11'sd127),
    .psum_i     (psum_i),
    .emit_row_i (emit_row_i),
    .value_o    (value_o)
  );

endmodule : mxfp_dot_column
