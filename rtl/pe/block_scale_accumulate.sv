// Column unit of scaled blocks: value * 2^exponent rounded once to FP32 and added to the row's accumulator; one row a cycle.
//
// Stage 1 normalises, stage 2 rounds, stage 3 adds.
module block_scale_accumulate #(
  parameter  int unsigned Rows     = 1,
  parameter  int unsigned Width    = 70,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    row_valid_i,
  input  logic [RowWidth-1:0]     row_i,
  input  logic                    head_i,
  input  logic                    last_i,
  input  logic                    invalid_i,
  input  logic signed [Width-1:0] value_i,
  input  logic signed [10:0]      exponent_i,   // of the value's last place
  input  logic [31:0]             psum_i,       // what an output starts from, in the cycle of the addition
  input  logic [RowWidth-1:0]     emit_row_i,
  output logic [31:0]             value_o
);

  localparam int unsigned CountWidth = $clog2(Width + 1);

  // The row's control words: stages 1 to 3.
  localparam int unsigned ControlWidth = RowWidth + 2;
  logic                    round_valid, add_valid;
  logic [ControlWidth-1:0] add_control;
  delay_line #(.Width(1), .Cycles(1), .Reset(1'b1)) u_round_valid (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(row_valid_i),
    .data_o(round_valid)
  );
  delay_line #(.Width(1), .Cycles(1), .Reset(1'b1)) u_add_valid (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(round_valid),
    .data_o(add_valid)
  );
  delay_line #(.Width(ControlWidth), .Cycles(2)) u_control (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i({row_i, head_i, last_i}),
    .data_o(add_control)
  );

  // Stage 1.
  logic [Width-1:0]      magnitude, normalised_q;
  logic [CountWidth-1:0] zeros;
  logic signed [10:0]    exponent_q;
  logic                  sign_q, invalid_q;
  assign magnitude = value_i[Width-1] ? -value_i : value_i;
  leading_zero_count #(.Width(Width)) u_zeros (.value_i(magnitude), .count_o(zeros));
  always_ff @(posedge clk_i) begin
    if (row_valid_i) begin
      normalised_q <= magnitude << zeros;
      exponent_q   <= exponent_i + 11'(Width - 1) - $signed(11'(zeros));
      sign_q       <= value_i[Width-1];
      invalid_q    <= invalid_i;
    end
  end

  // Stage 2.
  logic [31:0] rounded, block_q;
  float_round_pack #(
    .Format          (float_formats_pkg::Fp32),
    .SignificandWidth(Width),
    .ExponentWidth   (11)
  ) u_round (
    .sign_i       (sign_q),
    .exponent_i   (exponent_q),
    .significand_i(normalised_q),
    .sticky_i     (1'b0),
    .code_o       (rounded)
  );
  always_ff @(posedge clk_i) begin
    if (round_valid) block_q <= invalid_q ? 32'h7fc00000 : rounded;
  end

  // Stage 3.
  column_accumulator #(.Rows(Rows)) u_accumulator (
    .clk_i     (clk_i),
    .valid_i   (add_valid),
    .row_i     (add_control[2+:RowWidth]),
    .head_i    (add_control[1]),
    .last_i    (add_control[0]),
    .group_i   (block_q),
    .psum_i    (psum_i),
    .emit_row_i(emit_row_i),
    .value_o   (value_o)
  );

endmodule : block_scale_accumulate
