// Edge of a BitFusion row or column: brings each brick its digit of the operand word, the same for all PEs behind the edge.
module bitfusion_route #(
  parameter bit OfWeight = 1'b0
) (
  input  logic        clk_i,
  input  logic        valid_i,
  input  logic [3:0]  mode_i,
  input  logic [31:0] word_i,
  output logic [31:0] digits_o
);

  logic [32*bitfusion_pkg::Modes-1:0] routed;
  for (genvar m = 0; m < bitfusion_pkg::Modes; m++) begin : gen_modes
    for (genvar b = 0; b < bitfusion_pkg::Bricks; b++) begin : gen_bricks
      localparam int unsigned Position = bitfusion_pkg::digit_position(m / 3, m % 3, b, OfWeight);
      assign routed[32*m+2*b+:2] = word_i[Position+:2];
    end
  end

  logic [31:0] digits_d, digits_q;
  always_comb begin
    digits_d = routed[31:0];
    for (int unsigned m = 1; m < bitfusion_pkg::Modes; m++) begin
      if (mode_i == 4'(m)) digits_d = routed[32*m+:32];
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) digits_q <= digits_d;
  end
  assign digits_o = digits_q;

endmodule : bitfusion_route
