// INT32 accumulator of a PE: an integer accumulator that the array's control words drive.
module int32_accumulator #(
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter int unsigned Latency          = 2,    // of the PE: the sum is there one stage before
  parameter int unsigned SumWidth         = 16,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                           clk_i,
  input  logic [ControlWidth*Stages-1:0] ctl_i,     // stage k: the control word k cycles ago
  input  logic signed [SumWidth-1:0]     sum_i,
  input  logic [31:0]                    psum_i,    // weight-stationary: the sum from above
  output logic [31:0]                    result_o
);

  // Control word: {mode, last, head, end, first, valid}.
  integer_accumulator #(
    .AddendWidth     (SumWidth),
    .WeightStationary(WeightStationary)
  ) u_accumulator (
    .clk_i   (clk_i),
    .add_i   (ctl_i[ControlWidth*(Latency-1)]),
    .first_i (ctl_i[ControlWidth*(Latency-1)+3] & ctl_i[ControlWidth*(Latency-1)+1]),
    .load_i  (ctl_i[ControlWidth*Latency] & ctl_i[ControlWidth*Latency+4]),
    .addend_i(sum_i),
    .psum_i  (psum_i),
    .result_o(result_o)
  );

endmodule : int32_accumulator
