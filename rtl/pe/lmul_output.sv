// Output unit of an L-Mul array column: a float accumulator is the output code, a fixed-point one becomes FP32, rounded once.
module lmul_output #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                   clk_i,
  input  logic                                   rst_ni,
  input  logic                                   valid_i,
  input  logic [lmul_pkg::AccumulatorWidth-1:0]  psum_i,
  input  logic [lmul_pkg::ChannelScaleWidth-1:0] channel_scale_i,
  output logic [lmul_pkg::OutWidth-1:0]          out_o,
  output logic [lmul_pkg::FlagWidth-1:0]         flags_o
);

  localparam logic [12:0] Format = lmul_pkg::float_accumulator(Variant);
  localparam logic [31:0] Nan    = float_formats_pkg::nan_code(Format);

  logic unused;
  assign unused = ^{channel_scale_i, psum_i};

  logic [31:0] out_d, out_q;
  logic        invalid_q;
  if (lmul_pkg::fixed_bits(Variant) != 0) begin : gen_fixed
    localparam int unsigned Width      = lmul_pkg::fixed_bits(Variant);
    localparam int unsigned CountWidth = $clog2(Width + 1);
    // The window's top bit weighs 2^TopExponent: its lowest is the last place of field 1, and up by what is dropped.
    localparam int signed   TopExponent = 32'(Width + lmul_pkg::dropped_bits(Variant) - lmul_pkg::fraction_bits(Variant)
                                            - float_formats_pkg::bias(lmul_pkg::format(Variant)));
    logic                    plus, minus;
    logic [Width-1:0]        window, magnitude;
    logic [CountWidth-1:0]   zeros;
    logic signed [9:0]       exponent;
    logic [31:0]             rounded;
    assign {minus, plus, window} = psum_i[Width+1:0];
    assign magnitude = window[Width-1] ? -window : window;
    leading_zero_count #(.Width(Width)) u_zeros (.value_i(magnitude), .count_o(zeros));
    assign exponent  = 10'(TopExponent) - 10'(zeros);
    float_round_pack #(
      .Format          (float_formats_pkg::Fp32),
      .SignificandWidth(Width),
      .ExponentWidth   (10)
    ) u_round (
      .sign_i       (window[Width-1]),
      .exponent_i   (exponent),
      .significand_i(magnitude << zeros),
      .sticky_i     (1'b0),
      .code_o       (rounded)
    );
    always_comb begin
      out_d = rounded;
      if (plus && minus) out_d = Nan;
      else if (plus || minus) out_d = {minus, 31'(float_formats_pkg::infinity_code(Format))};
    end
  end else begin : gen_float
    assign out_d = psum_i[31:0];
  end

  // The accumulators' NaN is the canonical one.
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !valid_i) begin
      out_q     <= '0;
      invalid_q <= 1'b0;
    end else begin
      out_q     <= out_d;
      invalid_q <= out_d == Nan;
    end
  end
  assign out_o   = out_q;
  assign flags_o = invalid_q;

endmodule : lmul_output
