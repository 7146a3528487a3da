// The codes of one word as lanes {sign, scale, significand} of its mode; |value| = significand * 2^(scale - fraction bits).
//
// A lane has 7 bits (fp4, p4: scale 4, significand 2), 11 (p8: 4, 6) or 20 (p16: 6, 13), lane 0 lowest, and stands for p4 with
// significand 1. Zero and NaR have significand 0.
module rmmec_decode #(
  parameter  bit          Quadratic    = 1'b0,
  localparam int unsigned Lanes4       = rmmec_pkg::lanes_of_4_bits(Quadratic),
  localparam int unsigned Lanes8       = rmmec_pkg::lanes_of_8_bits(Quadratic),
  localparam int unsigned WordWidth    = 4 * Lanes4,
  localparam int unsigned OperandWidth = 7 * Lanes4
) (
  input  logic [1:0]              mode_i,
  input  logic [WordWidth-1:0]    word_i,
  output logic                    nar_o,
  output logic [OperandWidth-1:0] operand_o
);

  logic [7*Lanes4-1:0]  fp4, p4;
  logic [11*Lanes8-1:0] p8;
  logic [19:0]          p16;
  logic [Lanes4-1:0]    p4_nar;
  logic [Lanes8-1:0]    p8_nar;
  logic                 p16_nar;

  for (genvar l = 0; l < Lanes4; l++) begin : gen_4_bits
    logic              zero, infinite, nan, p4_zero;
    logic signed [2:0] exponent;
    float_unpack #(.Format(float_formats_pkg::E2M1)) u_fp4 (
      .code_i       (word_i[4*l+:4]),
      .sign_o       (fp4[7*l+6]),
      .zero_o       (zero),
      .infinite_o   (infinite),
      .nan_o        (nan),
      .exponent_o   (exponent),
      .significand_o(fp4[7*l+:2])
    );
    // value = significand * 2^(exponent - 2)
    assign fp4[7*l+2+:4] = 4'(exponent) - 4'sd2;

    posit_decode #(
      .Bits        (4),
      .ExponentBits(1)
    ) u_p4 (
      .code_i       (word_i[4*l+:4]),
      .zero_o       (p4_zero),
      .nar_o        (p4_nar[l]),
      .sign_o       (p4[7*l+6]),
      .scale_o      (p4[7*l+2+:4]),
      .significand_o(p4[7*l])
    );
    assign p4[7*l+1] = 1'b0;

    logic unused;
    assign unused = ^{zero, infinite, nan, p4_zero};
  end

  for (genvar l = 0; l < Lanes8; l++) begin : gen_8_bits
    logic zero;
    posit_decode #(
      .Bits        (8),
      .ExponentBits(0)
    ) u_p8 (
      .code_i       (word_i[8*l+:8]),
      .zero_o       (zero),
      .nar_o        (p8_nar[l]),
      .sign_o       (p8[11*l+10]),
      .scale_o      (p8[11*l+6+:4]),
      .significand_o(p8[11*l+:6])
    );
    logic unused;
    assign unused = zero;
  end

  logic p16_zero, unused;
  posit_decode #(
    .Bits        (16),
    .ExponentBits(1)
  ) u_p16 (
    .code_i       (word_i[15:0]),
    .zero_o       (p16_zero),
    .nar_o        (p16_nar),
    .sign_o       (p16[19]),
    .scale_o      (p16[18:13]),
    .significand_o(p16[12:0])
  );
  assign unused = p16_zero;

  always_comb begin
    operand_o = fp4;
    nar_o     = 1'b0;
    if (mode_i == rmmec_pkg::ModeP4) begin
      operand_o = p4;
      nar_o     = |p4_nar;
    end else if (mode_i == rmmec_pkg::ModeP8) begin
      operand_o = OperandWidth'(p8);
      nar_o     = |p8_nar;
    end else if (mode_i == rmmec_pkg::ModeP16) begin
      operand_o = OperandWidth'(p16);
      nar_o     = p16_nar;
    end
  end

endmodule : rmmec_decode
