// Column unit of an NVFP4 tile: a block's sum times both scales, exact in FP32, added to the output's accumulator.
module nvfp4_dot_column #(
  parameter  logic [31:0] Variant  = '0,
  parameter  int unsigned Rows     = 1,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                                           clk_i,
  input  logic                                           rst_ni,
  input  logic                                           row_valid_i,
  input  logic [RowWidth-1:0]                            row_i,
  input  logic                                           head_i,
  input  logic                                           last_i,
  input  logic [Rows*nvfp4_dot_pkg::ResultWidth-1:0]     result_i,
  input  logic [Rows*nvfp4_dot_pkg::RowOperandWidth-1:0] row_operand_i,
  input  logic [nvfp4_dot_pkg::ColumnOperandWidth-1:0]   column_operand_i,
  input  logic [nvfp4_dot_pkg::AccumulatorWidth-1:0]     psum_i,   // what an output starts from
  input  logic [RowWidth-1:0]                            emit_row_i,
  output logic [nvfp4_dot_pkg::AccumulatorWidth-1:0]     value_o
);

  localparam int unsigned ResultWidth  = nvfp4_dot_pkg::ResultWidth;
  localparam int unsigned OperandWidth = nvfp4_dot_pkg::RowOperandWidth;

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

  // Up to 16 x 144 x 15 x 15, and a sign; the last place is a quarter times that of both scales, 2^-9 each.
  localparam int unsigned Width = 21;
  logic [7:0]              scale;
  logic signed [Width-1:0] value;
  logic [4:0]              exponent;
  assign scale    = {4'd0, row_scale[3:0]} * {4'd0, column_operand_i[3:0]};
  assign value    = Width'($signed(result[nvfp4_dot_pkg::SumWidth-1:0])) * $signed(Width'(scale));
  assign exponent = {1'b0, row_scale[7:4]} + {1'b0, column_operand_i[7:4]};

  block_scale_accumulate #(
    .Rows (Rows),
    .Width(Width)
  ) u_accumulate (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .row_valid_i(row_valid_i),
    .row_i      (row_i),
    .head_i     (head_i),
    .last_i     (last_i),
    .invalid_i  (result[ResultWidth-1] | row_scale[OperandWidth-1] | column_operand_i[8]),
    .value_i    (value),
    .exponent_i ($signed({6'd0, exponent}) - 11'sd20),
    .psum_i     (psum_i),
    .emit_row_i (emit_row_i),
    .value_o    (value_o)
  );

endmodule : nvfp4_dot_column
