// Output unit of a slice with FP32 accumulators and FP16 outputs: accumulator x channel scale, exact, rounded once.
module fp16_scale_output #(
  parameter logic [31:0] Variant = '0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        valid_i,
  input  logic [31:0] psum_i,
  input  logic [31:0] channel_scale_i,
  output logic [15:0] out_o,
  output logic        flags_o            // invalid: the accumulator is NaN
);

  logic unused;
  assign unused = ^Variant;

  logic [15:0] out_d;
  float_multiply #(.OutFormat(float_formats_pkg::Fp16)) u_multiply (
    .a_i      (psum_i),
    .b_i      (channel_scale_i),
    .product_o(out_d)
  );

  // An output port is zero while nothing leaves.
  logic [15:0] out_q;
  logic        invalid_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !valid_i) begin
      out_q     <= '0;
      invalid_q <= 1'b0;
    end else begin
      out_q     <= out_d;
      invalid_q <= (&psum_i[30:23]) & (|psum_i[22:0]);
    end
  end
  assign out_o   = out_q;
  assign flags_o = invalid_q;

endmodule : fp16_scale_output
