// Column of an RMMEC tile: adds the lane quires of a row's drain register, exactly, sign-extended to 128 bits.
module rmmec_column #(
  parameter  logic [31:0] Variant  = '0,
  parameter  int unsigned Rows     = 1,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                                    clk_i,
  input  logic                                    rst_ni,
  input  logic                                    row_valid_i,
  input  logic [RowWidth-1:0]                     row_i,
  input  logic                                    head_i,
  input  logic                                    last_i,
  input  logic [Rows*rmmec_pkg::ResultWidth-1:0]  result_i,
  input  logic                                    row_operand_i,
  input  logic                                    column_operand_i,
  input  logic [rmmec_pkg::AccumulatorWidth-1:0]  psum_i,
  input  logic [RowWidth-1:0]                     emit_row_i,
  output logic [rmmec_pkg::AccumulatorWidth-1:0]  value_o
);

  logic [rmmec_pkg::ResultWidth-1:0] result;
  plain_column #(
    .Variant(Variant),
    .Rows   (Rows)
  ) u_row (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .row_valid_i     (row_valid_i),
    .row_i           (row_i),
    .head_i          (head_i),
    .last_i          (last_i),
    .result_i        (result_i),
    .row_operand_i   (row_operand_i),
    .column_operand_i(column_operand_i),
    .psum_i          (psum_i),
    .emit_row_i      (emit_row_i),
    .value_o         (result)
  );

  logic [1:0]         mode;
  logic signed [33:0] sum_32;
  logic signed [64:0] sum_64;
  assign mode   = result[133:132];
  assign sum_32 = 34'($signed(result[31:0])) + 34'($signed(result[63:32])) + 34'($signed(result[95:64]))
                + 34'($signed(result[127:96]));
  assign sum_64 = 65'($signed(result[63:0])) + 65'($signed(result[127:64]));
  always_comb begin
    value_o        = result;
    value_o[127:0] = 128'(sum_32);
    if (mode == rmmec_pkg::ModeP8) value_o[127:0] = 128'(sum_64);
    else if (mode == rmmec_pkg::ModeP16) value_o[127:0] = result[127:0];
  end

endmodule : rmmec_column
