// Product of two codes of an IEEE-like format, rounded once to it, nearest even, in the reduced form of many accelerators:
// subnormals are zero on both sides, an overflow is the largest number, and there are no infinities and NaNs.
//
// Not part of any PE: what L-Mul's adder is compared with (scripts/compare_units.py).
module flushing_multiply #(
  parameter  int unsigned ExponentBits = 8,
  parameter  int unsigned MantissaBits = 7,
  localparam int unsigned Width        = 1 + ExponentBits + MantissaBits
) (
  input  logic [Width-1:0] a_i,
  input  logic [Width-1:0] b_i,
  output logic [Width-1:0] out_o
);

  localparam int unsigned Bias         = (32'd1 << (ExponentBits - 1)) - 32'd1;
  localparam int unsigned FieldWidth   = ExponentBits + 2;   // signed
  localparam int unsigned ProductWidth = 2 * MantissaBits + 2;

  logic [ExponentBits-1:0] a_field, b_field;
  logic [ProductWidth-1:0] product, normalised;
  assign a_field    = a_i[MantissaBits+:ExponentBits];
  assign b_field    = b_i[MantissaBits+:ExponentBits];
  assign product    = ProductWidth'({1'b1, a_i[MantissaBits-1:0]}) * ProductWidth'({1'b1, b_i[MantissaBits-1:0]});
  assign normalised = product[ProductWidth-1] ? product : product << 1;

  // The carry of the rounded mantissa runs into the field.
  logic                               round_up;
  logic signed [FieldWidth-1:0]       field;
  logic [FieldWidth+MantissaBits-1:0] rounded;
  assign field    = $signed(FieldWidth'(a_field) + FieldWidth'(b_field) + FieldWidth'(product[ProductWidth-1]))
                  - $signed(FieldWidth'(Bias));
  assign round_up = normalised[MantissaBits] & (normalised[MantissaBits+1] | (|normalised[MantissaBits-1:0]));
  assign rounded  = {field, normalised[MantissaBits+1+:MantissaBits]} + (FieldWidth+MantissaBits)'(round_up);

  logic sign, zero, overflow;
  assign sign     = a_i[Width-1] ^ b_i[Width-1];
  assign zero     = (a_field == '0) | (b_field == '0) | ($signed(rounded[MantissaBits+:FieldWidth]) < FieldWidth'(1));
  assign overflow = $signed(rounded[MantissaBits+:FieldWidth]) > $signed(FieldWidth'((32'd1 << ExponentBits) - 32'd2));
  always_comb begin
    out_o = {sign, rounded[ExponentBits+MantissaBits-1:0]};
    if (overflow) out_o = {sign, {ExponentBits-1{1'b1}}, 1'b0, {MantissaBits{1'b1}}};
    if (zero) out_o = '0;
  end

endmodule : flushing_multiply
