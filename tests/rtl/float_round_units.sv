// float_round_pack in every format of float_formats_pkg and two FNUZ ones: slots 4 k and 4 k + 1 are row k, without and
// with Saturate, with a narrow significand, which is wider than what some formats keep; 4 k + 2 and 4 k + 3 with a wide
// one.
//
// a_i: {sticky, sign, exponent [9:0], significand [31:0]}, the significand left-justified.
module float_round_units #(
  parameter  int unsigned NarrowWidth = 8,
  localparam int unsigned SlotWidth   = 32,
  localparam int unsigned Formats     = float_formats_pkg::Count + 2
) (
  input  logic [43:0]                    a_i,
  output logic [4*SlotWidth*Formats-1:0] out_o
);

  localparam logic [float_formats_pkg::FormatWidth*Formats-1:0] Rows = {
    4'd5, 5'd2, float_formats_pkg::Fnuz, 1'b1, 1'b1,
    4'd4, 5'd3, float_formats_pkg::Fnuz, 1'b1, 1'b1, float_formats_pkg::Rows};

  for (genvar f = 0; f < 4 * Formats; f++) begin : gen_formats
    localparam logic [12:0] Format = Rows[float_formats_pkg::FormatWidth*(f/4)+:float_formats_pkg::FormatWidth];
    localparam int unsigned Width  = (f % 4 < 2) ? NarrowWidth : 32;
    logic [float_formats_pkg::width(Format)-1:0] code;
    float_round_pack #(
      .Format          (Format),
      .Saturate        (f % 2 == 1),
      .SignificandWidth(Width),
      .ExponentWidth   (10)
    ) u_round (
      .sign_i       (a_i[42]),
      .exponent_i   (a_i[41:32]),
      .significand_i(a_i[31-:Width]),
      .sticky_i     (a_i[43]),
      .code_o       (code)
    );
    assign out_o[SlotWidth*f+:SlotWidth] = SlotWidth'(code);
  end

endmodule : float_round_units
