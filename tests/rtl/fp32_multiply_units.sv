// The FP32 multiplier into each format that PEs round products to, a slot of 32 bits each: FP32, FP16.
module fp32_multiply_units (
  input  logic [31:0] a_i,
  input  logic [31:0] b_i,
  output logic [63:0] out_o
);

  fp32_multiply u_fp32 (
    .a_i      (a_i),
    .b_i      (b_i),
    .product_o(out_o[31:0])
  );
  fp32_multiply #(.OutFormat(float_formats_pkg::Fp16)) u_fp16 (
    .a_i      (a_i),
    .b_i      (b_i),
    .product_o(out_o[47:32])
  );
  assign out_o[63:48] = '0;

endmodule : fp32_multiply_units
