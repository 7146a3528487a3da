// Right shift by any amount, also beyond the width, and whether a one fell out; Arithmetic fills with the sign.
//
// value_i * 2^-amount_i lies in [value_o, value_o + 1), and is value_o only without lost_o.
module shift_right_sticky #(
  parameter int unsigned Width       = 28,
  parameter int unsigned AmountWidth = 5,
  parameter bit          Arithmetic  = 1'b0
) (
  input  logic [Width-1:0]       value_i,
  input  logic [AmountWidth-1:0] amount_i,
  output logic [Width-1:0]       value_o,
  output logic                   lost_o
);

  if (Arithmetic) begin : gen_arithmetic
    assign value_o = $signed(value_i) >>> amount_i;
  end else begin : gen_logical
    assign value_o = value_i >> amount_i;
  end
  assign lost_o = |(value_i & ~({Width{1'b1}} << amount_i));

endmodule : shift_right_sticky
