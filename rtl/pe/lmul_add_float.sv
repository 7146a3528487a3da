// Float accumulator of an L-Mul PE: the exact product is registered, then added with one rounding.
module lmul_add_float #(
  parameter  logic [31:0] Variant          = '0,
  parameter  bit          WeightStationary = 1'b0,
  localparam int unsigned ProductWidth     = lmul_pkg::product_width(Variant)
) (
  input  logic                             clk_i,
  input  logic                             product_valid_i,
  input  logic [1:0]                       class_i,
  input  logic                             sign_i,
  input  logic [ProductWidth-1:0]          product_i,
  input  logic                             add_valid_i,
  input  logic                             add_first_i,
  input  logic [lmul_pkg::ResultWidth-1:0] psum_i,   // weight-stationary: what is added to
  output logic [lmul_pkg::ResultWidth-1:0] sum_o
);

  localparam logic [12:0] Format       = lmul_pkg::float_accumulator(Variant);
  localparam int unsigned AccWidth     = float_formats_pkg::width(Format);
  localparam int unsigned FractionBits = lmul_pkg::fraction_bits(Variant);
  // FP32, or one mantissa bit more: the literal product of two FP32 numbers.
  localparam int unsigned MantissaBits = (FractionBits > 23) ? FractionBits : 32'd23;
  localparam int unsigned Width        = MantissaBits + 9;

  // A product is a normal number of its format, and of FP32, whose exponents are the widest.
  localparam logic [7:0] Rebias = 8'd127 - 8'(float_formats_pkg::bias(lmul_pkg::format(Variant)));
  logic [7:0]              field;
  logic [MantissaBits-1:0] mantissa;
  logic [Width-1:0]        product_d, product_q;
  assign field    = 8'(product_i[ProductWidth-1:FractionBits]) + Rebias;
  assign mantissa = MantissaBits'(product_i[FractionBits-1:0]) << (MantissaBits - FractionBits);
  always_comb begin
    product_d = {sign_i, field, mantissa};
    if (class_i == lmul_pkg::Zero) product_d = '0;
    if (class_i == lmul_pkg::Infinite) product_d = {sign_i, 8'hff, {MantissaBits{1'b0}}};
    if (class_i == lmul_pkg::Nan) product_d = {1'b0, 8'hff, 1'b1, {MantissaBits-1{1'b0}}};
  end
  always_ff @(posedge clk_i) begin
    if (product_valid_i) product_q <= product_d;
  end

  logic [AccWidth-1:0] previous, acc_d, acc_q;
  logic [31:0]         previous_fp32;
  always_comb begin
    previous = acc_q;
    if (WeightStationary) previous = psum_i[AccWidth-1:0];
    else if (add_first_i) previous = '0;
  end
  if (Format == float_formats_pkg::Fp16) begin : gen_fp16
    fp16_to_fp32 u_wide (
      .code_i(previous),
      .code_o(previous_fp32)
    );
  end else begin : gen_upper_bits
    assign previous_fp32 = 32'(previous) << (32 - AccWidth);
  end
  fp32_add #(
    .OutFormat   (Format),
    .MantissaBits(MantissaBits)
  ) u_add (
    .a_i  (Width'(previous_fp32) << (MantissaBits - 23)),
    .b_i  (product_q),
    .sum_o(acc_d)
  );
  always_ff @(posedge clk_i) begin
    if (add_valid_i) acc_q <= acc_d;
  end
  assign sum_o = lmul_pkg::ResultWidth'(acc_q);

  logic unused;
  assign unused = ^{psum_i, add_first_i};

endmodule : lmul_add_float
