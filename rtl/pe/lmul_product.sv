// Product of two L-Mul operands: its class, sign, and exponent field and fraction. Values: models/pe/lmul_product.hpp.
module lmul_product #(
  parameter  logic [31:0] Variant        = '0,
  localparam int unsigned MagnitudeWidth = float_formats_pkg::magnitude_bits(lmul_pkg::format(Variant)),
  localparam int unsigned FactorWidth    = lmul_pkg::factor_width(Variant),
  localparam int unsigned ProductWidth   = lmul_pkg::product_width(Variant)
) (
  input  logic [1:0]                a_class_i,
  input  logic                      a_sign_i,
  input  logic [MagnitudeWidth-1:0] a_magnitude_i,
  input  logic [1:0]                b_class_i,
  input  logic                      b_sign_i,
  input  logic [FactorWidth-1:0]    b_factor_i,
  output logic [1:0]                class_o,
  output logic                      sign_o,
  output logic [ProductWidth-1:0]   code_o
);

  localparam int unsigned MantissaBits = float_formats_pkg::mantissa_bits(lmul_pkg::format(Variant));
  localparam int unsigned ExponentBits = float_formats_pkg::exponent_bits(lmul_pkg::format(Variant));
  localparam int unsigned FractionBits = lmul_pkg::fraction_bits(Variant);
  localparam int unsigned OffsetWidth  = lmul_pkg::offset_width(Variant);
  // Of the exponent before it is held to the format: negative, or up to twice its range.
  localparam int unsigned FieldWidth   = ExponentBits + 2;
  localparam int unsigned SumWidth     = FieldWidth + FractionBits;
  localparam logic [31:0] MaxFinite    = float_formats_pkg::max_finite_code(lmul_pkg::format(Variant));

  logic [OffsetWidth-1:0] factor;
  if (lmul_pkg::has_pre_offset(Variant)) begin : gen_pre_offset
    assign factor = b_factor_i;
  end else begin : gen_offset
    lmul_offset #(.Variant(Variant)) u_offset (
      .magnitude_i(b_factor_i),
      .factor_o   (factor)
    );
  end

  logic signed [SumWidth-1:0] sum;
  if (lmul_pkg::is_literal(Variant)) begin : gen_literal
    logic [FieldWidth-1:0]   field;
    logic [MantissaBits+1:0] mantissas;
    logic                    carry;
    logic [FractionBits-1:0] fraction;
    assign field     = FieldWidth'(a_magnitude_i[MagnitudeWidth-1:MantissaBits])
                     + FieldWidth'($signed(factor[MantissaBits+1+:ExponentBits+1]));
    assign mantissas = (MantissaBits+2)'(a_magnitude_i[MantissaBits-1:0]) + (MantissaBits+2)'(factor[MantissaBits:0]);
    // From 1 on the significand 1 + mantissas is halved; the 1 is the bit that the carry leaves below the new leading one.
    assign carry     = |mantissas[MantissaBits+1:MantissaBits];
    assign fraction  = carry ? {~mantissas[MantissaBits], mantissas[MantissaBits-1:0]} : {mantissas[MantissaBits-1:0], 1'b0};
    assign sum       = {field + FieldWidth'(carry), fraction};
  end else begin : gen_adder
    assign sum = $signed(SumWidth'(a_magnitude_i)) + SumWidth'($signed(factor));
  end

  logic underflow, overflow, any_zero, any_infinite, any_nan;
  assign underflow    = sum < $signed(SumWidth'(1) << FractionBits);
  assign overflow     = sum > $signed(SumWidth'(MaxFinite) << (FractionBits - MantissaBits));
  assign any_zero     = (a_class_i == lmul_pkg::Zero) | (b_class_i == lmul_pkg::Zero);
  assign any_infinite = (a_class_i == lmul_pkg::Infinite) | (b_class_i == lmul_pkg::Infinite);
  assign any_nan      = (a_class_i == lmul_pkg::Nan) | (b_class_i == lmul_pkg::Nan);
  always_comb begin
    class_o = lmul_pkg::Number;
    if (any_nan || (any_infinite && any_zero)) class_o = lmul_pkg::Nan;
    else if (any_infinite) class_o = lmul_pkg::Infinite;
    else if (any_zero || underflow) class_o = lmul_pkg::Zero;
  end
  assign sign_o = (a_sign_i ^ b_sign_i) & (class_o != lmul_pkg::Zero);
  assign code_o = overflow ? ProductWidth'(MaxFinite) << (FractionBits - MantissaBits) : sum[ProductWidth-1:0];

endmodule : lmul_product
