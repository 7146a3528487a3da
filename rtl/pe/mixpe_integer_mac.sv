// Integer MAC of a MixPE slice: a group's sum of products.
module mixpe_integer_mac #(
  parameter int unsigned Form             = 0,    // of the multiplier
  parameter int unsigned Width            = 8,    // of the activation, signed
  parameter int unsigned SumWidth         = 19,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                       clk_i,
  input  logic                       valid_i,
  input  logic                       first_i,     // of a group
  input  logic                       load_i,      // the cycle after a group's last step
  input  logic signed [Width-1:0]    x_i,
  input  logic signed [Width+1:0]    triple_i,
  input  logic [4:0]                 weight_i,
  input  logic signed [SumWidth-1:0] psum_i,      // weight-stationary: the sum from above
  output logic signed [SumWidth-1:0] result_o
);

  logic signed [Width+3:0] product;
  mixpe_multiplier #(
    .Form (Form),
    .Width(Width)
  ) u_multiplier (
    .x_i      (x_i),
    .triple_i (triple_i),
    .weight_i (weight_i),
    .product_o(product)
  );

  integer_accumulator #(
    .Width           (SumWidth),
    .AddendWidth     (Width + 4),
    .WeightStationary(WeightStationary)
  ) u_accumulator (
    .clk_i   (clk_i),
    .add_i   (valid_i),
    .first_i (first_i),
    .load_i  (load_i),
    .addend_i(product),
    .psum_i  (psum_i),
    .result_o(result_o)
  );

endmodule : mixpe_integer_mac
