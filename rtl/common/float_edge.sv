// Edge of a row or column: float codes unpacked once for every PE behind it; any infinity or NaN marks the step invalid.
//
// Operand: {invalid, a {sign, exponent, significand} per lane}, normalised or with exponents that are not negative.
module float_edge #(
  parameter  logic [12:0] Format        = float_formats_pkg::Fp16,
  parameter  int unsigned Lanes         = 4,
  parameter  bit          Normalise     = 1'b0,
  localparam int unsigned CodeWidth     = float_formats_pkg::width(Format),
  localparam int unsigned UnpackedWidth = float_formats_pkg::unpacked_exponent_width(Format),
  localparam int unsigned ExponentWidth = Normalise ? UnpackedWidth : float_formats_pkg::exponent_bits(Format),
  localparam int unsigned LaneWidth     = ExponentWidth + float_formats_pkg::mantissa_bits(Format) + 2,
  localparam int unsigned OperandWidth  = Lanes * LaneWidth + 1
) (
  input  logic                       clk_i,
  input  logic                       valid_i,
  input  logic [CodeWidth*Lanes-1:0] code_i,
  output logic [OperandWidth-1:0]    operand_o
);

  logic [OperandWidth-1:0] operand_d, operand_q;
  logic [Lanes-1:0]        invalid;
  assign operand_d[OperandWidth-1] = |invalid;

  for (genvar l = 0; l < Lanes; l++) begin : gen_lanes
    logic                                         sign, zero, infinite, nan;
    logic signed [UnpackedWidth-1:0]              exponent;
    logic [float_formats_pkg::mantissa_bits(Format):0] significand;
    float_unpack #(
      .Format   (Format),
      .Normalise(Normalise)
    ) u_unpack (
      .code_i       (code_i[CodeWidth*l+:CodeWidth]),
      .sign_o       (sign),
      .zero_o       (zero),
      .infinite_o   (infinite),
      .nan_o        (nan),
      .exponent_o   (exponent),
      .significand_o(significand)
    );
    assign invalid[l] = infinite | nan;
    assign operand_d[LaneWidth*l+:LaneWidth] = {sign, exponent[ExponentWidth-1:0], significand};
    logic unused;
    assign unused = ^{zero, exponent};
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= operand_d;
  end
  assign operand_o = operand_q;

endmodule : float_edge
