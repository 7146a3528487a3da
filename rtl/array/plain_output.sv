// Output unit of a slice whose accumulator is its output code and has no flags: a register, 0 while not valid.
module plain_output #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                   clk_i,
  input  logic                                   rst_ni,
  input  logic                                   valid_i,
  input  logic [`LOP_PKG::AccumulatorWidth-1:0]  psum_i,
  input  logic [`LOP_PKG::ChannelScaleWidth-1:0] channel_scale_i,
  output logic [`LOP_PKG::OutWidth-1:0]          out_o,
  output logic [`LOP_PKG::FlagWidth-1:0]         flags_o
);

  logic unused;
  assign unused = ^{Variant, channel_scale_i};

  logic [`LOP_PKG::OutWidth-1:0] out_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !valid_i) out_q <= '0;
    else out_q <= psum_i;
  end
  assign out_o   = out_q;
  assign flags_o = '0;

endmodule : plain_output
