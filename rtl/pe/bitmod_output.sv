// Output unit of a BitMoD array column: accumulator x channel scale, exact, rounded once to FP16.
module bitmod_output #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                     clk_i,
  input  logic                                     rst_ni,
  input  logic                                     valid_i,
  input  logic [bitmod_pkg::AccumulatorWidth-1:0]  psum_i,
  input  logic [bitmod_pkg::ChannelScaleWidth-1:0] channel_scale_i,
  output logic [bitmod_pkg::OutWidth-1:0]          out_o,
  output logic [bitmod_pkg::FlagWidth-1:0]         flags_o
);

  logic unused;
  assign unused = ^Variant;

  // Significands of subnormals lack the hidden bit; the product is normalised as a whole.
  logic [7:0]         a_exponent, b_exponent;
  logic [23:0]        a_significand, b_significand;
  logic [47:0]        product, normalised;
  logic [5:0]         zeros;
  logic signed [10:0] exponent;
  logic               sign;
  assign a_exponent    = (psum_i[30:23] == '0) ? 8'd1 : psum_i[30:23];
  assign b_exponent    = (channel_scale_i[30:23] == '0) ? 8'd1 : channel_scale_i[30:23];
  assign a_significand = {|psum_i[30:23], psum_i[22:0]};
  assign b_significand = {|channel_scale_i[30:23], channel_scale_i[22:0]};
  assign product       = {24'd0, a_significand} * {24'd0, b_significand};
  leading_zero_count #(.Width(48)) u_zeros (.value_i(product), .count_o(zeros));
  assign normalised = product << zeros;
  // The product's top bit weighs 2^(a + b - 254 + 1).
  assign exponent = $signed({3'b000, a_exponent}) + $signed({3'b000, b_exponent}) - 11'sd253 - $signed({5'b00000, zeros});
  assign sign     = psum_i[31] ^ channel_scale_i[31];

  logic [15:0] rounded, out_d;
  float_round_pack #(
    .Format          (float_formats_pkg::Fp16),
    .SignificandWidth(48),
    .ExponentWidth   (11)
  ) u_round (
    .sign_i       (sign),
    .exponent_i   (exponent),
    .significand_i(normalised),
    .sticky_i     (1'b0),
    .code_o       (rounded)
  );

  logic a_special, b_special, a_nan, b_nan;
  assign a_special = &psum_i[30:23];
  assign b_special = &channel_scale_i[30:23];
  assign a_nan     = a_special & (|psum_i[22:0]);
  assign b_nan     = b_special & (|channel_scale_i[22:0]);
  always_comb begin
    out_d = rounded;
    if (a_nan || b_nan || (a_special && (b_significand == '0)) || (b_special && (a_significand == '0))) begin
      out_d = 16'h7e00;
    end else if (a_special || b_special) begin
      out_d = {sign, 15'h7c00};
    end
  end

  // An output port is zero while nothing leaves.
  logic [15:0] out_q;
  logic        invalid_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !valid_i) begin
      out_q     <= '0;
      invalid_q <= 1'b0;
    end else begin
      out_q     <= out_d;
      invalid_q <= a_nan;
    end
  end
  assign out_o     = out_q;
  assign flags_o = invalid_q;

endmodule : bitmod_output
