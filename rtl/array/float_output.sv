// Output unit of a slice whose FP32 or FP16 accumulator is its output code: a register, 0 while not valid; NaN is flagged.
module float_output #(
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

  localparam logic [31:0] Nan = float_formats_pkg::nan_code(`LOP_PKG::accumulator_format(Variant));

  logic unused;
  assign unused = ^channel_scale_i;

  // The accumulators' NaN is the canonical one.
  logic [31:0] out_q;
  logic        invalid_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !valid_i) begin
      out_q     <= '0;
      invalid_q <= 1'b0;
    end else begin
      out_q     <= psum_i;
      invalid_q <= psum_i == Nan;
    end
  end
  assign out_o   = out_q;
  assign flags_o = invalid_q;

endmodule : float_output
