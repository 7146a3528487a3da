// One element of a float format as a sign and significand * 2^exponent, in units of the format's last place.
module block_float_element #(
  parameter  logic [12:0] Format           = float_formats_pkg::E2M1,
  parameter  int unsigned ExponentWidth    = 5,
  parameter  int unsigned SignificandWidth = 8,
  localparam int unsigned CodeWidth        = float_formats_pkg::width(Format)
) (
  input  logic [CodeWidth-1:0]                    code_i,
  output logic                                    invalid_o,
  output logic [ExponentWidth+SignificandWidth:0] lane_o   // {sign, exponent, significand}
);

  localparam int unsigned UnpackedSignificandWidth = float_formats_pkg::mantissa_bits(Format) + 1;
  localparam int unsigned UnpackedExponentWidth    = float_formats_pkg::exponent_bits(Format) + 1;

  logic                                    sign, zero, infinite, nan;
  logic signed [UnpackedExponentWidth-1:0] exponent, above_lowest;
  logic [UnpackedSignificandWidth-1:0]     significand;
  float_unpack #(.Format(Format)) u_unpack (
    .code_i       (code_i),
    .sign_o       (sign),
    .zero_o       (zero),
    .infinite_o   (infinite),
    .nan_o        (nan),
    .exponent_o   (exponent),
    .significand_o(significand)
  );
  // The exponent is the field, 1 for subnormals.
  assign above_lowest = exponent - UnpackedExponentWidth'(1);
  assign lane_o       = {sign, ExponentWidth'(above_lowest), SignificandWidth'(significand)};
  assign invalid_o    = infinite | nan;

  logic unused;
  assign unused = ^{zero, above_lowest};

endmodule : block_float_element
