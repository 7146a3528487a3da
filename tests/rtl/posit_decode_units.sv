// posit_decode in many formats: a format of n bits and e exponent bits in slot 4 (n - 2) + e, those of 32 bits behind.
//
// Slot: {zero, NaR, sign, scale [15:0] sign-extended, significand [31:0] left-justified}.
module posit_decode_units #(
  parameter  int unsigned MaxBits   = 16,
  localparam int unsigned SlotWidth = 64,
  localparam int unsigned Formats   = 4 * MaxBits
) (
  input  logic [31:0]                  a_i,
  output logic [SlotWidth*Formats-1:0] out_o
);

  for (genvar f = 0; f < Formats; f++) begin : gen_formats
    localparam int unsigned Bits             = (f < Formats - 4) ? f / 4 + 2 : 32;
    localparam int unsigned ExponentBits     = f % 4;
    localparam int unsigned SignificandWidth = (Bits > ExponentBits + 3) ? Bits - 2 - ExponentBits : 1;
    localparam int unsigned ScaleWidth       = $clog2(Bits - 1) + 1 + ExponentBits;
    logic                         zero, nar, sign;
    logic signed [ScaleWidth-1:0] scale;
    logic [SignificandWidth-1:0]  significand;
    posit_decode #(
      .Bits        (Bits),
      .ExponentBits(ExponentBits)
    ) u_decode (
      .code_i       (a_i[Bits-1:0]),
      .zero_o       (zero),
      .nar_o        (nar),
      .sign_o       (sign),
      .scale_o      (scale),
      .significand_o(significand)
    );
    assign out_o[SlotWidth*f+:SlotWidth] =
        {13'd0, zero, nar, sign, 16'(scale), 32'(significand) << (32 - SignificandWidth)};
  end

endmodule : posit_decode_units
