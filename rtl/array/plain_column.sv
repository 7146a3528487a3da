// Column of a slice with nothing to compute at the end of a group: a row's drain register leaves as it is.
module plain_column #(
  parameter  logic [31:0] Variant     = '0,
  parameter  int unsigned Rows        = 1,
  localparam int unsigned RowWidth    = (Rows > 1) ? $clog2(Rows) : 1,
  localparam int unsigned ResultWidth = `LOP_PKG::ResultWidth,
  // Ports without anything still need a bit.
  localparam int unsigned RowPorts    = (`LOP_PKG::RowOperandWidth > 0) ? Rows * `LOP_PKG::RowOperandWidth : 1,
  localparam int unsigned ColumnPorts = (`LOP_PKG::ColumnOperandWidth > 0) ? `LOP_PKG::ColumnOperandWidth : 1
) (
  input  logic                                  clk_i,
  input  logic                                  rst_ni,
  input  logic                                  row_valid_i,
  input  logic [RowWidth-1:0]                   row_i,
  input  logic                                  head_i,
  input  logic                                  last_i,
  input  logic [Rows*ResultWidth-1:0]           result_i,
  input  logic [RowPorts-1:0]                   row_operand_i,
  input  logic [ColumnPorts-1:0]                column_operand_i,
  input  logic [`LOP_PKG::AccumulatorWidth-1:0] psum_i,             // not taken: a PE's sum starts there
  input  logic [RowWidth-1:0]                   emit_row_i,
  output logic [`LOP_PKG::AccumulatorWidth-1:0] value_o
);

  logic unused;
  assign unused = ^{Variant, clk_i, rst_ni, row_valid_i, row_i, head_i, last_i, row_operand_i, column_operand_i,
                    psum_i};

  always_comb begin
    value_o = result_i[ResultWidth-1:0];
    for (int unsigned r = 1; r < Rows; r++) begin
      if (emit_row_i == RowWidth'(r)) value_o = result_i[r*ResultWidth+:ResultWidth];
    end
  end

  if (Rows == 1) begin : gen_unused
    logic unused_row;
    assign unused_row = ^emit_row_i;
  end

endmodule : plain_column
