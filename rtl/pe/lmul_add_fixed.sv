// Fixed-point accumulator of an L-Mul PE: the product is moved to its place and registered, then added in two's complement.
//
// Bits of a product below the window are cut off, the sum wraps; above the window's top bit the marks of added infinities.
module lmul_add_fixed #(
  parameter  logic [31:0] Variant          = '0,
  parameter  bit          WeightStationary = 1'b0,
  localparam int unsigned ProductWidth     = lmul_pkg::product_width(Variant)
) (
  input  logic                             clk_i,
  input  logic                             product_valid_i,
  input  logic [1:0]                       class_i,
  input  logic                             sign_i,
  input  logic [ProductWidth-1:0]          product_i,
  input  logic                             add_valid_i,
  input  logic                             add_first_i,
  input  logic [lmul_pkg::ResultWidth-1:0] psum_i,   // weight-stationary: what is added to
  output logic [lmul_pkg::ResultWidth-1:0] sum_o
);

  localparam int unsigned Width        = lmul_pkg::fixed_bits(Variant);
  localparam int unsigned ExponentBits = float_formats_pkg::exponent_bits(lmul_pkg::format(Variant));
  localparam int unsigned FractionBits = lmul_pkg::fraction_bits(Variant);
  localparam int unsigned Dropped      = lmul_pkg::dropped_bits(Variant);
  // Of the largest product inside the window; FractionBits below it while the product moves.
  localparam int unsigned Room         = lmul_pkg::largest_field(Variant) + FractionBits - Dropped;
  localparam int unsigned MoveWidth    = Room + FractionBits;
  localparam int unsigned AmountWidth  = ExponentBits + 6;

  // Exponent field 1 has its last place at the bottom of an exact window, so it moves by the field less 1 and what is dropped.
  logic signed [AmountWidth-1:0] amount;
  logic [MoveWidth-1:0]          moved;
  logic [Room-1:0]               magnitude_d, magnitude_q;
  logic                          sign_q, plus_d, minus_d, plus_q, minus_q;
  assign amount = $signed(AmountWidth'(product_i[ProductWidth-1:FractionBits]))
                + $signed(AmountWidth'(FractionBits - 1)) - $signed(AmountWidth'(Dropped));
  assign moved  = MoveWidth'({1'b1, product_i[FractionBits-1:0]}) << amount;
  always_comb begin
    magnitude_d = moved[MoveWidth-1:FractionBits];
    if (class_i != lmul_pkg::Number || amount < 0) magnitude_d = '0;
  end
  assign plus_d  = (class_i == lmul_pkg::Nan) | ((class_i == lmul_pkg::Infinite) & ~sign_i);
  assign minus_d = (class_i == lmul_pkg::Nan) | ((class_i == lmul_pkg::Infinite) & sign_i);
  always_ff @(posedge clk_i) begin
    if (product_valid_i) begin
      sign_q      <= sign_i;
      magnitude_q <= magnitude_d;
      plus_q      <= plus_d;
      minus_q     <= minus_d;
    end
  end

  logic [Width-1:0] base, acc_q;
  logic             base_plus, base_minus, acc_plus_q, acc_minus_q;
  always_comb begin
    {base_minus, base_plus, base} = {acc_minus_q, acc_plus_q, acc_q};
    if (WeightStationary) {base_minus, base_plus, base} = psum_i[Width+1:0];
    else if (add_first_i) {base_minus, base_plus, base} = '0;
  end
  always_ff @(posedge clk_i) begin
    if (add_valid_i) begin
      acc_q       <= sign_q ? base - Width'(magnitude_q) : base + Width'(magnitude_q);
      acc_plus_q  <= plus_q | base_plus;
      acc_minus_q <= minus_q | base_minus;
    end
  end
  assign sum_o = lmul_pkg::ResultWidth'({acc_minus_q, acc_plus_q, acc_q});

  logic unused;
  assign unused = ^{moved[FractionBits-1:0], psum_i, add_first_i};

endmodule : lmul_add_fixed
