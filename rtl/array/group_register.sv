// Holds what came with the last step of a group, from Cycles + 1 cycles after that step until the next group's.
module group_register #(
  parameter int unsigned Width  = 1,
  parameter int unsigned Cycles = 1
) (
  input  logic             clk_i,
  input  logic             load_i,   // Cycles after the step
  input  logic [Width-1:0] data_i,
  output logic [Width-1:0] data_o
);

  logic [Width-1:0] delayed, data_q;
  delay_line #(.Width(Width), .Cycles(Cycles)) u_delay (
    .clk_i (clk_i),
    .rst_ni(1'b1),
    .data_i(data_i),
    .data_o(delayed)
  );
  always_ff @(posedge clk_i) begin
    if (load_i) data_q <= delayed;
  end
  assign data_o = data_q;

endmodule : group_register
