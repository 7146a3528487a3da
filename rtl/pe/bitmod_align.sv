// One lane's aligned product: significand << 3 moved right on a grid of 14 bits, rounded, then negated.
module bitmod_align #(
  parameter bit NearestEven = 1'b0
) (
  input  logic               sign_i,
  input  logic [10:0]        significand_i,
  input  logic [5:0]         shift_i,
  output logic signed [15:0] value_o
);

  // Below the grid: 15 places, so a shift of 15 or more leaves nothing even when it rounds.
  logic [28:0] wide;
  logic [3:0]  shift;
  logic [14:0] magnitude;
  assign shift = (shift_i > 6'd15) ? 4'd15 : shift_i[3:0];
  assign wide  = {significand_i, 18'd0} >> shift;

  if (NearestEven) begin : gen_nearest_even
    logic round_up;
    assign round_up  = wide[14] & ((|wide[13:0]) | wide[15]);
    assign magnitude = {1'b0, wide[28:15]} + {14'd0, round_up};
  end else begin : gen_truncate
    logic unused;
    assign unused    = ^wide[14:0];
    assign magnitude = {1'b0, wide[28:15]};
  end

  assign value_o = sign_i ? -$signed({1'b0, magnitude}) : $signed({1'b0, magnitude});

endmodule : bitmod_align
