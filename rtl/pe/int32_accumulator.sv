// INT32 accumulator of a PE and its drain register: the sums of an output's steps, modulo 2^32.
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
  logic add, first, load_result;
  assign add         = ctl_i[ControlWidth*(Latency-1)];
  assign first       = ctl_i[ControlWidth*(Latency-1)+3] & ctl_i[ControlWidth*(Latency-1)+1];
  assign load_result = ctl_i[ControlWidth*Latency] & ctl_i[ControlWidth*Latency+4];

  logic [31:0] acc_q, previous;
  always_comb begin
    previous = acc_q;
    if (WeightStationary) previous = psum_i;
    else if (first) previous = '0;
  end
  always_ff @(posedge clk_i) begin
    if (add) acc_q <= previous + 32'(sum_i);
  end

  if (WeightStationary) begin : gen_passing
    logic unused;
    assign unused   = ^{first, load_result};
    assign result_o = acc_q;
  end else begin : gen_drain
    logic        unused;
    logic [31:0] result_q;
    assign unused = ^psum_i;
    always_ff @(posedge clk_i) begin
      if (load_result) result_q <= acc_q;
    end
    assign result_o = result_q;
  end

endmodule : int32_accumulator
