// One floating-point code as sign, exponent and significand; exact for subnormals.
//
// value = (-1)^sign * significand * 2^(exponent - bias - mantissa bits). Plain: the exponent is the field, that of zero and
// subnormals 1, with a hidden bit of 0. Normalise: the leading one of every non-zero value stands at the top bit, so the
// exponent reaches down to 1 - mantissa bits. An infinity or NaN also shows the number that its fields would be.
module float_unpack #(
  parameter  logic [12:0] Format           = float_formats_pkg::Fp16,
  parameter  bit          Normalise        = 1'b0,
  localparam int unsigned CodeWidth        = float_formats_pkg::width(Format),
  localparam int unsigned ExponentBits     = float_formats_pkg::exponent_bits(Format),
  localparam int unsigned MantissaBits     = float_formats_pkg::mantissa_bits(Format),
  localparam int unsigned SignificandWidth = MantissaBits + 1,
  localparam int unsigned ExponentWidth    = float_formats_pkg::unpacked_exponent_width(Format)
) (
  input  logic [CodeWidth-1:0]            code_i,
  output logic                            sign_o,
  output logic                            zero_o,
  output logic                            infinite_o,
  output logic                            nan_o,
  output logic signed [ExponentWidth-1:0] exponent_o,
  output logic [SignificandWidth-1:0]     significand_o
);

  localparam int unsigned MagnitudeWidth = ExponentBits + MantissaBits;
  localparam logic [1:0]  Policy         = float_formats_pkg::policy(Format);
  localparam bit          HasZero        = float_formats_pkg::has_zero(Format);
  localparam bit          Ieee           = Policy == float_formats_pkg::Ieee;
  localparam bit          Fnuz           = Policy == float_formats_pkg::Fnuz;

  logic [MagnitudeWidth-1:0] magnitude, beyond;
  logic [ExponentBits-1:0]   field;
  logic                      sign, none, hidden;
  assign magnitude = code_i[MagnitudeWidth-1:0];
  assign field     = magnitude[MantissaBits+:ExponentBits];
  assign sign      = float_formats_pkg::is_signed(Format) & code_i[CodeWidth-1];
  assign none      = HasZero & (magnitude == '0);
  assign hidden    = !HasZero | (|field);

  // Finite magnitudes end below `beyond`, which is 0 where all of them are finite.
  assign beyond     = MagnitudeWidth'(float_formats_pkg::max_finite_code(Format) + 32'd1);
  assign sign_o     = sign;
  assign zero_o     = none & ~(Fnuz & sign);
  assign infinite_o = Ieee & (magnitude == beyond);
  assign nan_o      = Fnuz ? none & sign : (beyond != '0) & (magnitude >= beyond) & ~infinite_o;

  logic signed [ExponentWidth-1:0] exponent;
  logic [SignificandWidth-1:0]     significand;
  assign exponent    = hidden ? $signed(ExponentWidth'(field)) : ExponentWidth'(1);
  // The field's last bit makes way for the hidden bit.
  assign significand = SignificandWidth'(magnitude) & {SignificandWidth{1'b1}} >> 1 | SignificandWidth'(hidden) << MantissaBits;

  if (Normalise) begin : gen_normalise
    localparam int unsigned CountWidth = $clog2(SignificandWidth + 1);
    logic [CountWidth-1:0] zeros;
    leading_zero_count #(.Width(SignificandWidth)) u_zeros (.value_i(significand), .count_o(zeros));
    assign exponent_o    = exponent - $signed(ExponentWidth'(zeros));
    assign significand_o = significand << zeros;
  end else begin : gen_plain
    assign exponent_o    = exponent;
    assign significand_o = significand;
  end

endmodule : float_unpack
