// The multipliers, a slot of 32 bits each: of FP32 into FP32 and FP16, of BF16, FP16, E5M2 and E4M3 into themselves, then the
// flushing ones of BF16 and of four exponent and three mantissa bits.
module float_multiply_units (
  input  logic [31:0]  a_i,
  input  logic [31:0]  b_i,
  output logic [255:0] out_o
);

  localparam int unsigned Own = 4;
  localparam logic [13*Own-1:0] Formats = {float_formats_pkg::E4M3, float_formats_pkg::E5M2, float_formats_pkg::Fp16,
                                           float_formats_pkg::Bf16};

  float_multiply u_fp32 (
    .a_i      (a_i),
    .b_i      (b_i),
    .product_o(out_o[31:0])
  );
  logic [15:0] fp16;
  float_multiply #(.OutFormat(float_formats_pkg::Fp16)) u_fp16 (
    .a_i      (a_i),
    .b_i      (b_i),
    .product_o(fp16)
  );
  assign out_o[63:32] = 32'(fp16);

  for (genvar f = 0; f < Own; f++) begin : gen_formats
    localparam logic [12:0] Format = Formats[13*f+:13];
    localparam int unsigned Width  = float_formats_pkg::width(Format);
    logic [Width-1:0] product;
    float_multiply #(
      .Format   (Format),
      .OutFormat(Format)
    ) u_multiply (
      .a_i      (a_i[Width-1:0]),
      .b_i      (b_i[Width-1:0]),
      .product_o(product)
    );
    assign out_o[64+32*f+:32] = 32'(product);
  end

  logic [15:0] flushed_bf16;
  flushing_multiply u_flushing_bf16 (
    .a_i      (a_i[15:0]),
    .b_i      (b_i[15:0]),
    .out_o    (flushed_bf16)
  );
  assign out_o[192+:32] = 32'(flushed_bf16);
  logic [7:0] flushed_small;
  flushing_multiply #(
    .ExponentBits(4),
    .MantissaBits(3)
  ) u_flushing_small (
    .a_i      (a_i[7:0]),
    .b_i      (b_i[7:0]),
    .out_o    (flushed_small)
  );
  assign out_o[224+:32] = 32'(flushed_small);

endmodule : float_multiply_units
