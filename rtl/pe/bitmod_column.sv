// Column unit of a BitMoD tile: one FP32 adder adds the dequantised groups of a column's PEs to their accumulators.
//
// One row a cycle in rising order. Stage 1 converts m_GRP * 2^e_GRP (exact in FP32), stage 2 adds.
module bitmod_column #(
  parameter  logic [31:0] Variant  = '0,
  parameter  int unsigned Rows     = 1,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                                     clk_i,
  input  logic                                     rst_ni,
  input  logic                                     row_valid_i,
  input  logic [RowWidth-1:0]                      row_i,
  input  logic                                     head_i,       // first group of an output
  input  logic                                     last_i,       // last group of an output
  input  logic [Rows*bitmod_pkg::ResultWidth-1:0]  result_i,
  input  logic                                     row_operand_i,
  input  logic                                     column_operand_i,
  input  logic [bitmod_pkg::AccumulatorWidth-1:0]  psum_i,       // what an output starts from
  input  logic [RowWidth-1:0]                      emit_row_i,
  output logic [bitmod_pkg::AccumulatorWidth-1:0]  value_o
);

  logic unused;
  assign unused = ^{Variant, row_operand_i, column_operand_i};

  logic [bitmod_pkg::ResultWidth-1:0] result;
  always_comb begin
    result = result_i[bitmod_pkg::ResultWidth-1:0];
    for (int unsigned r = 1; r < Rows; r++) begin
      if (row_i == RowWidth'(r)) result = result_i[r*bitmod_pkg::ResultWidth+:bitmod_pkg::ResultWidth];
    end
  end

  // Stage 1: value = m * 2^(e - 28), or half of it where the unit of the weights is one half. Always a normal number:
  // e is at least 1, so the exponent field is at least 98.
  logic [22:0] magnitude, normalised;
  logic [4:0]  zeros;
  logic [7:0]  exponent;
  logic [31:0] group_d, group_q;
  assign magnitude = result[22] ? -result[22:0] : result[22:0];
  leading_zero_count #(.Width(23)) u_zeros (.value_i(magnitude), .count_o(zeros));
  assign normalised = magnitude << zeros;
  assign exponent   = 8'd121 + {2'b00, result[28:23]} - {3'b000, zeros} - {7'd0, result[29]};
  always_comb begin
    group_d = {result[22], exponent, normalised[21:0], 1'b0};
    if (result[30]) group_d = 32'h7fc00000;
    else if (magnitude == '0) group_d = '0;
  end

  logic                add_valid_q, head_q, last_q;
  logic [RowWidth-1:0] row_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) add_valid_q <= 1'b0;
    else add_valid_q <= row_valid_i;
  end
  always_ff @(posedge clk_i) begin
    if (row_valid_i) begin
      group_q <= group_d;
      row_q   <= row_i;
      head_q  <= head_i;
      last_q  <= last_i;
    end
  end

  // Stage 2: accumulate.
  column_accumulator #(.Rows(Rows)) u_accumulator (
    .clk_i     (clk_i),
    .valid_i   (add_valid_q),
    .row_i     (row_q),
    .head_i    (head_q),
    .last_i    (last_q),
    .group_i   (group_q),
    .psum_i    (psum_i),
    .emit_row_i(emit_row_i),
    .value_o   (value_o)
  );

endmodule : bitmod_column
