// Sum of the activations of a row's group, up to the latest step's: beside an activation edge, or in a side column.
//
// One a row for all columns. Fixed point, or floating point as the PEs accumulate.
module row_sum #(
  parameter bit          Float = 1'b0,   // addends are FP32 codes and Width is 32
  parameter bit          Fp16  = 1'b0,   // of Float: the accumulator is FP16
  parameter int unsigned Width = 15
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,
  input  logic             clear_i,
  input  logic             end_i,
  input  logic [Width-1:0] addend_i,
  input  logic [Width-1:0] psum_i,       // fixed point: what a group starts from
  output logic             first_o,      // this step starts a group
  output logic [Width-1:0] sum_o         // a cycle after its step
);

  logic pending_q;
  assign first_o = clear_i | pending_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) pending_q <= 1'b1;
    else if (valid_i) pending_q <= end_i;
  end

  logic [Width-1:0] sum_d, sum_q;
  if (Float) begin : gen_float
    logic unused;
    assign unused = ^psum_i;
    float_accumulate #(.Fp16(Fp16)) u_accumulate (
      .first_i (first_o),
      .acc_i   (sum_q),
      .addend_i(addend_i),
      .acc_o   (sum_d)
    );
  end else begin : gen_fixed
    assign sum_d = (first_o ? psum_i : sum_q) + addend_i;
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) sum_q <= sum_d;
  end
  assign sum_o = sum_q;

endmodule : row_sum
