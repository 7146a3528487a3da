// Output unit of an RMMEC array column: the sum of the quires normalised and rounded once into the output format.
module rmmec_output #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                    clk_i,
  input  logic                                    rst_ni,
  input  logic                                    valid_i,
  input  logic [rmmec_pkg::AccumulatorWidth-1:0]  psum_i,
  input  logic [rmmec_pkg::ChannelScaleWidth-1:0] channel_scale_i,
  output logic [rmmec_pkg::OutWidth-1:0]          out_o,
  output logic [rmmec_pkg::FlagWidth-1:0]         flags_o
);

  localparam logic [3:0]  Format           = Variant[7:4];
  localparam int unsigned SignificandWidth = 28;   // 24 bits of FP32, a guard bit and more
  localparam int unsigned ScaleWidth       = 8;    // -56 to 71

  logic nar, overflow, mode_change, overflow_negative;
  logic [1:0] mode;
  assign {mode, overflow_negative, mode_change, overflow, nar} = psum_i[133:128];

  logic                         sign, sticky;
  logic [127:0]                 magnitude, normalised;
  logic [7:0]                   zeros;
  logic [ScaleWidth-1:0]        top;
  logic signed [ScaleWidth-1:0] scale;
  logic [SignificandWidth-1:0]  significand;
  assign sign      = psum_i[127];
  assign magnitude = sign ? -psum_i[127:0] : psum_i[127:0];
  leading_zero_count #(.Width(128)) u_zeros (.value_i(magnitude), .count_o(zeros));
  assign normalised  = magnitude << zeros;
  assign significand = normalised[127-:SignificandWidth];
  assign sticky      = |normalised[127-SignificandWidth:0];
  // Scale of bit 127: 127 less the quire's fraction bits.
  always_comb begin
    top = ScaleWidth'(119);
    if (mode == rmmec_pkg::ModeP8) top = ScaleWidth'(115);
    else if (mode == rmmec_pkg::ModeP16) top = ScaleWidth'(71);
    scale = $signed(top - zeros);
  end

  // After a NaR the format's NaN, or zero where there is none; after an overflow the largest finite number of its sign.
  logic [31:0] code, largest, code_d;
  if (Format <= 4'd2) begin : gen_posit
    localparam int unsigned Bits = (Format == 4'd0) ? 16 : (Format == 4'd1) ? 8 : 4;
    logic [Bits-1:0] posit, maxpos;
    posit_encode #(
      .Bits            (Bits),
      .ExponentBits    ((Format == 4'd1) ? 0 : 1),
      .SignificandWidth(SignificandWidth),
      .ScaleWidth      (ScaleWidth)
    ) u_encode (
      .zero_i       (zeros[7]),
      .nar_i        (nar),
      .sign_i       (sign),
      .scale_i      (scale),
      .significand_i(significand),
      .sticky_i     (sticky),
      .code_o       (posit)
    );
    assign maxpos  = {overflow_negative, {Bits-2{~overflow_negative}}, 1'b1};
    assign code    = 32'(posit);
    assign largest = 32'(maxpos);
  end else begin : gen_float
    localparam logic [12:0] Float     = (Format == 4'd3) ? float_formats_pkg::E2M1 : float_formats_pkg::Fp32;
    localparam int unsigned CodeWidth = float_formats_pkg::width(Float);
    localparam bit          HasNan    = float_formats_pkg::policy(Float) != float_formats_pkg::AllFinite;
    logic [CodeWidth-1:0] float_code;
    float_round_pack #(
      .Format          (Float),
      .Saturate        (1'b1),
      .SignificandWidth(SignificandWidth),
      .ExponentWidth   (ScaleWidth)
    ) u_round (
      .sign_i       (sign),
      .exponent_i   (scale),
      .significand_i(significand),
      .sticky_i     (sticky),
      .code_o       (float_code)
    );
    assign code    = nar ? (HasNan ? float_formats_pkg::nan_code(Float) : '0) : 32'(float_code);
    assign largest = float_formats_pkg::max_finite_code(Float) | 32'(overflow_negative) << (CodeWidth - 1);
  end
  assign code_d = (overflow && !nar) ? largest : code;

  logic [31:0] out_q;
  logic [2:0]  flags_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || !valid_i) begin
      out_q   <= '0;
      flags_q <= '0;
    end else begin
      out_q   <= code_d;
      flags_q <= {mode_change, overflow, nar};
    end
  end
  assign out_o   = out_q;
  assign flags_o = flags_q;

  logic unused;
  assign unused = ^{Variant, channel_scale_i};

endmodule : rmmec_output
