// Column of an FP16 MAC tile: nothing to compute, a row's drain register goes out as it is; an invalid one as NaN.
module fp16_mac_column #(
  parameter  logic [31:0] Variant  = '0,
  parameter  int unsigned Rows     = 1,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                                       clk_i,
  input  logic                                       rst_ni,
  input  logic                                       row_valid_i,
  input  logic [RowWidth-1:0]                        row_i,
  input  logic                                       head_i,
  input  logic                                       last_i,
  input  logic [Rows*fp16_mac_pkg::ResultWidth-1:0]  result_i,
  input  logic                                       row_operand_i,
  input  logic                                       column_operand_i,
  input  logic [RowWidth-1:0]                        emit_row_i,
  output logic [fp16_mac_pkg::AccumulatorWidth-1:0]  value_o
);

  localparam logic [31:0] Nan = Variant[0] ? 32'h00007e00 : 32'h7fc00000;

  logic unused;
  assign unused = ^{clk_i, rst_ni, row_valid_i, row_i, head_i, last_i, row_operand_i, column_operand_i};

  logic [fp16_mac_pkg::ResultWidth-1:0] result;
  always_comb begin
    result = result_i[fp16_mac_pkg::ResultWidth-1:0];
    for (int unsigned r = 1; r < Rows; r++) begin
      if (emit_row_i == RowWidth'(r)) result = result_i[r*fp16_mac_pkg::ResultWidth+:fp16_mac_pkg::ResultWidth];
    end
  end
  assign value_o = result[32] ? Nan : result[31:0];

endmodule : fp16_mac_column
