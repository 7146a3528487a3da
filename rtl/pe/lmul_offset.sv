// A weight's exponent field and mantissa less the bias and plus the offset: what an L-Mul product adds to an activation.
//
// Adder: one signed number. Literal: {signed exponent, mantissa and offset with their carry}.
module lmul_offset #(
  parameter  logic [31:0] Variant        = '0,
  localparam int unsigned MagnitudeWidth = float_formats_pkg::magnitude_bits(lmul_pkg::format(Variant)),
  localparam int unsigned OffsetWidth    = lmul_pkg::offset_width(Variant)
) (
  input  logic [MagnitudeWidth-1:0] magnitude_i,
  output logic [OffsetWidth-1:0]    factor_o
);

  localparam int unsigned ExponentBits = float_formats_pkg::exponent_bits(lmul_pkg::format(Variant));
  localparam int unsigned MantissaBits = float_formats_pkg::mantissa_bits(lmul_pkg::format(Variant));
  localparam int unsigned Bias         = float_formats_pkg::bias(lmul_pkg::format(Variant));
  localparam int unsigned Offset       = lmul_pkg::offset(Variant);

  if (lmul_pkg::is_literal(Variant)) begin : gen_literal
    logic [ExponentBits:0] exponent;
    logic [MantissaBits:0] mantissa;
    assign exponent = (ExponentBits+1)'(magnitude_i[MagnitudeWidth-1:MantissaBits]) - (ExponentBits+1)'(Bias);
    assign mantissa = (MantissaBits+1)'(magnitude_i[MantissaBits-1:0]) + (MantissaBits+1)'(Offset);
    assign factor_o = {exponent, mantissa};
  end else begin : gen_adder
    localparam logic [31:0] Constant = (Bias << MantissaBits) - Offset;
    assign factor_o = OffsetWidth'(magnitude_i) - OffsetWidth'(Constant);
  end

endmodule : lmul_offset
