// Next value of an FP32 or FP16 accumulator: accumulator plus an FP32 addend, exact before one rounding.
module float_accumulate #(
  parameter bit Fp16 = 1'b0
) (
  input  logic        first_i,    // the accumulator counts as +0
  input  logic [31:0] acc_i,      // FP16: the low half
  input  logic [31:0] addend_i,
  output logic [31:0] acc_o
);

  if (Fp16) begin : gen_fp16
    logic [31:0] wide;
    logic [15:0] sum;
    fp16_to_fp32 u_wide (
      .code_i(first_i ? 16'd0 : acc_i[15:0]),
      .code_o(wide)
    );
    fp32_add #(.OutFormat(float_formats_pkg::Fp16)) u_add (
      .a_i  (wide),
      .b_i  (addend_i),
      .sum_o(sum)
    );
    assign acc_o = {16'd0, sum};
    logic unused;
    assign unused = ^acc_i[31:16];
  end else begin : gen_fp32
    fp32_add u_add (
      .a_i  (first_i ? 32'd0 : acc_i),
      .b_i  (addend_i),
      .sum_o(acc_o)
    );
  end

endmodule : float_accumulate
