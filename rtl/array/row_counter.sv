// Counts rows 0 .. Rows-1, one a cycle, Wait cycles after start_i; the first count may coincide with start_i.
module row_counter #(
  parameter  int unsigned Rows     = 1,
  parameter  int unsigned Wait     = 0,
  localparam int unsigned RowWidth = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                start_i,
  output logic                valid_o,
  output logic [RowWidth-1:0] row_o
);

  localparam int unsigned Last       = Wait + Rows - 1;
  localparam int unsigned CountWidth = $clog2(Last + 2);

  logic                  active, active_q;
  logic [CountWidth-1:0] count, count_q;
  assign active = start_i | active_q;
  assign count  = start_i ? '0 : count_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) active_q <= 1'b0;
    else active_q <= active && (count != CountWidth'(Last));
  end
  always_ff @(posedge clk_i) begin
    if (active) count_q <= count + CountWidth'(1);
  end

  logic [CountWidth-1:0] row;
  assign row     = count - CountWidth'(Wait);
  assign valid_o = active && (count >= CountWidth'(Wait));
  assign row_o   = row[RowWidth-1:0];

  if (CountWidth > RowWidth) begin : gen_unused
    logic unused;
    assign unused = ^row[CountWidth-1:RowWidth];
  end

endmodule : row_counter
