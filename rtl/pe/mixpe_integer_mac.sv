// Integer MAC of a MixPE slice: a group's sum of products, and the drain register from which the column unit reads it.
//
// In a weight-stationary array the sum comes from above and goes on at once.
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

  logic signed [SumWidth-1:0] sum_q, previous;
  always_comb begin
    previous = sum_q;
    if (WeightStationary) previous = psum_i;
    else if (first_i) previous = '0;
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) sum_q <= previous + SumWidth'(product);
  end

  if (WeightStationary) begin : gen_passing
    logic unused;
    assign unused   = ^{first_i, load_i};
    assign result_o = sum_q;
  end else begin : gen_drain
    logic                       unused;
    logic signed [SumWidth-1:0] result_q;
    assign unused = ^psum_i;
    always_ff @(posedge clk_i) begin
      if (load_i) result_q <= sum_q;
    end
    assign result_o = result_q;
  end

endmodule : mixpe_integer_mac
