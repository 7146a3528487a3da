// Adds to a 128-bit quire that is split into four lanes of 32 bits, two of 64 or one: no carry crosses from lane to lane.
module rmmec_quire_add (
  input  logic [1:0]   mode_i,
  input  logic [127:0] quire_i,
  input  logic [127:0] addend_i,
  output logic [127:0] sum_o,
  output logic         overflow_o,   // of any lane
  output logic         negative_o    // the true sum of the lowest lane that overflows
);

  // Of each segment of 32 bits: whether a carry from the one below enters, and whether it is the highest of its lane.
  logic [3:0] joined, highest;
  always_comb begin
    joined = 4'b0000;
    if (mode_i == rmmec_pkg::ModeP8) joined = 4'b1010;
    else if (mode_i == rmmec_pkg::ModeP16) joined = 4'b1110;
    highest = ~(joined >> 1);
  end

  // negative_o is of the lowest lane, so the highest comes first.
  logic       carry;
  logic [3:0] overflows;
  always_comb begin
    carry      = 1'b0;
    sum_o      = '0;
    overflows  = '0;
    negative_o = 1'b0;
    for (int unsigned s = 0; s < 4; s++) begin
      if (!joined[s]) carry = 1'b0;
      {carry, sum_o[32*s+:32]} = 33'(quire_i[32*s+:32]) + 33'(addend_i[32*s+:32]) + 33'(carry);
      overflows[s] = highest[s] & (quire_i[32*s+31] == addend_i[32*s+31]) & (sum_o[32*s+31] != quire_i[32*s+31]);
    end
    for (int unsigned s = 4; s > 0; s--) begin
      if (overflows[s-1]) negative_o = addend_i[32*s-1];
    end
  end
  assign overflow_o = |overflows;

endmodule : rmmec_quire_add
