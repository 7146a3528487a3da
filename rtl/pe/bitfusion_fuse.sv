// Four products of neighbouring digits as one: shifted by Step bits a digit for the operands that are that wide, and added.
module bitfusion_fuse #(
  parameter  int unsigned InWidth  = 5,
  parameter  int unsigned Step     = 2,
  parameter  int unsigned OutWidth = 10
) (
  input  logic                       x_wide_i,     // the odd products take the higher digit of x
  input  logic                       y_wide_i,     // products 2 and 3 take the higher digit of y
  input  logic [4*InWidth-1:0]       products_i,
  output logic signed [OutWidth-1:0] sum_o
);

  logic signed [OutWidth-1:0] low, high, y_low_x_high, y_high_x_high;
  assign low           = OutWidth'($signed(products_i[0+:InWidth]));
  assign y_low_x_high  = OutWidth'($signed(products_i[InWidth+:InWidth]));
  assign high          = OutWidth'($signed(products_i[2*InWidth+:InWidth]));
  assign y_high_x_high = OutWidth'($signed(products_i[3*InWidth+:InWidth]));

  logic signed [OutWidth-1:0] y_low, y_high;
  assign y_low  = low + (x_wide_i ? y_low_x_high <<< Step : y_low_x_high);
  assign y_high = high + (x_wide_i ? y_high_x_high <<< Step : y_high_x_high);
  assign sum_o  = y_low + (y_wide_i ? y_high <<< Step : y_high);

endmodule : bitfusion_fuse
