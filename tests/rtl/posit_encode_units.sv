// posit_encode in many formats; slot 4 (n - 2) + e holds n bits and e exponent bits, those of 16 and 32 stand behind.
//
// a_i: {NaR, zero, sticky, sign, scale [11:0], significand [31:0]}, the significand left-justified; a unit of
// SignificandWidth bits takes the top ones. The last units have 32 of them.
module posit_encode_units #(
  parameter  int unsigned MaxBits          = 8,
  parameter  int unsigned SignificandWidth = 10,
  parameter  int unsigned ScaleWidth       = 8,
  localparam int unsigned SlotWidth        = 32,
  localparam int unsigned Formats          = 4 * (MaxBits + 1)
) (
  input  logic [47:0]                  a_i,
  output logic [SlotWidth*Formats-1:0] out_o
);

  for (genvar f = 0; f < Formats; f++) begin : gen_formats
    localparam int unsigned Bits  = (f < Formats - 8) ? f / 4 + 2 : (f < Formats - 4) ? 16 : 32;
    localparam int unsigned Width = (f < Formats - 8) ? SignificandWidth : 32;
    localparam int unsigned Scale = (f < Formats - 8) ? ScaleWidth : 12;
    logic [Bits-1:0] code;
    posit_encode #(
      .Bits            (Bits),
      .ExponentBits    (f % 4),
      .SignificandWidth(Width),
      .ScaleWidth      (Scale)
    ) u_encode (
      .zero_i       (a_i[46]),
      .nar_i        (a_i[47]),
      .sign_i       (a_i[44]),
      .scale_i      (a_i[32+:Scale]),
      .significand_i(a_i[31-:Width]),
      .sticky_i     (a_i[45]),
      .code_o       (code)
    );
    assign out_o[SlotWidth*f+:SlotWidth] = SlotWidth'(code);
  end

endmodule : posit_encode_units
