// shift_right_sticky and leading_zero_count in every width from 1 bit on: slot 3 (w - 1) + k is width w, k = 0 a
// logical and k = 1 an arithmetic shift, k = 2 the zeros; a slot is {lost, value [10:0]}.
module shift_units #(
  parameter  int unsigned MaxWidth  = 10,
  localparam int unsigned SlotWidth = 16
) (
  input  logic [MaxWidth-1:0]               a_i,
  input  logic [4:0]                        b_i,
  output logic [3*SlotWidth*MaxWidth-1:0] out_o
);

  for (genvar w = 1; w <= MaxWidth; w++) begin : gen_widths
    // Also amounts that cannot reach the width.
    localparam int unsigned AmountWidth = (w % 3 == 0) ? 2 : 5;
    for (genvar k = 0; k < 2; k++) begin : gen_kinds
      logic [w-1:0] value;
      logic         lost;
      shift_right_sticky #(
        .Width      (w),
        .AmountWidth(AmountWidth),
        .Arithmetic (k == 1)
      ) u_shift (
        .value_i (a_i[w-1:0]),
        .amount_i(b_i[AmountWidth-1:0]),
        .value_o (value),
        .lost_o  (lost)
      );
      assign out_o[SlotWidth*(3*(w-1)+k)+:SlotWidth] = {4'd0, lost, 11'(value)};
    end
    logic [$clog2(w+1)-1:0] zeros;
    leading_zero_count #(.Width(w)) u_zeros (.value_i(a_i[w-1:0]), .count_o(zeros));
    assign out_o[SlotWidth*(3*(w-1)+2)+:SlotWidth] = SlotWidth'(zeros);
  end

endmodule : shift_units
