// FP32 output accumulators of the PEs of a column behind one adder: a group's value of one row a cycle.
module column_accumulator #(
  parameter  int unsigned Rows     = 1,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                clk_i,
  input  logic                valid_i,
  input  logic [RowWidth-1:0] row_i,
  input  logic                head_i,       // first group of an output
  input  logic                last_i,       // last group of an output
  input  logic [31:0]         group_i,
  input  logic [31:0]         psum_i,       // what an output starts from
  input  logic [RowWidth-1:0] emit_row_i,
  output logic [31:0]         value_o
);

  // A finished output also goes to the register from which it leaves the array.
  logic [32*Rows-1:0] accumulators, outputs;
  logic [31:0]        addend, total;
  always_comb begin
    addend  = accumulators[31:0];
    value_o = outputs[31:0];
    for (int unsigned r = 1; r < Rows; r++) begin
      if (row_i == RowWidth'(r)) addend = accumulators[32*r+:32];
      if (emit_row_i == RowWidth'(r)) value_o = outputs[32*r+:32];
    end
    if (head_i) addend = psum_i;
  end
  fp32_add u_add (
    .a_i  (addend),
    .b_i  (group_i),
    .sum_o(total)
  );

  for (genvar r = 0; r < Rows; r++) begin : gen_rows
    logic [31:0] accumulator_q, output_q;
    assign accumulators[32*r+:32] = accumulator_q;
    assign outputs[32*r+:32]      = output_q;
    always_ff @(posedge clk_i) begin
      if (valid_i && (row_i == RowWidth'(r))) begin
        accumulator_q <= total;
        if (last_i) output_q <= total;
      end
    end
  end

endmodule : column_accumulator
