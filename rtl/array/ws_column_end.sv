// Foot of a column of the weight-stationary array: the column unit, and what it takes when a group ends.
//
// A vector's row sum passes the feet from left to right, a column a cycle, and so meets each column's sum of that
// vector. What the column unit needs of a group is held like the weights; it comes past the PEs, in one cycle.
module ws_column_end #(
  parameter  logic [31:0] Variant      = '0,
  localparam int unsigned ControlWidth = 5 + `LOP_PKG::ModeWidth,
  // Ports without anything still need a bit.
  localparam int unsigned RowPorts     = (`LOP_PKG::RowOperandWidth > 0) ? `LOP_PKG::RowOperandWidth : 1,
  localparam int unsigned ColumnPorts  = (`LOP_PKG::ColumnOperandWidth > 0) ? `LOP_PKG::ColumnOperandWidth : 1
) (
  input  logic                                  clk_i,
  input  logic                                  rst_ni,
  input  logic [ControlWidth-1:0]               ctl_i,              // of the vector whose sum is here
  input  logic                                  load_i,
  input  logic [ColumnPorts-1:0]                column_operand_i,   // with load_i: of the next fold
  input  logic [`LOP_PKG::ResultWidth-1:0]      result_i,           // the last row's sum
  input  logic [RowPorts-1:0]                   row_sum_i,          // the activations' sum
  input  logic [`LOP_PKG::AccumulatorWidth-1:0] psum_i,             // what the group is added to, when it is
  output logic [RowPorts-1:0]                   row_sum_o,
  output logic [`LOP_PKG::AccumulatorWidth-1:0] value_o
);

  logic [ColumnPorts-1:0] operand;
  if (`LOP_PKG::ColumnOperandWidth > 0) begin : gen_operand
    logic                   unused;
    logic [ColumnPorts-1:0] waiting;
    ws_operand #(.Width(ColumnPorts)) u_operand (
      .clk_i    (clk_i),
      .load_i   (load_i),
      .next_i   (column_operand_i),
      .valid_i  (ctl_i[0]),
      .swap_i   (ctl_i[1]),
      .waiting_o(waiting),
      .operand_o(operand)
    );
    assign unused = ^waiting;
  end else begin : gen_no_operand
    logic unused;
    assign unused  = ^{load_i, column_operand_i};
    assign operand = '0;
  end

  if (`LOP_PKG::RowOperandWidth > 0) begin : gen_row_sum
    delay_line #(.Width(RowPorts), .Cycles(1)) u_hop (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(row_sum_i),
      .data_o(row_sum_o)
    );
  end else begin : gen_no_row_sum
    assign row_sum_o = '0;
  end

  `LOP_COLUMN #(
    .Variant(Variant),
    .Rows   (1)
  ) u_column (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .row_valid_i     (ctl_i[0] & ctl_i[2]),
    .row_i           (1'b0),
    .head_i          (1'b1),
    .last_i          (1'b1),
    .result_i        (result_i),
    .row_operand_i   (row_sum_i),
    .column_operand_i(operand),
    .psum_i          (psum_i),
    .emit_row_i      (1'b0),
    .value_o         (value_o)
  );

  logic unused;
  assign unused = ^ctl_i;

endmodule : ws_column_end
