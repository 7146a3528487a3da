// BitBrick: the product of two digits of 2 bits, each with a sign or without.
module bitfusion_brick (
  input  logic              x_signed_i,
  input  logic              y_signed_i,
  input  logic [1:0]        x_i,
  input  logic [1:0]        y_i,
  output logic signed [4:0] product_o   // -6..9
);

  logic signed [2:0] x, y;
  assign x         = $signed({x_signed_i & x_i[1], x_i});
  assign y         = $signed({y_signed_i & y_i[1], y_i});
  assign product_o = 5'(x) * 5'(y);

endmodule : bitfusion_brick
