// PE of four lanes {exponent, integer}: multiply the integers, add the exponents, shift, add the lanes; one INT32 accumulator.
module exponent_integer_dot #(
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter int unsigned SumWidth         = 16,   // of the products of one step
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                           clk_i,
  input  logic [ControlWidth*Stages-1:0] ctl_i,
  input  logic [31:0]                    activation_i,
  input  logic [31:0]                    weight_i,
  input  logic [31:0]                    psum_i,
  output logic [31:0]                    result_o
);

  logic [4*SumWidth-1:0]      terms;
  logic signed [SumWidth-1:0] sum, sum_q;
  for (genvar l = 0; l < 4; l++) begin : gen_lanes
    logic [3:0]        exponent;
    logic signed [9:0] product;
    assign exponent = {1'b0, activation_i[8*l+5+:3]} + {1'b0, weight_i[8*l+5+:3]};
    assign product  = 10'($signed(activation_i[8*l+:5])) * 10'($signed(weight_i[8*l+:5]));
    assign terms[SumWidth*l+:SumWidth] = SumWidth'(product) <<< exponent;
  end
  always_comb begin
    sum = '0;
    for (int unsigned l = 0; l < 4; l++) sum = sum + $signed(terms[SumWidth*l+:SumWidth]);
  end
  always_ff @(posedge clk_i) begin
    if (ctl_i[0]) sum_q <= sum;
  end

  int32_accumulator #(
    .ControlWidth    (ControlWidth),
    .Stages          (Stages),
    .Latency         (2),
    .SumWidth        (SumWidth),
    .WeightStationary(WeightStationary)
  ) u_accumulator (
    .clk_i   (clk_i),
    .ctl_i   (ctl_i),
    .sum_i   (sum_q),
    .psum_i  (psum_i),
    .result_o(result_o)
  );

endmodule : exponent_integer_dot
