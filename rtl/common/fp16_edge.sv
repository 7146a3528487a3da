// Edge of a row or column: FP16 codes unpacked once for every PE behind it; any infinity or NaN marks the step invalid.
module fp16_edge #(
  parameter  int unsigned Lanes        = 4,
  parameter  bit          Normalise    = 1'b0,
  localparam int unsigned LaneWidth    = Normalise ? 18 : 17,
  localparam int unsigned OperandWidth = Lanes * LaneWidth + 1
) (
  input  logic                    clk_i,
  input  logic                    valid_i,
  input  logic [16*Lanes-1:0]     code_i,
  output logic [OperandWidth-1:0] operand_o
);

  logic [OperandWidth-1:0] operand_d, operand_q;
  logic [Lanes-1:0]        invalid;
  assign operand_d[OperandWidth-1] = |invalid;

  for (genvar l = 0; l < Lanes; l++) begin : gen_lanes
    logic              sign;
    logic              zero, infinite, nan;
    logic signed [5:0] exponent;
    logic [10:0]       significand;
    float_unpack #(
      .Format   (float_formats_pkg::Fp16),
      .Normalise(Normalise)
    ) u_unpack (
      .code_i       (code_i[16*l+:16]),
      .sign_o       (sign),
      .zero_o       (zero),
      .infinite_o   (infinite),
      .nan_o        (nan),
      .exponent_o   (exponent),
      .significand_o(significand)
    );
    assign invalid[l] = infinite | nan;
    // Without Normalise the exponent is not negative.
    assign operand_d[LaneWidth*l+:LaneWidth] = {sign, exponent[LaneWidth-13:0], significand};
    logic unused;
    assign unused = ^{zero, exponent};
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= operand_d;
  end
  assign operand_o = operand_q;

endmodule : fp16_edge
