// One two's complement product a cycle into an INT32 accumulator: stage 1 multiplies, stage 2 accumulates.
module integer_mac #(
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0,
  parameter int unsigned Latency          = 2,
  parameter int unsigned Width            = 8    // of both operands
) (
  input  logic                           clk_i,
  input  logic [ControlWidth*Stages-1:0] ctl_i,
  input  logic signed [Width-1:0]        activation_i,
  input  logic signed [Width-1:0]        weight_i,
  input  logic [31:0]                    psum_i,   // weight-stationary: the sum from above
  output logic [31:0]                    result_o
);

  logic signed [2*Width-1:0] product_q;
  always_ff @(posedge clk_i) begin
    if (ctl_i[0]) product_q <= activation_i * weight_i;
  end

  int32_accumulator #(
    .ControlWidth    (ControlWidth),
    .Stages          (Stages),
    .Latency         (Latency),
    .SumWidth        (2 * Width),
    .WeightStationary(WeightStationary)
  ) u_accumulator (
    .clk_i   (clk_i),
    .ctl_i   (ctl_i),
    .sum_i   (product_q),
    .psum_i  (psum_i),
    .result_o(result_o)
  );

endmodule : integer_mac
