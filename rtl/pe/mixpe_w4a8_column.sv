// Column unit of a MixPE W4A8 tile: accumulator + (P - z A) x scale, one row a cycle in four stages.
module mixpe_w4a8_column #(
  parameter  logic [31:0] Variant  = '0,
  parameter  int unsigned Rows     = 1,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                                            clk_i,
  input  logic                                            rst_ni,
  input  logic                                            row_valid_i,
  input  logic [RowWidth-1:0]                             row_i,
  input  logic                                            head_i,
  input  logic                                            last_i,
  input  logic [Rows*mixpe_w4a8_pkg::ResultWidth-1:0]     result_i,
  input  logic [Rows*mixpe_w4a8_pkg::RowOperandWidth-1:0] row_operand_i,
  input  logic [mixpe_w4a8_pkg::ColumnOperandWidth-1:0]   column_operand_i,
  input  logic [mixpe_w4a8_pkg::AccumulatorWidth-1:0]     psum_i,             // what an output starts from
  input  logic [RowWidth-1:0]                             emit_row_i,
  output logic [mixpe_w4a8_pkg::AccumulatorWidth-1:0]     value_o
);

  localparam int unsigned SumWidth    = mixpe_w4a8_pkg::sum_width(Variant);
  localparam int unsigned RowSumWidth = mixpe_w4a8_pkg::row_sum_width(Variant);

  logic signed [SumWidth-1:0]    sum;
  logic signed [RowSumWidth-1:0] row_sum;
  always_comb begin
    sum     = result_i[SumWidth-1:0];
    row_sum = row_operand_i[RowSumWidth-1:0];
    for (int unsigned r = 1; r < Rows; r++) begin
      if (row_i == RowWidth'(r)) begin
        sum     = result_i[r*mixpe_w4a8_pkg::ResultWidth+:SumWidth];
        row_sum = row_operand_i[r*mixpe_w4a8_pkg::RowOperandWidth+:RowSumWidth];
      end
    end
  end

  logic [31:0]       group;
  logic signed [9:0] exponent;   // of the grid of integers
  assign exponent = '0;
  mixpe_fixed_group #(
    .SumWidth   (SumWidth),
    .RowSumWidth(RowSumWidth)
  ) u_group (
    .clk_i           (clk_i),
    .sum_i           (sum),
    .row_sum_i       (row_sum),
    .has_zero_point_i(column_operand_i[36]),
    .zero_point_i    (column_operand_i[35:32]),
    .exponent_i      (exponent),
    .invalid_i       (1'b0),
    .group_o         (group)
  );
  mixpe_group_accumulator #(.Rows(Rows)) u_accumulator (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .row_valid_i(row_valid_i),
    .row_i      (row_i),
    .head_i     (head_i),
    .last_i     (last_i),
    .scale_i    (column_operand_i[31:0]),
    .group_i    (group),
    .psum_i     (psum_i),
    .emit_row_i (emit_row_i),
    .value_o    (value_o)
  );

  logic unused;
  assign unused = ^{result_i, row_operand_i};

endmodule : mixpe_w4a8_column
