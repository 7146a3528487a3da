// Tail of a MixPE column unit: a group's value times its scale, added to the row's FP32 accumulator, each rounded once.
//
// A row is read in cycle 0; its value comes in cycle 2 from the head of the column unit, its product is there in cycle 3 and
// its accumulator in cycle 4.
module mixpe_group_accumulator #(
  parameter  int unsigned Rows     = 1,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                row_valid_i,   // cycle 0
  input  logic [RowWidth-1:0] row_i,
  input  logic                head_i,
  input  logic                last_i,
  input  logic [31:0]         scale_i,
  input  logic [31:0]         group_i,       // cycle 2
  input  logic [31:0]         psum_i,        // cycle 3: what an output starts from
  input  logic [RowWidth-1:0] emit_row_i,
  output logic [31:0]         value_o
);

  logic                valid, head, last;
  logic [RowWidth-1:0] row;
  logic [31:0]         scale;
  delay_line #(.Width(1), .Cycles(3), .Reset(1'b1)) u_valid (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(row_valid_i),
    .data_o(valid)
  );
  delay_line #(.Width(RowWidth + 2), .Cycles(3)) u_row (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i({row_i, head_i, last_i}),
    .data_o({row, head, last})
  );
  delay_line #(.Width(32), .Cycles(2)) u_scale (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(scale_i),
    .data_o(scale)
  );

  logic [31:0] product, product_q;
  float_multiply u_multiply (
    .a_i      (group_i),
    .b_i      (scale),
    .product_o(product)
  );
  always_ff @(posedge clk_i) product_q <= product;

  column_accumulator #(.Rows(Rows)) u_accumulator (
    .clk_i     (clk_i),
    .valid_i   (valid),
    .row_i     (row),
    .head_i    (head),
    .last_i    (last),
    .group_i   (product_q),
    .psum_i    (psum_i),
    .emit_row_i(emit_row_i),
    .value_o   (value_o)
  );

endmodule : mixpe_group_accumulator
