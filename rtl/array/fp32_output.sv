// Output unit of a slice with an FP32 accumulator: times the channel's scale where there is one, rounded once; NaN is flagged.
module fp32_output #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                   clk_i,
  input  logic                                   rst_ni,
  input  logic                                   valid_i,
  input  logic [31:0]                            psum_i,
  input  logic [`LOP_PKG::ChannelScaleWidth-1:0] channel_scale_i,
  output logic [31:0]                            out_o,
  output logic                                   flags_o
);

  logic [31:0] out_d, out_q;
  logic        invalid_q;
  if (`LOP_PKG::ChannelScaleWidth == 32) begin : gen_scale
    float_multiply u_multiply (
      .a_i      (psum_i),
      .b_i      (channel_scale_i),
      .product_o(out_d)
    );
  end else begin : gen_plain
    logic unused;
    assign unused = ^channel_scale_i;
    assign out_d  = psum_i;
  end

  logic unused;
  assign unused = ^Variant;

  // An output port is zero while nothing leaves.
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !valid_i) begin
      out_q     <= '0;
      invalid_q <= 1'b0;
    end else begin
      out_q     <= out_d;
      invalid_q <= (&psum_i[30:23]) & (|psum_i[22:0]);
    end
  end
  assign out_o   = out_q;
  assign flags_o = invalid_q;

endmodule : fp32_output
