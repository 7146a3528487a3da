// Integer accumulator of a PE: a sum of addends, modulo 2^Width, and the drain register from which the column unit reads it.
//
// In a weight-stationary array the sum comes from above and goes on at once.
module integer_accumulator #(
  parameter int unsigned Width            = 32,
  parameter int unsigned AddendWidth      = 16,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                          clk_i,
  input  logic                          add_i,
  input  logic                          first_i,    // with add_i: the sum starts with this addend
  input  logic                          load_i,     // after the last addend
  input  logic signed [AddendWidth-1:0] addend_i,
  input  logic [Width-1:0]              psum_i,     // weight-stationary: the sum from above
  output logic [Width-1:0]              result_o
);

  logic [Width-1:0] sum_q, previous;
  always_comb begin
    previous = sum_q;
    if (WeightStationary) previous = psum_i;
    else if (first_i) previous = '0;
  end
  always_ff @(posedge clk_i) begin
    if (add_i) sum_q <= previous + Width'(addend_i);
  end

  if (WeightStationary) begin : gen_passing
    logic unused;
    assign unused   = ^{first_i, load_i};
    assign result_o = sum_q;
  end else begin : gen_drain
    logic             unused;
    logic [Width-1:0] result_q;
    assign unused = ^psum_i;
    always_ff @(posedge clk_i) begin
      if (load_i) result_q <= sum_q;
    end
    assign result_o = result_q;
  end

endmodule : integer_accumulator
