// What a place of the weight-stationary array holds of a fold, and of the next one, which waits behind it.
module ws_operand #(
  parameter int unsigned Width = 1
) (
  input  logic             clk_i,
  input  logic             load_i,
  input  logic [Width-1:0] next_i,
  input  logic             valid_i,     // a vector is here
  input  logic             swap_i,      // with valid_i: what waits is in use from here on
  output logic [Width-1:0] waiting_o,
  output logic [Width-1:0] operand_o    // that the vector meets
);

  logic [Width-1:0] waiting_q, operand_q;
  assign operand_o = (valid_i & swap_i) ? waiting_q : operand_q;
  always_ff @(posedge clk_i) begin
    if (load_i) waiting_q <= next_i;
    if (valid_i) operand_q <= operand_o;
  end
  assign waiting_o = waiting_q;

endmodule : ws_operand
