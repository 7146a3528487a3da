// One FP16 code as sign, exponent and significand; exact for subnormals.
//
// value = (-1)^sign * significand * 2^(exponent - 25). Plain: exponent 1..31, subnormals keep exponent 1 and a hidden bit
// of 0. Normalise: the leading one of every non-zero value stands at the top bit, so the exponent reaches down to -9.
module fp16_unpack #(
  parameter bit Normalise = 1'b0
) (
  input  logic [15:0]       code_i,
  output logic              sign_o,
  output logic signed [6:0] exponent_o,
  output logic [10:0]       significand_o,
  output logic              invalid_o       // infinity or NaN
);

  logic        hidden;
  logic [6:0]  field;
  logic [10:0] significand;
  assign hidden      = |code_i[14:10];
  assign field       = hidden ? {2'b00, code_i[14:10]} : 7'd1;
  assign significand = {hidden, code_i[9:0]};
  assign sign_o      = code_i[15];
  assign invalid_o   = &code_i[14:10];

  if (Normalise) begin : gen_normalise
    logic [3:0] zeros;
    leading_zero_count #(.Width(11)) u_zeros (.value_i(significand), .count_o(zeros));
    assign exponent_o    = $signed(field) - $signed({3'b000, zeros});
    assign significand_o = significand << zeros;
  end else begin : gen_plain
    assign exponent_o    = $signed(field);
    assign significand_o = significand;
  end

endmodule : fp16_unpack
