// Output unit of an FP16 MAC array column: the accumulator is the output code.
module fp16_mac_output #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                       clk_i,
  input  logic                                       rst_ni,
  input  logic                                       valid_i,
  input  logic [fp16_mac_pkg::AccumulatorWidth-1:0]  psum_i,
  input  logic [fp16_mac_pkg::ChannelScaleWidth-1:0] channel_scale_i,
  output logic [fp16_mac_pkg::OutWidth-1:0]          out_o,
  output logic [fp16_mac_pkg::FlagWidth-1:0]         flags_o
);

  logic unused;
  assign unused = ^channel_scale_i;

  logic is_nan;
  assign is_nan = Variant[0] ? (&psum_i[14:10]) & (|psum_i[9:0]) : (&psum_i[30:23]) & (|psum_i[22:0]);

  logic [31:0] out_q;
  logic        invalid_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !valid_i) begin
      out_q     <= '0;
      invalid_q <= 1'b0;
    end else begin
      out_q     <= psum_i;
      invalid_q <= is_nan;
    end
  end
  assign out_o     = out_q;
  assign flags_o = invalid_q;

endmodule : fp16_mac_output
