// float_unpack in every format of float_formats_pkg and two FNUZ ones: slot 2 k + n is row k, n for Normalise.
//
// Slot: {format [12:0], sign, zero, infinite, NaN, exponent [15:0] sign-extended, significand [23:0]}.
module float_unpack_units #(
  localparam int unsigned SlotWidth = 64,
  localparam int unsigned Formats   = float_formats_pkg::Count + 2
) (
  input  logic [31:0]                    a_i,
  output logic [2*SlotWidth*Formats-1:0] out_o
);

  localparam logic [float_formats_pkg::FormatWidth*Formats-1:0] Rows = {
    4'd5, 5'd2, float_formats_pkg::Fnuz, 1'b1, 1'b1,
    4'd4, 5'd3, float_formats_pkg::Fnuz, 1'b1, 1'b1, float_formats_pkg::Rows};

  for (genvar f = 0; f < 2 * Formats; f++) begin : gen_formats
    localparam logic [12:0] Format =
        Rows[float_formats_pkg::FormatWidth*(f/2)+:float_formats_pkg::FormatWidth];
    localparam int unsigned ExponentBits  = float_formats_pkg::exponent_bits(Format);
    localparam int unsigned MantissaBits  = float_formats_pkg::mantissa_bits(Format);
    localparam int unsigned ExponentWidth =
        ((MantissaBits > 2**ExponentBits) ? $clog2(MantissaBits) : ExponentBits) + 1;
    logic                            sign, zero, infinite, nan;
    logic signed [ExponentWidth-1:0] exponent;
    logic [MantissaBits:0]           significand;
    float_unpack #(
      .Format   (Format),
      .Normalise(f % 2 == 1)
    ) u_unpack (
      .code_i       (a_i[float_formats_pkg::width(Format)-1:0]),
      .sign_o       (sign),
      .zero_o       (zero),
      .infinite_o   (infinite),
      .nan_o        (nan),
      .exponent_o   (exponent),
      .significand_o(significand)
    );
    assign out_o[SlotWidth*f+:SlotWidth] = {7'd0, Format, sign, zero, infinite, nan, 16'(exponent), 24'(significand)};
  end

endmodule : float_unpack_units
